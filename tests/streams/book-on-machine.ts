import { createSpotClient } from '@pkg/core';
import { BinanceSocketManager, DepthCacheManager, type DepthStatus } from '@pkg/streams';
import { expect } from 'vitest';
import { ManualClock } from '../../packages/core/test/manual-clock.js';
import { FakeExchange } from '../../packages/streams/test/fake-exchange.js';
import { delayedTimers } from './delayed-timers.js';

/** When a stream is silent, the client checks the order book by a request for at most this many levels per side. */
const CHECKED_LEVELS = 20;

type Setting = {
  /** Whether the monotonic clock stops while the machine sleeps. */
  stopsMonotonic?: boolean;
  showsPings?: boolean;
  /** If set, the book follows a partial depth stream with this many levels, not a diff depth stream. */
  levels?: 20;
  /**
   * If set, the exchange answers requests for snapshots only after this promise has resolved. Until then the book is
   * not live.
   */
  answered?: Promise<void>;
};

/**
 * Returns an order book of a machine that can sleep, and all status changes that follow. The client is real; the
 * exchange and its sockets are fakes.
 */
export async function bookOnMachine({ stopsMonotonic = false, showsPings = false, levels, answered }: Setting = {}) {
  const clock = new ManualClock();
  const exchange = new FakeExchange(clock, { showsPings });
  const timers = delayedTimers(clock);
  const wakers = new Set<() => void>();
  const options = {
    environment: exchange.environment,
    clock: timers.clock,
    random: { next: () => 0.5, bytes: (length: number) => new Uint8Array(length) },
  };
  const sockets = new BinanceSocketManager({
    ...options,
    wake: (listener) => {
      wakers.add(listener);
      return () => wakers.delete(listener);
    },
  });
  let snapshots = 0;
  let id = 100;
  const client = {
    context: createSpotClient(options).context,
    getOrderBook: async ({ limit }: { readonly limit?: number | undefined }) => {
      // The client requests only a few levels when it checks a silent stream. Such a request is not counted as a
      // snapshot.
      if (limit === undefined || limit > CHECKED_LEVELS) snapshots += 1;
      await answered;
      return { lastUpdateId: id, bids: [['9.0', '1.0'] as const], asks: [['11.0', '2.0'] as const] };
    },
  };
  const books = new DepthCacheManager(client, 'BNBBTC', undefined, { sockets, levels });
  const statuses: [DepthStatus, unknown][] = [];
  books.onStatus(({ status, reason }) => statuses.push([status, reason]));
  const frame = (): string => {
    id += 1;
    return JSON.stringify({
      stream: 'bnbbtc@depth@100ms',
      data: { e: 'depthUpdate', E: id, s: 'BNBBTC', U: id, u: id, b: [], a: [] },
    });
  };
  if (levels) {
    const bids = [['9.0', '1.0']];
    await clock.advance(10);
    exchange.emit(`bnbbtc@depth${levels}@100ms`, { lastUpdateId: 100, bids, asks: [['11.0', '2.0']] });
  }
  await (answered ? clock.advance(1_000) : clock.run(books.ready()));
  statuses.length = 0;
  return {
    ...{ clock, exchange, sockets, books, statuses, frame },
    book: books.getDepthCache(),
    async sleep(ms: number): Promise<void> {
      if (stopsMonotonic) return clock.step(ms);
      timers.hold();
      await clock.advance(ms);
    },
    /** Runs the timers that became due during the sleep. */
    fireTimers: timers.release,
    wake: () => {
      for (const waker of wakers) waker();
    },
    /** Sends the next depth update over every open socket. */
    update: () => {
      const text = frame();
      for (const socket of [...exchange.open]) socket.deliverNow(text);
    },
    snapshots: () => snapshots,
    async end() {
      await Promise.all([books.close(), sockets.close()]);
      // A frozen socket stays open in the fake exchange, even after the client has closed it.
      const open = [...exchange.open].filter(({ frozen }) => !frozen);
      expect([open.length, clock.timers.size]).toEqual([0, 0]);
    },
  };
}
