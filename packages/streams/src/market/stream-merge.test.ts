import { describe, expect, it } from 'vitest';
import type { Frame } from '../scan/frame.js';
import { StreamMerge } from './stream-merge.js';

/** As the exchange writes it, ids to the last digit. */
function trade(id: bigint): string {
  return `{"stream":"bnbbtc@trade","data":{"e":"trade","E":1,"s":"BNBBTC","t":${id},"p":"1","q":"1","T":1,"m":true,"M":true}}`;
}

/** The ids delivered where both connections bring `ids`, the old one a moment earlier, and the old one ends. */
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
  it('brings each event once where two connections bring them all', () => {
    const ids = Array.from({ length: 10 }, (_, i) => 5_000_000_000n + BigInt(i));
    expect(renewed(ids)).toEqual(ids);
  });

  it('takes no event for another whose id is the same once it is rounded, past 2^53', () => {
    const ids = Array.from({ length: 10 }, (_, i) => 2n ** 53n - 4n + BigInt(i));
    expect(renewed(ids)).toEqual(ids);
  });
});
