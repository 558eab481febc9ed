import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../core/test/manual-clock.js';
import { connectManager, tradeEvent } from '../test/connect-manager.js';
import { FakeExchange } from '../test/fake-exchange.js';
import { BinanceSocketManager } from './binance-socket-manager.js';
import { trade } from './topics.js';

describe('errors of a BinanceSocketManager', () => {
  it('reports a listener that throws or rejects, and continues', async () => {
    const { clock, exchange, manager, errors } = connectManager();
    const seen: number[] = [];
    await clock.run(
      Promise.all([
        manager.subscribe(trade('BNBBTC'), () => {
          throw new Error('thrown');
        }),
        manager.subscribe(trade('BNBBTC'), () => Promise.reject(new Error('rejected'))),
        manager.subscribe(trade('BNBBTC'), (event) => seen.push(event.t)),
      ]),
    );
    exchange.emit('bnbbtc@trade', tradeEvent(1));
    await clock.advance(1);
    expect(seen).toEqual([1]);
    expect(errors.map(String)).toEqual(['Error: thrown', 'Error: rejected']);
    expect(exchange.all).toHaveLength(1);
    await manager.close();
  });

  it('drops and reports a frame whose data is no event', async () => {
    for (const showsPings of [true, false]) {
      const { clock, exchange, manager, errors } = connectManager({ showsPings });
      const seen: unknown[] = [];
      await clock.run(manager.subscribe(trade('BNBBTC'), (event) => seen.push(event)));
      for (const data of [null, 5, 'a', true, undefined]) {
        exchange.emit('bnbbtc@trade', data);
        await clock.advance(12_000);
      }
      exchange.emit('bnbbtc@trade', tradeEvent(1));
      await clock.advance(1);
      expect(seen).toEqual([tradeEvent(1)]);
      expect(errors).toHaveLength(5);
      expect(String(errors[0])).toContain('unexpected frame: no event in it');
      await manager.close();
    }
  });

  it('reports what listeners of the status throw or reject with, once each, and notifies the others', async () => {
    const { clock, manager, errors } = connectManager();
    const seen: string[] = [];
    manager.onStatus(({ connectionStatus }) => {
      throw new Error(`thrown at ${connectionStatus}`);
    });
    manager.onStatus(async ({ connectionStatus }) => {
      throw new Error(`rejected at ${connectionStatus}`);
    });
    manager.onStatus(({ connectionStatus }) => seen.push(connectionStatus));
    await clock.run(manager.subscribe(trade('BNBBTC'), () => undefined));
    await manager.close();
    await clock.advance(0);
    expect(seen).toEqual(['connecting', 'open', 'closed']);
    const messages = errors.map((error) => (error as Error).message).sort();
    expect(messages).toEqual(seen.flatMap((status) => [`rejected at ${status}`, `thrown at ${status}`]).sort());
  });

  it('fails without another attempt if the class of its sockets throws, and shows no query of the address', async () => {
    const clock = new ManualClock();
    const cause = new SyntaxError('bad address');
    const attempts: string[] = [];
    class Refusing {
      constructor(url: string) {
        attempts.push(url);
        throw cause;
      }
    }
    const environment = { ...new FakeExchange(clock).environment, WebSocket: Refusing as never };
    const manager = new BinanceSocketManager({ environment, clock });
    const statuses: unknown[] = [];
    manager.onStatus(({ connectionStatus, error }) => statuses.push([connectionStatus, error?.cause]));
    const started = manager.start();
    const error: unknown = await clock.run(manager.subscribe(trade('A'), () => undefined)).catch((thrown) => thrown);
    expect(error).toMatchObject({ name: 'BinanceStreamError', message: 'cannot open wss://fake/stream', cause });
    await started;
    await clock.advance(600_000);
    expect([attempts, clock.timers.size]).toEqual([['wss://fake/stream?streams=a@trade'], 0]);
    expect(statuses).toEqual([
      ['connecting', undefined],
      ['failed', cause],
      ['closed', cause],
    ]);
    await manager.close();
  });

  it('survives an onError that throws or rejects', async () => {
    for (const onError of [() => Promise.reject(new Error('async')), () => Reflect.construct(Map, [5])]) {
      const clock = new ManualClock();
      const exchange = new FakeExchange(clock);
      const manager = new BinanceSocketManager({ environment: exchange.environment, clock, onError });
      const seen: number[] = [];
      await clock.run(
        manager.subscribe(trade('A'), ({ t }) => {
          seen.push(t);
          throw new Error('of the listener');
        }),
      );
      for (const t of [1, 2]) exchange.emit('a@trade', tradeEvent(t));
      await clock.advance(1);
      expect(seen).toEqual([1, 2]);
      await manager.close();
    }
  });

  it('rejects pending subscriptions when it is closed, but no promise that the code ignores', async () => {
    const { clock, exchange, manager } = connectManager();
    const unhandled: unknown[] = [];
    const record = (error: unknown): number => unhandled.push(error);
    process.on('unhandledRejection', record);
    exchange.nextAttempt = 'hang';
    void manager.subscribe(trade('A'), () => undefined);
    void manager.consume(trade('A'), {});
    void manager.startTradeSocket('A', () => undefined);
    void manager.start();
    const read = manager.stream(trade('A')).next();
    const awaited = expect(manager.subscribe(trade('A'), () => undefined)).rejects.toThrow('closed');
    await clock.advance(10);
    await manager.close();
    await awaited;
    expect(await read).toEqual({ done: true, value: undefined });
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', record);
    expect(unhandled).toEqual([]);
  });

  it('reports a refused stream also when the promise of its subscription is ignored', async () => {
    const { clock, exchange, manager, errors } = connectManager();
    exchange.answer = ({ id }) => ({ id, code: 2, msg: 'Invalid request: too bad' });
    await clock.run(manager.start());
    await clock.run(manager.subscribe(trade('GOOD'), () => undefined));
    void manager.subscribe(trade('BAD'), () => undefined);
    await clock.advance(100);
    expect(errors.map(String)).toEqual(['BinanceStreamError: bad@trade: Invalid request: too bad']);
    await manager.close();
  });

  it('reports a gap once to `onError` for all streams whose listeners have no `notice`', async () => {
    const { clock, exchange, manager, errors } = connectManager();
    const notices: unknown[] = [];
    const notice = (received: unknown): number => notices.push(received);
    await clock.run(
      Promise.all([
        manager.subscribe(trade('A'), () => undefined),
        manager.startTradeSocket('B', () => undefined),
        manager.subscribe(trade('C'), () => undefined, { notice }),
        // One of the two listeners of stream D has no `notice`, so the manager reports each gap in stream D as an
        // error.
        manager.subscribe(trade('D'), () => undefined, { notice }),
        manager.subscribe(trade('D'), () => undefined),
        // A consumer that reads whole frames needs no `notice`, because it detects gaps by itself.
        manager.consume(trade('E'), { frame: () => undefined }),
      ]),
    );
    const reader = manager.stream(trade('F'));
    const first = reader.next();
    await clock.advance(10);
    exchange.emit('f@trade', tradeEvent(1));
    await clock.run(first);
    for (let loss = 1; loss <= 2; loss++) {
      exchange.last.cut(1006, 'gone');
      await clock.advance(10_000);
      expect(errors.map(String)).toEqual(
        Array(loss).fill('BinanceStreamError: events of 4 streams are missing: closed with code 1006: gone'),
      );
      expect(notices).toHaveLength(2 * loss);
    }
    await manager.close();
  });

  it('logs a gap once as a warning where there is no `onError`', async () => {
    const clock = new ManualClock();
    const exchange = new FakeExchange(clock);
    const warnings: string[] = [];
    const logger = { warn: (message: string) => void warnings.push(message) };
    const manager = new BinanceSocketManager({ environment: exchange.environment, clock, logger });
    await clock.run(
      Promise.all([manager.subscribe(trade('A'), () => undefined), manager.subscribe(trade('B'), () => undefined)]),
    );
    exchange.cutAll();
    await clock.advance(10_000);
    expect(warnings).toEqual([
      'market-1: reconnecting',
      'a@trade: BinanceStreamError: events of 2 streams are missing: closed with code 1006',
    ]);
    await manager.close();
  });
});
