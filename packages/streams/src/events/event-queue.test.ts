import { describe, expect, it } from 'vitest';
import { tableSizes } from '../../../../tests/support/tables.js';
import type { StreamNotice } from './consumer.js';
import { EventQueue } from './event-queue.js';

const MIB = 2 ** 20;

function setUp(conflates: boolean, limit = 10_000) {
  const notices: StreamNotice[] = [];
  const notice = (received: StreamNotice): number => notices.push(received);
  return { notices, queue: new EventQueue<unknown>({ limit, conflates, notice, onEnd: () => undefined }) };
}

/** Returns a depth event with one level, whose price has `length` characters. */
function depthEvent(u: number, length: number): object {
  return { e: 'depthUpdate', U: u, u, b: [[`${u}`.padStart(length, '0'), '1']], a: [] };
}

describe('EventQueue', () => {
  it('queues at most 32 MiB, drops the oldest events beyond, and reports how many', async () => {
    const { notices, queue } = setUp(false);
    for (let u = 1; u <= 40; u++) queue.push('a@depth', depthEvent(u, MIB));
    const first = (await queue.next()).value as { u: number };
    expect(first.u).toBe(10);
    expect(notices).toEqual([{ type: 'lagged', stream: 'a@depth', count: 9 }]);
    // One event was read, so the queue has space for another one.
    queue.push('a@depth', depthEvent(41, MIB - 1_000));
    for (let u = 11; u <= 41; u++) expect((await queue.next()).value).toMatchObject({ u });
    expect(notices).toHaveLength(1);
  });

  it('drops a state that has grown beyond 32 MiB by merging, and reports it', async () => {
    const { notices, queue } = setUp(true);
    for (let u = 1; u <= 40; u++) queue.push('a@depth', depthEvent(u, MIB));
    expect((await queue.next()).value).toMatchObject({ U: 33, u: 40 });
    expect(notices).toEqual([{ type: 'lagged', stream: 'a@depth', count: 1 }]);
  });

  it('keeps nothing of an event for which the reader has waited', async () => {
    const { queue } = setUp(true);
    for (let t = 0; t < 100; t++) {
      const next = queue.next();
      queue.push('a@trade', { t });
      expect(await next).toEqual({ done: false, value: { t } });
    }
    expect(Object.values(tableSizes(queue, [])).filter((size) => size > 1)).toEqual([]);
    expect(Object.keys(tableSizes(queue, [])).length).toBeGreaterThan(3);
  });

  it('measures events of any depth', async () => {
    const { notices, queue } = setUp(false);
    queue.push('a', JSON.parse('['.repeat(500_000) + ']'.repeat(500_000)));
    queue.push('a', 'next');
    // 500,000 lists of 64 bytes each take about 30 MiB, so the queue has room for them.
    expect(Array.isArray((await queue.next()).value)).toBe(true);
    expect((await queue.next()).value).toBe('next');
    expect(notices).toEqual([]);
  });

  it.each(['waits', 'does not wait'])(
    'ends with an error once, after which it is done, if the reader %s',
    async (when) => {
      const { queue } = setUp(false);
      const error = new Error('refused');
      const waiting = when === 'waits' ? queue.next() : undefined;
      queue.end(error);
      await expect(waiting ?? queue.next()).rejects.toBe(error);
      expect(await queue.next()).toEqual({ done: true, value: undefined });
    },
  );

  it('error: dropped the queued events when it ended with an error', async () => {
    const { notices, queue } = setUp(false, 2);
    for (const event of ['dropped', 'first', 'second']) queue.push('a', event);
    const error = new Error('refused');
    queue.end(error);
    queue.push('a', 'late');
    expect([(await queue.next()).value, (await queue.next()).value]).toEqual(['first', 'second']);
    expect(notices).toEqual([{ type: 'lagged', stream: 'a', count: 1 }]);
    await expect(queue.next()).rejects.toBe(error);
    expect(await queue.next()).toEqual({ done: true, value: undefined });
  });

  it.each(['event', undefined])(
    'gives nothing after the reader has left the loop, queued before an error: %s',
    async (event) => {
      const { queue } = setUp(false);
      if (event) queue.push('a', event);
      queue.end(new Error('refused'));
      await queue.return();
      expect(await queue.next()).toEqual({ done: true, value: undefined });
    },
  );

  it('keeps the 50 oldest and the 50 newest notices, and gives them before the next event', async () => {
    const { notices, queue } = setUp(false);
    const noticeOf = (to: number): StreamNotice => ({ type: 'gap', stream: 'a', from: 0, to, reason: 'cut' });
    for (let to = 1; to <= 300; to++) queue.pushNotice(noticeOf(to));
    queue.push('a', 'event');
    expect(notices).toEqual([]);
    expect((await queue.next()).value).toBe('event');
    const kept = [...Array(50).keys()].flatMap((index) => [index + 1, index + 251]).sort((a, b) => a - b);
    expect(notices.splice(0)).toEqual(kept.map(noticeOf));
    // A reader that waits gets a notice at once.
    const waiting = queue.next();
    queue.pushNotice(noticeOf(301));
    expect(notices).toEqual([noticeOf(301)]);
    queue.end();
    queue.pushNotice(noticeOf(302));
    queue.push('a', 'late');
    expect(await waiting).toEqual({ done: true, value: undefined });
    expect([await queue.next(), notices.length]).toEqual([{ done: true, value: undefined }, 1]);
  });

  it('queues at most `limit` events', async () => {
    const { notices, queue } = setUp(false, 3);
    for (let u = 1; u <= 5; u++) queue.push('a', u);
    expect([(await queue.next()).value, (await queue.next()).value, (await queue.next()).value]).toEqual([3, 4, 5]);
    expect(notices).toEqual([{ type: 'lagged', stream: 'a', count: 2 }]);
  });
});
