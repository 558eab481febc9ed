import { describe, expect, it } from 'vitest';
import type { Frame } from '../scan/frame.js';
import { StreamMerge } from './stream-merge.js';

/** Returns the frame of a trade as text. The id is a `bigint`, because a number cannot hold every id above 2^53. */
function trade(id: bigint): string {
  return `{"stream":"bnbbtc@trade","data":{"e":"trade","E":1,"s":"BNBBTC","t":${id},"p":"1","q":"1","T":1,"m":true,"M":true}}`;
}

/**
 * Returns the ids that are delivered if both sockets send `ids`. The old socket sends each id a moment earlier than the
 * new one, and closes at the end.
 */
function renewed(ids: readonly bigint[]): bigint[] {
  const delivered: bigint[] = [];
  const read = (frame: Frame): unknown => (JSON.parse(String(frame)) as { data: unknown }).data;
  const merge = new StreamMerge(read, (frame) => delivered.push(BigInt(/"t":(\d+)/.exec(String(frame))?.[1] ?? -1)));
  for (const id of ids) {
    merge.fromOld(trade(id));
    merge.fromNew(trade(id));
  }
  expect(merge.isSettled).toBe(true);
  merge.release();
  return delivered;
}

describe('StreamMerge', () => {
  it('delivers each event once when both sockets deliver all', () => {
    const ids = Array.from({ length: 10 }, (_, i) => 5_000_000_000n + BigInt(i));
    expect(renewed(ids)).toEqual(ids);
  });

  it('does not confuse events whose ids beyond 2^53 are rounded to the same number', () => {
    const ids = Array.from({ length: 10 }, (_, i) => 2n ** 53n - 4n + BigInt(i));
    expect(renewed(ids)).toEqual(ids);
  });

  it('holds the newest events of the new socket, up to 8 MiB', () => {
    const delivered: number[] = [];
    const read = (frame: Frame): unknown => (JSON.parse(String(frame)) as { data: unknown }).data;
    const merge = new StreamMerge(read, (frame) => delivered.push((read(frame) as { t: number }).t));
    const pad = ' '.repeat(3 * 2 ** 20);
    for (let t = 1; t <= 6; t++) merge.fromNew(`{"stream":"a@trade","data":{"e":"trade","t":${t}}${pad}}`);
    expect(merge.isSettled).toBe(false);
    merge.release();
    expect(delivered).toEqual([5, 6]);
  });

  describe('with two events of one time', () => {
    const kline = (interval: string, close: string): string =>
      `{"stream":"a@kline_1m","data":{"e":"kline","E":5,"s":"A","k":{"i":"${interval}","c":"${close}"}}}`;
    const first = kline('1m', '1.0');
    const second = kline('1m', '1.1');

    /** Returns the frames that are delivered if the old and the new socket send the frames of `steps`. */
    function merged(steps: readonly ['old' | 'new', string][]): Frame[] {
      const delivered: Frame[] = [];
      const read = (frame: Frame): unknown => (JSON.parse(String(frame)) as { data: unknown }).data;
      const merge = new StreamMerge(read, (frame) => delivered.push(frame));
      for (const [socket, frame] of steps) {
        if (socket === 'old') merge.fromOld(frame);
        else merge.fromNew(frame);
      }
      merge.release();
      return delivered;
    }

    it('delivers both once, whichever socket brings them first', () => {
      const both = [first, second];
      const of = (socket: 'old' | 'new') => both.map((frame): ['old' | 'new', string] => [socket, frame]);
      expect(merged([...of('old'), ...of('new')])).toEqual(both);
      expect(merged([...of('new'), ...of('old')])).toEqual(both);
      expect(
        merged([
          ['old', first],
          ['new', first],
          ['new', second],
          ['old', second],
        ]),
      ).toEqual(both);
      expect(
        merged([
          ['old', first],
          ['new', second],
          ['old', second],
        ]),
      ).toEqual(both);
    });

    it('delivers the second when only the new socket brings it', () => {
      expect(
        merged([
          ['old', first],
          ['new', second],
        ]),
      ).toEqual([first, second]);
    });
  });

  it('joins the sockets only where the new one starts no later than the old one, if the position is a time', () => {
    const frame = (E: number): string =>
      `{"stream":"a@kline_1m","data":{"e":"kline","E":${E},"s":"A","k":{"i":"1m","c":"${E}"}}}`;
    const delivered: Frame[] = [];
    const read = (each: Frame): unknown => (JSON.parse(String(each)) as { data: unknown }).data;
    const merge = new StreamMerge(read, (each) => delivered.push(each));
    merge.fromOld(frame(5));
    merge.fromNew(frame(6));
    // The old socket may still send another event with the time 5, so the sockets are not joined yet.
    expect(merge.isJoined).toBe(false);
    merge.fromOld(frame(6));
    expect([merge.isJoined, delivered]).toEqual([true, [frame(5), frame(6)]]);
  });

  it('waits for an overlap again when another new socket replaces the first', () => {
    const delivered: number[] = [];
    const read = (frame: Frame): unknown => (JSON.parse(String(frame)) as { data: unknown }).data;
    const merge = new StreamMerge(read, (frame) => delivered.push((read(frame) as { t: number }).t));
    merge.fromOld(trade(1n));
    merge.fromNew(trade(1n));
    merge.restart();
    expect(merge.isJoined).toBe(false);
    // The second new socket is ahead of the old socket: it sends trade 4 before the old socket sends trades 2 and 3.
    merge.fromNew(trade(4n));
    for (const id of [2n, 3n, 4n]) merge.fromOld(trade(id));
    merge.fromNew(trade(5n));
    expect(delivered).toEqual([1, 2, 3, 4, 5]);
    expect(merge.isJoined).toBe(true);
  });

  it('drops what a new socket has sent when another one replaces it before the overlap', () => {
    const delivered: number[] = [];
    const read = (frame: Frame): unknown => (JSON.parse(String(frame)) as { data: unknown }).data;
    const merge = new StreamMerge(read, (frame) => delivered.push((read(frame) as { t: number }).t));
    merge.fromOld(trade(1n));
    merge.fromNew(trade(3n));
    merge.restart();
    merge.fromNew(trade(6n));
    for (let id = 2n; id <= 6n; id++) merge.fromOld(trade(id));
    expect(delivered).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('holds at most 8 MiB until both sockets overlap, and reports events that were dropped as a gap', () => {
    const long = 'x'.repeat(2 ** 20);
    const delivered: number[] = [];
    const read = (frame: Frame): unknown => (JSON.parse(String(frame)) as { data: unknown }).data;
    const idOf = (frame: Frame): number => (read(frame) as { t: number }).t;
    const frame = (t: number): Frame => Buffer.from(`{"stream":"a@trade","data":{"e":"trade","t":${t},"x":"${long}"}}`);
    const merge = new StreamMerge(read, (each) => delivered.push(idOf(each)));
    merge.fromOld(frame(1));
    // The new socket is ahead of the old one, so its events are held back. Their size exceeds the limit before the old
    // socket closes.
    for (let t = 3; t <= 22; t++) merge.fromNew(frame(t));
    expect([merge.isSettled, merge.isJoined]).toEqual([false, false]);
    merge.release();
    expect(delivered).toEqual([1, 16, 17, 18, 19, 20, 21, 22]);
    // In this second merge, the old socket sends the events that were dropped, so no event is missing.
    delivered.length = 0;
    const other = new StreamMerge(read, (each) => delivered.push(idOf(each)));
    for (let t = 3; t <= 22; t++) other.fromNew(frame(t));
    for (let t = 1; t <= 22; t++) other.fromOld(frame(t));
    expect([other.isSettled, other.isJoined]).toEqual([true, true]);
    expect(delivered).toEqual(Array.from({ length: 22 }, (_, index) => index + 1));
  });
});
