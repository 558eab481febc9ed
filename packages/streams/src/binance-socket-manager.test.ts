import { BinanceConfigError, createSpotClient, type Environment } from '@pkg/core';
import { describe, expect, it } from 'vitest';
import { connectManager, frameOf, tradeEvent } from '../test/connect-manager.js';
import type { FakeSocket } from '../test/fake-exchange.js';
import { BinanceSocketManager } from './binance-socket-manager.js';
import { aggTrade, kline, trade } from './topics.js';

function unwanted(): never {
  throw new Error('unwanted');
}

describe('BinanceSocketManager', () => {
  it('opens one connection for the subscriptions of one task and delivers typed events', async () => {
    const { clock, exchange, manager } = connectManager();
    const seen: number[] = [];
    const stops = Promise.all([
      manager.subscribe(trade('BNBBTC'), (event) => seen.push(event.t)),
      manager.subscribe(kline('BNBBTC', '1m'), () => undefined),
    ]);
    await clock.run(stops);
    expect(exchange.all.map((socket) => socket.url)).toEqual([
      'wss://fake/stream?streams=bnbbtc@trade/bnbbtc@kline_1m',
    ]);
    exchange.emit('bnbbtc@trade', tradeEvent(1));
    exchange.emit('bnbbtc@trade', tradeEvent(2));
    await clock.advance(1);
    expect(seen).toEqual([1, 2]);
    expect(manager.status).toBe('open');
    await manager.close();
    expect(manager.status).toBe('closed');
    expect(exchange.open.size).toBe(0);
    expect(clock.timers.size).toBe(0);
  });

  it('limits the length of an address, and subscribes the rest of a thousand streams by frames', async () => {
    const { clock, exchange, manager } = connectManager();
    const topics = Array.from({ length: 1_024 }, (_, index) => trade(`LONGNAME${index}USDT`));
    const stops = Promise.all(topics.map((topic) => manager.subscribe(topic, () => undefined)));
    await clock.run(stops);
    const [{ url, streams }] = exchange.all as [FakeSocket];
    expect(exchange.all).toHaveLength(1);
    expect(url.length).toBeGreaterThan(7_000);
    expect(url.length).toBeLessThan(8_000);
    expect([...streams]).toEqual(topics);
    const byFrames = exchange.sent.flatMap(({ params = [] }) => params);
    expect(byFrames).toEqual(topics.slice(-byFrames.length));
    expect(byFrames.length).toBeLessThan(topics.length);
    await manager.close();
  });

  it('subscribes a stream once for all its listeners and unsubscribes after the last', async () => {
    const { clock, exchange, manager } = connectManager();
    await clock.run(manager.subscribe(kline('BNBBTC', '1m'), () => undefined));
    const [first, second] = await clock.run(
      Promise.all([
        manager.subscribe(trade('BNBBTC'), () => undefined),
        manager.subscribe(trade('BNBBTC'), () => undefined),
        manager.subscribe(aggTrade('BNBBTC'), () => undefined),
      ]),
    );
    expect(exchange.sent).toEqual([{ method: 'SUBSCRIBE', params: ['bnbbtc@trade', 'bnbbtc@aggTrade'], id: 1 }]);
    await first?.();
    expect(exchange.sent).toHaveLength(1);
    await clock.run(second?.() as Promise<void>);
    expect(exchange.sent[1]).toEqual({ method: 'UNSUBSCRIBE', params: ['bnbbtc@trade'], id: 2 });
    await manager.close();
  });

  it('reconnects after a loss, notifies of the gap first, and restores its streams', async () => {
    const { clock, exchange, manager } = connectManager();
    const seen: unknown[] = [];
    await clock.run(
      manager.subscribe(trade('BNBBTC'), (event) => seen.push(event.t), { notice: (notice) => seen.push(notice) }),
    );
    exchange.emit('bnbbtc@trade', tradeEvent(1));
    await clock.advance(1);
    const from = clock.now();
    exchange.cutAll();
    expect(manager.status).toBe('reconnecting');
    await clock.advance(5_000);
    expect(manager.status).toBe('open');
    exchange.emit('bnbbtc@trade', tradeEvent(5));
    await clock.advance(1);
    expect(seen).toEqual([1, expect.objectContaining({ type: 'gap', stream: 'bnbbtc@trade', from }), 5]);
    await manager.close();
  });

  it('reads with for await until the signal ends it', async () => {
    const { clock, exchange, manager } = connectManager();
    const abort = new AbortController();
    const seen: number[] = [];
    const reading = (async () => {
      for await (const event of manager.stream([trade('BNBBTC')], { signal: abort.signal })) seen.push(event.t);
    })();
    await clock.advance(10);
    exchange.emit('bnbbtc@trade', tradeEvent(7));
    await clock.advance(1);
    abort.abort();
    await reading;
    expect(seen).toEqual([7]);
    await clock.advance(1);
    expect(exchange.open.size).toBe(0);
    await manager.close();
  });

  it.each([
    ['throws', (): unknown => unwanted()],
    ['rejects', async (): Promise<unknown> => unwanted()],
  ])('reports a notice callback that %s once, and the loop goes on', async (_, notice) => {
    const { clock, exchange, manager, errors } = connectManager();
    const seen: number[] = [];
    const reading = (async () => {
      for await (const { t } of manager.stream(trade('A'), { notice, limit: 1 })) {
        seen.push(t);
        // The reader is busy while two events arrive, so the older one is dropped.
        if (t === 1) for (const next of [2, 3]) exchange.last.deliverNow(frameOf(next));
      }
    })();
    await clock.advance(10);
    exchange.last.deliverNow(frameOf(1));
    await clock.advance(10);
    expect([seen, errors.map(String)]).toEqual([[1, 3], ['Error: unwanted']]);
    // Now the reader is no longer busy: it waits for the next event.
    exchange.cutAll();
    await clock.advance(10_000);
    expect(errors.map(String)).toEqual(['Error: unwanted', 'Error: unwanted']);
    await manager.close();
    await reading;
    expect([exchange.open.size, clock.timers.size]).toEqual([0, 0]);
  });

  it('starts and stops the sockets of each kind, with the same defaults', async () => {
    const { clock, exchange, manager } = connectManager();
    const ignore = (): void => undefined;
    // A stream that stays subscribed keeps the connection open.
    await clock.run(manager.subscribe(trade('KEPT'), ignore));
    const kinds: Readonly<Record<string, readonly [() => Promise<unknown>, () => Promise<void>]>> = {
      'bnbbtc@depth': [() => manager.startDepthSocket('BNBBTC', ignore), () => manager.stopDepthSocket('BNBBTC')],
      'bnbbtc@kline_1m': [() => manager.startKlineSocket('BNBBTC', ignore), () => manager.stopKlineSocket('BNBBTC')],
      'bnbbtc@kline_5m': [
        () => manager.startKlineSocket('BNBBTC', ignore, '5m'),
        () => manager.stopKlineSocket('BNBBTC', '5m'),
      ],
      'bnbbtc@trade': [() => manager.startTradeSocket('BNBBTC', ignore), () => manager.stopTradeSocket('BNBBTC')],
      'bnbbtc@aggTrade': [
        () => manager.startAggTradeSocket('BNBBTC', ignore),
        () => manager.stopAggTradeSocket('BNBBTC'),
      ],
      '!miniTicker@arr': [() => manager.startTickerSocket(ignore), () => manager.stopTickerSocket()],
    };
    const streams = (): string[] => [...exchange.last.streams].slice(1);
    for (const [start] of Object.values(kinds)) await clock.run(start());
    const names = Object.keys(kinds);
    expect(streams()).toEqual(names);
    for (const [, stop] of Object.values(kinds)) {
      await clock.run(stop());
      expect(streams()).toEqual(names.slice(names.length - streams().length));
    }
    expect(streams()).toEqual([]);
    await manager.close();
  });

  it('is idle before its first subscription and after its last one, and closed only after close()', async () => {
    const { clock, manager } = connectManager();
    expect(manager.status).toBe('idle');
    for (let life = 0; life < 2; life++) {
      const stop = await clock.run(manager.subscribe(trade('BNBBTC'), () => undefined));
      expect(manager.status).toBe('open');
      await clock.run(stop());
      expect(manager.status).toBe('idle');
      await manager.close();
      expect(manager.status).toBe('closed');
    }
  });

  it('requests microseconds for timeUnit: ’microsecond’', async () => {
    const { clock, exchange } = connectManager();
    const manager = new BinanceSocketManager({ environment: exchange.environment, clock, timeUnit: 'microsecond' });
    await clock.run(manager.subscribe(trade('BNBBTC'), () => undefined));
    expect(exchange.last.url).toBe('wss://fake/stream?streams=bnbbtc@trade&timeUnit=MICROSECOND');
    await manager.close();
  });

  it.each([
    ['a REST origin without TLS', { rest: 'http://api.example.com' }],
    ['a stream origin without TLS', { streams: 'ws://streams.example.com' }],
    ['a stream origin with a user', { streams: 'wss://user:password@streams.example.com' }],
    ['no origin', { rest: undefined }],
  ])('error: refuses an environment with %s when it is made, as a client does', (_, change) => {
    const environment = { name: 'x', rest: 'https://a.example.com', streams: 'wss://b.example.com', wsApi: '' };
    const illegal = { ...environment, ...change } as Environment;
    expect(() => new BinanceSocketManager({ environment })).not.toThrow();
    expect(() => new BinanceSocketManager({ environment: illegal })).toThrow(BinanceConfigError);
    expect(() => createSpotClient({ environment: illegal })).toThrow(BinanceConfigError);
  });
});
