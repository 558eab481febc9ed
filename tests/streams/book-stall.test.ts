import { createSpotClient } from '@pkg/core';
import { createExchange, createRandom, SyntheticDepth } from '@pkg/simulator';
import { DepthCacheManager } from '@pkg/streams';
import { describe, expect, it } from 'vitest';
import { loadUpkeep } from '../../packages/streams/src/market/load-upkeep.js';

// Virtual time does not wait for an import(), so this code is loaded before the tests.
await loadUpkeep();

const SECOND = 1_000;

/** While `isOn`, the sockets of the simulated exchange deliver responses and pings, but no stream events. */
type Stall = { isOn: boolean };

/**
 * Returns a WebSocket constructor like `Original`. During a stall, its sockets drop the events of streams. Requests and
 * pings are still answered.
 *
 * @param showsPings whether the client sees ping frames, as in Node
 */
function stallable(
  Original: new (url: string) => WebSocket,
  stall: Stall,
  showsPings: boolean,
  pings: Set<() => void>,
) {
  class Stallable {
    onopen: (() => void) | null = null;
    onclose: ((event: unknown) => void) | null = null;
    onerror: ((event: unknown) => void) | null = null;
    onmessage: ((event: { data: unknown }) => void) | null = null;
    on?: (name: string, listener: (...args: unknown[]) => void) => void;
    terminate?: () => void;
    readonly #inner: WebSocket;

    constructor(url: string) {
      const listeners = new Map<string, (...args: unknown[]) => void>();
      const inner = new Original(url);
      this.#inner = inner;
      if (showsPings) {
        this.on = (name, listener) => listeners.set(name, listener);
        this.terminate = () => inner.close();
        const ping = (): void => listeners.get('ping')?.();
        pings.add(ping);
        inner.addEventListener('close', () => pings.delete(ping));
      }
      inner.onopen = () => this.onopen?.();
      inner.onclose = (event) => this.onclose?.(event);
      inner.onerror = (event) => this.onerror?.(event);
      inner.onmessage = ({ data }) => {
        // A socket that is opened during the stall delivers no events either.
        if (stall.isOn && String(data).startsWith('{"stream"')) return;
        const listener = listeners.get('message');
        if (listener) listener(Buffer.from(String(data)), false);
        else this.onmessage?.({ data });
      };
    }

    get readyState(): number {
      return this.#inner.readyState;
    }

    send(text: string): void {
      this.#inner.send(text);
    }

    close(): void {
      this.#inner.close();
    }
  }
  return Stallable as unknown as new (
    url: string,
  ) => WebSocket;
}

async function setUp(showsPings: boolean, stall: Stall) {
  const exchange = createExchange({ seed: 7, symbols: ['BTCUSDT'] });
  const { clock } = exchange;
  const depth = new SyntheticDepth(clock, exchange.random, ['BTCUSDT'], { interval: 200 });
  for (const book of depth.books) exchange.feed(book);
  depth.start();
  const pings = new Set<() => void>();
  const Original = exchange.environment.WebSocket as new (url: string) => WebSocket;
  const environment = { ...exchange.environment, WebSocket: stallable(Original, stall, showsPings, pings) };
  const client = createSpotClient({ environment, clock, random: createRandom(7) });
  const books = new DepthCacheManager(client, 'BTCUSDT', undefined, { limit: 1000 });
  const book = books.getDepthCache();
  const truth = () => depth.books[0]?.snapshot(20);
  let stalledAt = Number.POSITIVE_INFINITY;
  let seconds = 0;
  return {
    ...{ book, depth, clock },
    stall: (isOn: boolean): void => {
      stall.isOn = isOn;
      stalledAt = isOn ? clock.monotonic() : Number.POSITIVE_INFINITY;
    },
    /**
     * Lets `count` seconds pass. Checks every second that the stream of a live book has been stalled for at most 60 s.
     */
    pass: async (count: number): Promise<void> => {
      for (let i = 0; i < count; i++) {
        await exchange.advance(SECOND);
        if (seconds++ % 20 === 0) for (const ping of pings) ping();
        if (book.status === 'live') expect(clock.monotonic() - stalledAt).toBeLessThanOrEqual(60 * SECOND);
      }
    },
    isRight: (): boolean => {
      const { lastUpdateId, bids, asks } = truth() ?? {};
      return book.lastUpdateId === lastUpdateId && `${book.getBids(20)}|${book.getAsks(20)}` === `${bids}|${asks}`;
    },
    end: async (): Promise<void> => {
      depth.stop();
      await books.close();
      client.close();
      await exchange.advance(0);
      expect([exchange.sockets.size, pings.size]).toEqual([0, 0]);
    },
  };
}

describe.each([
  ['visible', true],
  ['hidden', false],
])('the book of a stream without data, on a simulated exchange, where pings are %s', (_, showsPings) => {
  it('is not live more than 60 s after the data stopped, and is live and correct after the data is back', async () => {
    const { book, pass, stall, depth, isRight, end } = await setUp(showsPings, { isOn: false });
    await pass(120);
    expect(book.status).toBe('live');
    stall(true);
    await pass(600);
    expect(book.status).toBe('stale');
    stall(false);
    await pass(90);
    depth.stop();
    await pass(3);
    expect([book.status, isRight()]).toEqual(['live', true]);
    await end();
  });

  it('is not live after 60 s if the exchange confirmed the stream and never sent a frame', async () => {
    const { book, pass, stall, depth, isRight, end } = await setUp(showsPings, { isOn: true });
    stall(true);
    await pass(600);
    expect(book.status).not.toBe('live');
    stall(false);
    await pass(90);
    depth.stop();
    await pass(3);
    expect([book.status, isRight()]).toEqual(['live', true]);
    await end();
  });
});
