import { describe, expect, it } from 'vitest';
import { connectManager, tradeEvent } from '../test/connect-manager.js';
import { BinanceSocketManager } from './binance-socket-manager.js';
import type { TradeEvent } from './events/market.js';
import { trade } from './topics.js';

describe('the status of a BinanceSocketManager', () => {
  it('rejects start() for an unreachable exchange, reports the status, and keeps trying', async () => {
    const { clock, exchange, manager } = connectManager();
    exchange.nextAttempt = 'refuse';
    const subscribed = manager.subscribe(trade('BNBBTC'), () => undefined);
    await expect(clock.run(manager.start())).rejects.toThrow('ECONNREFUSED');
    expect(manager.status).toBe('connecting');
    exchange.nextAttempt = 'accept';
    await clock.run(subscribed);
    expect(manager.status).toBe('open');
    await manager.close();
  });

  it('gives up an attempt after 10 s, and reports how long it was not connected', async () => {
    const { clock, exchange, manager } = connectManager();
    await clock.run(manager.subscribe(trade('BNBBTC'), () => undefined));
    const gaps: (number | undefined)[] = [];
    manager.onStatus(({ connectionStatus, gap }) => connectionStatus === 'open' && gaps.push(gap));
    exchange.nextAttempt = 'hang';
    const lostAt = clock.now();
    exchange.cutAll();
    await clock.advance(5_000);
    expect(exchange.all).toHaveLength(2);
    exchange.nextAttempt = 'accept';
    while (manager.status !== 'open') await clock.advance(1);
    expect(exchange.all).toHaveLength(3);
    expect(clock.now() - lostAt).toBeGreaterThan(10_000);
    expect(gaps).toEqual([clock.now() - lostAt]);
    await manager.close();
  });

  it('does not connect when it is closed in the task of the first subscription', async () => {
    const { clock, exchange, manager } = connectManager();
    const refused = expect(manager.subscribe(trade('BNBBTC'), () => undefined)).rejects.toThrow('closed');
    await manager.close();
    await clock.advance(1_000);
    await refused;
    expect([exchange.all.length, clock.timers.size]).toEqual([0, 0]);
  });

  it('rejects start() when the manager is closed, in the same task or while connecting', async () => {
    for (const after of [undefined, 100]) {
      const { clock, exchange, manager } = connectManager();
      exchange.nextAttempt = 'hang';
      manager.subscribe(trade('BNBBTC'), () => undefined).catch(() => undefined);
      const refused = expect(manager.start()).rejects.toMatchObject({ name: 'BinanceStreamError' });
      if (after !== undefined) await clock.advance(after);
      await manager.close();
      await clock.advance(1);
      await refused;
    }
  });

  it('rejects start() when the last subscription ends while connecting', async () => {
    const { clock, exchange, manager } = connectManager();
    exchange.nextAttempt = 'hang';
    const abort = new AbortController();
    manager.subscribe(trade('BNBBTC'), () => undefined, { signal: abort.signal }).catch(() => undefined);
    const refused = expect(manager.start()).rejects.toThrow('not connected');
    await clock.advance(100);
    abort.abort();
    await clock.advance(1);
    await refused;
    expect([exchange.open.size, clock.timers.size]).toEqual([0, 0]);
  });

  it('notifies once of each change of a connection: start, each attempt, renewal', async () => {
    const { clock, exchange, manager } = connectManager();
    const changes: unknown[] = [];
    manager.onStatus(({ connectionStatus, reason, attempt }) => changes.push([connectionStatus, reason, attempt]));
    await clock.run(manager.subscribe(trade('BNBBTC'), () => undefined));
    expect(changes.splice(0)).toEqual([
      ['connecting', 'started', 1],
      ['open', 'started', 0],
    ]);
    exchange.last.deliver('{"stream":"!serverShutdown","data":{"e":"serverShutdown","E":1}}');
    await clock.advance(10_000);
    expect(exchange.all).toHaveLength(2);
    expect(changes.splice(0)).toEqual([['open', 'the exchange announced its shutdown', 0]]);
    await clock.advance(10_000);
    exchange.emit('bnbbtc@trade', tradeEvent(1));
    await clock.advance(1);
    exchange.nextAttempt = 'refuse';
    exchange.cutAll();
    await clock.advance(10_000);
    const refused = 'closed with code 1006: connect ECONNREFUSED';
    expect(changes.splice(0)).toEqual([
      ['reconnecting', 'closed with code 1006', 0],
      ['reconnecting', 'closed with code 1006', 1],
      ['reconnecting', refused, 1],
      ['reconnecting', refused, 2],
      ['reconnecting', refused, 3],
    ]);
    await manager.close();
  });

  it('rejects start() when the attempt that is under way fails', async () => {
    const { clock, exchange, manager } = connectManager();
    exchange.nextAttempt = 'refuse';
    exchange.latency = 100;
    const subscribed = manager.subscribe(trade('BNBBTC'), () => undefined).catch(() => undefined);
    while (exchange.all.length < 3) await clock.advance(50);
    await expect(clock.run(manager.start())).rejects.toThrow('ECONNREFUSED');
    expect(exchange.all.length).toBeLessThanOrEqual(4);
    await manager.close();
    await subscribed;
  });

  it('stays closed when a listener of the loss closes it', async () => {
    const { clock, exchange, manager } = connectManager();
    await clock.run(manager.subscribe(trade('BNBBTC'), () => undefined));
    manager.onStatus(({ status }) => status === 'reconnecting' && void manager.close());
    exchange.cutAll();
    await clock.advance(60_000);
    expect([exchange.all.length, exchange.open.size, clock.timers.size]).toEqual([1, 0, 0]);
    expect(manager.status).toBe('closed');
  });

  it.each([
    ['open', ['connecting', 'closed']],
    ['reconnecting', ['connecting', 'connect', 'open', 'disconnect', 'closed']],
  ])('emits `connect` and `disconnect` in pairs if a consumer closes it when it is %s', async (when, expected) => {
    const { clock, exchange, manager } = connectManager();
    const events: string[] = [];
    for (const name of ['connect', 'disconnect'] as const) manager.on(name, () => events.push(name));
    manager.onStatus(({ connectionStatus }) => events.push(connectionStatus));
    const status = (status: string): void => void (status === when && manager.close());
    manager.consume(trade('A'), { status }).catch(() => undefined);
    await clock.advance(1_000);
    exchange.cutAll();
    await clock.advance(1_000);
    expect([events, manager.status]).toEqual([expected, 'closed']);
  });

  it('notifies of the closed status as the last change of a connection', async () => {
    const { clock, manager } = connectManager();
    const changes: unknown[] = [];
    await clock.run(manager.subscribe(trade('BNBBTC'), () => undefined));
    manager.onStatus(({ connection, connectionStatus }) => changes.push([connection, connectionStatus]));
    await manager.close();
    expect(changes).toEqual([['market-1', 'closed']]);
  });

  it.each(['a listener of the manager', 'a consumer', 'a consumer of another manager'])(
    'subscribes again when %s is told that it failed',
    async (who) => {
      const { clock, exchange, manager, options } = connectManager({ showsPings: true });
      const other = who === 'a consumer of another manager' ? new BinanceSocketManager(options) : manager;
      const seen: number[] = [];
      const again: Promise<unknown>[] = [];
      // Without the limit of 5, the test would not end if each new consumer received the failure too.
      const retry = (status: string): void => {
        if (status === 'failed' && again.length < 5) again.push(other.consume(trade('A'), consumer));
      };
      const isConsumer = who !== 'a listener of the manager';
      const consumer = { event: ({ t }: TradeEvent) => seen.push(t), ...(isConsumer && { status: retry }) };
      if (!isConsumer) manager.onStatus(({ connectionStatus }) => retry(connectionStatus));
      await clock.run(manager.consume(trade('A'), consumer));
      exchange.nextAttempt = { status: 451 };
      exchange.cutAll();
      while (exchange.attempts.length < 2) await clock.advance(1);
      exchange.nextAttempt = 'accept';
      while (again.length === 0) await clock.advance(1);
      await clock.run(Promise.all(again));
      exchange.emit('a@trade', tradeEvent(1));
      await clock.advance(1);
      expect([again.length, other.status, seen]).toEqual([1, 'open', [1, 1]]);
      await Promise.all([manager.close(), other.close()]);
    },
  );
});
