import type { CallOptions, ClientContext, Random } from '@pkg/core';
import { ManualClock } from '../../core/test/manual-clock.js';
import type { DepthEvent, DepthSnapshot, Level } from '../src/book/index.js';
import type { DepthClient, DepthSource } from '../src/depth/index.js';
import type { Consumer, Stop } from '../src/events/consumer.js';

/**
 * Fakes of the streams and of the REST client that order books use, on a manual clock. The test sends each frame. The
 * test also answers, delays or refuses each request for a snapshot.
 */
export class FakeMarket {
  readonly clock: ManualClock = new ManualClock();
  readonly consumers: Map<string, Consumer> = new Map();
  readonly stopped: string[] = [];
  /** The requests for small snapshots, with which order books check a stream that sends no events. */
  readonly checks: { readonly symbol: string; readonly limit: number; readonly at: number }[] = [];
  /** All other requests for snapshots. */
  readonly requests: { readonly symbol: string; readonly limit: number; readonly at: number }[] = [];
  /** The number of requests for the best prices of all markets. */
  tickerRequests = 0;
  readonly warnings: string[] = [];
  /** Returns the answer to a request for a snapshot. Each test sets its own function. */
  snapshot: (symbol: string, signal: AbortSignal | undefined) => DepthSnapshot | Promise<DepthSnapshot> = () => {
    throw new Error('the test gave no snapshot');
  };

  readonly client: DepthClient = {
    context: {
      clock: this.clock,
      random: seeded(1),
      logger: { warn: (message: string) => this.warnings.push(message) },
      serverTime: { offset: undefined, timestamp: async () => 0, invalidate: () => {} },
      timeUnit: 'millisecond',
      // The cast is safe, because order books read only these fields of a context.
    } as unknown as ClientContext,
    getOrderBook: async ({ symbol, limit = 100 }, options: CallOptions = {}) => {
      const requests = limit <= CHECKED_LEVELS ? this.checks : this.requests;
      requests.push({ symbol, limit, at: this.clock.monotonic() });
      return this.snapshot(symbol, options.signal);
    },
    getOrderbookTickers: async () => {
      this.tickerRequests++;
      const symbols = new Set([...this.consumers.keys()].map((topic) => (topic.split('@')[0] ?? '').toUpperCase()));
      return Promise.all(
        [...symbols].map(async (symbol) => {
          const { bids, asks } = await this.snapshot(symbol, undefined);
          const [[bidPrice = '0', bidQty = '0'] = [], [askPrice = '0', askQty = '0'] = []] = [bids[0], asks[0]];
          return { symbol, bidPrice, bidQty, askPrice, askQty };
        }),
      );
    },
  };

  readonly sockets: DepthSource = {
    consume: async (topic: string, consumer: Consumer<never>): Promise<Stop> => {
      this.consumers.set(topic, consumer as Consumer);
      return async () => {
        this.stopped.push(topic);
      };
    },
  };

  /** Delivers a frame of a stream. */
  send(topic: string, data: unknown): void {
    const text = typeof data === 'string' ? data : JSON.stringify({ stream: topic, data });
    this.consumers.get(topic)?.frame?.(text);
  }

  status(status: 'open' | 'reconnecting'): void {
    for (const consumer of this.consumers.values()) consumer.status?.(status);
  }

  notice(stream: string, type: 'gap' | 'lagged'): void {
    const notice =
      type === 'gap'
        ? { type, stream, from: undefined, to: this.clock.now(), reason: 'connection lost' }
        : { type, stream, count: 1 };
    this.consumers.get(stream)?.notice?.(notice);
  }
}

const CHECKED_LEVELS = 20;

/** Returns a depth event. */
export function event(
  symbol: string,
  U: number,
  u: number,
  b: readonly Level[] = [],
  a: readonly Level[] = [],
): DepthEvent {
  return { e: 'depthUpdate', E: 1_700_000_000_000 + u, s: symbol, U, u, b, a };
}

function seeded(seed: number): Random {
  let state = seed;
  const next = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  return { next, bytes: (length) => Uint8Array.from({ length }, () => next() * 256) };
}

/** The name of the stream that an order book of BNBBTC uses by default. */
export const TOPIC = 'bnbbtc@depth@100ms';

/** The `request` field in errors of snapshot requests. */
export const SNAPSHOT_REQUEST = { operation: 'getOrderBook', method: 'GET', path: '/api/v3/depth' };

/** Returns a snapshot with this update id and one level on each side. */
export const at = (lastUpdateId: number, bid = '9.0'): DepthSnapshot => ({
  lastUpdateId,
  bids: [[bid, '1.0']],
  asks: [['11.0', '2.0']],
});
