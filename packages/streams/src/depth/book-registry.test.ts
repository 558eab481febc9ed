import { createSpotClient } from '@pkg/core';
import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../../core/test/manual-clock.js';
import { FakeExchange } from '../../test/fake-exchange.js';
import { FakeMarket } from '../../test/fake-market.js';
import { BinanceSocketManager } from '../binance-socket-manager.js';
import type { Level } from '../book/index.js';
import { DepthCacheManager } from './index.js';

describe('the connections that a client opens for its books', () => {
  it('no longer listen for the end of a sleep when the last book is closed', async () => {
    const clock = new ManualClock();
    const exchange = new FakeExchange(clock);
    const fetch = async (): Promise<Response> => Response.json({ lastUpdateId: 1, bids: [], asks: [] });
    const client = createSpotClient({ environment: exchange.environment, clock, fetch });
    let listening = 0;
    const wake = (): (() => void) => {
      listening += 1;
      return () => {
        listening -= 1;
      };
    };
    const withWake = { ...client, context: { ...client.context, wake } };
    const books = ['BNBBTC', 'LTCUSDT'].map((symbol) => new DepthCacheManager(withWake, symbol));
    await clock.run(Promise.all(books.map((each) => each.ready())));
    expect(listening).toBe(1);
    await clock.run(Promise.all(books.map((each) => each.close())));
    expect([listening, exchange.open.size]).toEqual([0, 0]);
    client.close();
  });

  it('error: were reported as lost while their books were still live', async () => {
    const clock = new ManualClock();
    const exchange = new FakeExchange(clock);
    const { environment } = exchange;
    const fetch = async (): Promise<Response> => Response.json({ lastUpdateId: 1, bids: [], asks: [] });
    const client = createSpotClient({ environment, clock, fetch });
    const sockets = new BinanceSocketManager(client);
    const seen: string[] = [];
    let note = (_: string): void => undefined;
    for (const name of ['disconnect', 'status'] as const) sockets.on(name, () => note(name));
    const books = new DepthCacheManager(client, ['BNBBTC', 'LTCUSDT'], undefined, { sockets });
    await clock.run(books.ready());
    books.on('disconnect', () => note('disconnect of the books'));
    note = (name) => seen.push([name, ...books.symbols.map((each) => books.getDepthCache(each).status)].join(' '));
    exchange.cutAll();
    await clock.advance(0);
    expect(seen).toEqual(['disconnect', 'disconnect of the books', 'status'].map((name) => `${name} stale stale`));
    await clock.run(Promise.all([books.close(), sockets.close()]));
    client.close();
  });

  it('error: were reported as lost or closed by another manager while their books were still live', async () => {
    const clock = new ManualClock();
    const exchange = new FakeExchange(clock);
    const { environment } = exchange;
    const fetch = async (): Promise<Response> => Response.json({ lastUpdateId: 1, bids: [], asks: [] });
    const client = createSpotClient({ environment, clock, fetch });
    // Both managers share the connection. The first one has no books.
    const [first, sockets] = [new BinanceSocketManager(client), new BinanceSocketManager(client)];
    await clock.run(first.subscribe('bnbbtc@trade', () => undefined, { notice: () => undefined }));
    const books = new DepthCacheManager(client, 'BNBBTC', undefined, { sockets });
    await clock.run(books.ready());
    expect(exchange.open.size).toBe(1);
    const seen: string[] = [];
    for (const [who, manager] of Object.entries({ first, sockets })) {
      for (const name of ['disconnect', 'status'] as const) {
        manager.on(name, () => seen.push(`${who} ${name}: ${books.getDepthCache().status}`));
      }
    }
    exchange.cutAll();
    await clock.advance(0);
    const names = (status: string, ...of: string[]): string[] =>
      of.flatMap((who) => [`${who} disconnect: ${status}`, `${who} status: ${status}`]);
    expect(seen.splice(0)).toEqual(names('stale', 'first', 'sockets'));
    await clock.run(books.ready());
    seen.length = 0;
    await sockets.close();
    expect(seen).toEqual(names('closed', 'sockets'));
    await clock.run(Promise.all([books.close(), first.close()]));
    client.close();
  });

  it('error: kept a listener on a shared manager for each client that used it', async () => {
    const market = new FakeMarket();
    market.snapshot = () => ({ lastUpdateId: 100, bids: [['9.0', '1.0']], asks: [['11.0', '2.0']] });
    const listeners = new Set<unknown>();
    const onStatus = (listener: unknown): (() => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    };
    const sockets = { ...market.sockets, onStatus };
    for (let round = 0; round < 2; round++) {
      const books = ['BNBBTC', 'LTCUSDT'].map(
        (symbol) => new DepthCacheManager(market.client, symbol, undefined, { sockets }),
      );
      await market.clock.run(Promise.all(books.map((each) => each.ready())));
      await books[0]?.close();
      expect(listeners.size).toBe(1);
      await books[1]?.close();
      expect(listeners.size).toBe(0);
    }
  });

  it('stay open for a book that is opened while the last one is being closed', async () => {
    const clock = new ManualClock();
    const exchange = new FakeExchange(clock);
    exchange.latency = 100;
    const fetch = async (): Promise<Response> => Response.json({ lastUpdateId: 1, bids: [], asks: [] });
    const client = createSpotClient({ environment: exchange.environment, clock, fetch });
    const first = new DepthCacheManager(client, 'BNBBTC');
    await clock.run(first.ready());
    const closing = first.close();
    await clock.advance(10);
    const second = new DepthCacheManager(client, 'LTCUSDT');
    await clock.run(Promise.all([closing, second.ready()]));
    await clock.advance(1_000);
    expect(second.getDepthCache().status).toBe('live');
    expect([...exchange.open].flatMap(({ streams }) => [...streams])).toEqual(['ltcusdt@depth@100ms']);
    await clock.run(second.close());
    expect(exchange.open.size).toBe(0);
    client.close();
  });

  it('error: made a book live before the exchange confirmed its stream on a connection that was open already', async () => {
    const clock = new ManualClock();
    const exchange = new FakeExchange(clock);
    const { answer } = exchange;
    const fetch = async (): Promise<Response> => Response.json({ lastUpdateId: 1, bids: [], asks: [] });
    const client = createSpotClient({ environment: exchange.environment, clock, fetch });
    const manager = new BinanceSocketManager(client);
    await clock.run(manager.subscribe('bnbbtc@trade', () => undefined, { notice: () => undefined }));
    exchange.answer = () => undefined;
    const books = ([undefined, 5] as const).map(
      (levels) => new DepthCacheManager(client, 'BNBBTC', undefined, { levels }),
    );
    await clock.advance(4_900);
    expect(exchange.all).toHaveLength(1);
    const statuses = (): string[] => books.map((each) => each.getDepthCache().status);
    expect(statuses()).toEqual(['syncing', 'syncing']);
    // The request is repeated after 5 s.
    exchange.answer = answer;
    await clock.run(Promise.all(books.map((each) => each.ready())));
    expect(statuses()).toEqual(['live', 'live']);
    await clock.run(Promise.all([...books, manager].map((each) => each.close())));
    expect(clock.timers.size).toBe(0);
    client.close();
  });

  it('error: left a book live when a renewal lost the old socket before the new one carried the stream', async () => {
    const clock = new ManualClock();
    const exchange = new FakeExchange(clock);
    const fetch = async (): Promise<Response> => Response.json({ lastUpdateId: 1, bids: [], asks: [] });
    const client = createSpotClient({ environment: exchange.environment, clock, fetch });
    const manager = new BinanceSocketManager(client);
    await clock.run(manager.subscribe('bnbbtc@trade', () => undefined, { notice: () => undefined }));
    const [old] = exchange.all;
    old?.deliver('{"stream":"!serverShutdown","data":{"e":"serverShutdown","E":1}}');
    while (exchange.open.size < 2) await clock.advance(10);
    // The new socket delays its responses until `answers` are called.
    const answers: (() => void)[] = [];
    exchange.onFrame = (socket, text) => {
      const { id, params = [] } = JSON.parse(text) as { id: number; params?: string[] };
      const reply = (): void => socket.reply({ result: params, id });
      if (socket === old) reply();
      else answers.push(reply);
    };
    const books = new DepthCacheManager(client, 'BNBBTC');
    const seen: string[] = [];
    books.onStatus(({ status, reason }) => seen.push(`${status} ${reason}`));
    await clock.run(books.ready());
    expect([answers.length, old?.readyState]).toEqual([1, 1]);
    old?.cut();
    await clock.advance(1_000);
    expect(seen.splice(0)).toEqual(['live undefined', 'stale woke']);
    // The response to the probe does not show that the new socket carries the stream.
    const [subscribed, probed] = answers.splice(0);
    probed?.();
    await clock.advance(1_000);
    expect(seen.splice(0)).toEqual([]);
    subscribed?.();
    await clock.advance(1_000);
    expect([seen, books.getDepthCache().reason]).toEqual([[], 'reconnect']);
    await clock.run(books.ready());
    await clock.run(Promise.all([books.close(), manager.close()]));
    expect(clock.timers.size).toBe(0);
    client.close();
  });

  it('give each manager as many levels as it asks for, although they use one stream', async () => {
    const market = new FakeMarket();
    const levels = Array.from({ length: 50 }, (_, index): Level => [`${index + 1}.0`, '1.0']);
    const asks = levels.map(([price]): Level => [`${Number(price) + 100}.0`, '1.0']);
    market.snapshot = () => ({ lastUpdateId: 100, bids: [...levels].reverse(), asks });
    const books = [40, 50, 40].map(
      (limit) =>
        new DepthCacheManager(market.client, 'BNBBTC', undefined, { sockets: market.sockets, limit, knownLevels: 5 }),
    );
    await market.clock.run(Promise.all(books.map((each) => each.ready())));
    expect(market.requests.map(({ limit }) => limit)).toEqual([40, 50]);
    await Promise.all(books.map((each) => each.close()));
  });
});
