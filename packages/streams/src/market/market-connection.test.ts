import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../../core/test/manual-clock.js';
import { connectManager, tradeEvent } from '../../test/connect-manager.js';
import { FakeExchange } from '../../test/fake-exchange.js';
import { BinanceSocketManager, trade } from '../index.js';
import { STREAMS_PER_CONNECTION } from './market-connection.js';

const SHUTDOWN = '{"stream":"!serverShutdown","data":{"e":"serverShutdown","E":1}}';

describe('MarketConnection', () => {
  it('a stream that worked stayed up to date when its socket was lost before another stream was confirmed', async () => {
    const { clock, exchange, manager } = connectManager();
    const seen: string[] = [];
    const consumer = {
      event: () => undefined,
      notice: ({ type }: { readonly type: string }) => seen.push(type),
      status: (status: string) => seen.push(status),
    };
    void manager.consume('first@trade', consumer);
    // The names of all these streams do not fit into the URL of the connection, so some are subscribed by a request.
    for (let index = 0; index < 700; index++) void manager.consume(`other${index}@trade`, { event: () => undefined });
    await clock.advance(100);
    expect(seen).toEqual(['connecting', 'open']);

    exchange.answer = () => undefined;
    exchange.cutAll();
    await clock.advance(4_000);
    expect(seen.slice(2)).toEqual(['reconnecting', 'gap']);
    exchange.cutAll();
    await clock.advance(10);
    expect(seen.slice(4)).toEqual(['reconnecting']);
    await manager.close();
  });

  it('error: never settled a subscription that was made when the connection failed at its start', async () => {
    const clock = new ManualClock();
    let attempts = 0;
    class WebSocket {
      constructor() {
        attempts += 1;
        throw new SyntaxError('not an address');
      }
    }
    const { environment } = new FakeExchange(clock);
    const manager = new BinanceSocketManager({
      ...{ clock, environment: { ...environment, WebSocket: WebSocket as never } },
      onError: () => undefined,
    });
    const failed: string[] = [];
    const subscribe = (name: string): void => {
      const status = (value: string): void => {
        if (value === 'failed' && name === 'a') subscribe('b');
      };
      manager.consume(`${name}@trade`, { status }).catch((error: unknown) => failed.push(`${name}: ${error}`));
    };
    subscribe('a');
    await clock.advance(10);
    const error = 'BinanceStreamError: cannot open wss://fake/stream';
    expect([failed, attempts]).toEqual([[`a: ${error}`, `b: ${error}`], 2]);
    expect([manager.status, clock.timers.size]).toEqual(['idle', 0]);
  });

  it('error: confirmed a stream on a lost socket to a consumer that another one added when it was told of the loss', async () => {
    const { clock, exchange, manager } = connectManager();
    let added: Promise<unknown> | undefined;
    let isConfirmed = false;
    void manager.consume('a@trade', {
      status: (status) => {
        // This stream is requested over the open socket. While it is not confirmed, the connection is not `open`.
        if (status === 'connecting') void manager.consume('c@trade', {});
        else if (status === 'reconnecting') {
          added ??= manager.consume('b@trade', {}).then(() => {
            isConfirmed = true;
          });
        }
      },
    });
    void manager.consume('b@trade', {});
    exchange.answer = () => undefined;
    await clock.advance(100);
    expect([manager.status, exchange.last.requests.length]).toEqual(['connecting', 1]);
    exchange.cutAll();
    await clock.advance(100);
    expect([added !== undefined, isConfirmed]).toEqual([true, false]);
    exchange.answer = ({ id }) => ({ result: null, id });
    await clock.run(added ?? Promise.resolve());
    await manager.close();
  });

  it('resolves the end of a subscription only when the exchange has confirmed it, and leaves no abort listener', async () => {
    const { clock, exchange, manager } = connectManager();
    const { signal } = new AbortController();
    await clock.run(manager.subscribe('kept@trade', () => undefined));
    const stop = await clock.run(manager.subscribe('ended@trade', () => undefined, { signal }));
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
    exchange.answer = () => undefined;
    let isStopped = false;
    // `Promise.race` shows that neither the first nor the second call of `stop` resolves too early.
    void Promise.race([stop(), stop()]).then(() => {
      isStopped = true;
    });
    await clock.advance(1_000);
    const { method, params, id } = exchange.last.requests.at(-1) ?? {};
    expect([method, params, isStopped]).toEqual(['UNSUBSCRIBE', ['ended@trade'], false]);
    exchange.last.reply({ result: null, id });
    await clock.advance(10);
    expect([isStopped, getEventListeners(signal, 'abort')]).toEqual([true, []]);
    await manager.close();
  });

  it('requests a stream again for a new consumer if the exchange refused it after a loss of the connection', async () => {
    const { clock, exchange, manager, errors } = connectManager();
    const { answer } = exchange;
    const subscribed = (): unknown[] =>
      exchange.last.requests.flatMap(({ method, params }) => (method === 'SUBSCRIBE' ? [params] : []));
    await clock.run(manager.subscribe('a@trade', () => undefined));
    await clock.run(manager.subscribe('b@trade', () => undefined));
    // After a failed attempt, the URL of the next socket names no streams, so a request subscribes to them.
    exchange.nextAttempt = 'refuse';
    exchange.cutAll();
    while (exchange.attempts.length === 1) await clock.advance(10);
    exchange.nextAttempt = 'accept';
    exchange.answer = ({ method, params, id }) =>
      method === 'SUBSCRIBE' && params?.includes('a@trade')
        ? { error: { code: 2, msg: 'Invalid request' }, id }
        : { result: null, id };
    await clock.advance(10_000);
    expect(errors.map(String)).toContain('BinanceStreamError: a@trade: Invalid request');
    expect(manager.status).toBe('open');
    exchange.answer = answer;
    const { length } = subscribed();
    const seen: string[] = [];
    await clock.run(manager.subscribe('a@trade', () => seen.push('a')));
    await clock.run(manager.subscribe('b@trade', () => seen.push('b')));
    expect(subscribed().slice(length)).toEqual([['a@trade']]);
    for (const stream of ['a@trade', 'b@trade']) exchange.emit(stream, tradeEvent(1));
    await clock.advance(1);
    expect(seen).toEqual(['a', 'b']);
    await manager.close();
    expect(clock.timers.size).toBe(0);
  });

  it('opens no socket for a subscription that is aborted in the same task', async () => {
    const { clock, exchange, manager, errors } = connectManager();
    const abort = new AbortController();
    const subscribed = manager.subscribe('a@trade', () => undefined, { signal: abort.signal });
    abort.abort();
    await expect(subscribed).rejects.toBe(abort.signal.reason);
    await clock.advance(1_000);
    expect([exchange.attempts, clock.timers.size, errors]).toEqual([[], 0, []]);
    await manager.close();
  });

  it('does not carry a stream after a renewal that was unsubscribed during the renewal', async () => {
    const { clock, exchange, manager } = connectManager();
    await clock.run(manager.subscribe('kept@trade', () => undefined));
    const stop = await clock.run(manager.subscribe('ended@trade', () => undefined));
    const old = exchange.last;
    old.deliver(SHUTDOWN);
    while (exchange.open.size < 2) await clock.advance(10);
    expect(exchange.last.streams).toEqual(new Set(['kept@trade', 'ended@trade']));
    await clock.run(stop());
    while (old.readyState === 1) await clock.advance(100);
    await clock.advance(1_000);
    expect([exchange.open.size, exchange.last.streams]).toEqual([1, new Set(['kept@trade'])]);
    await manager.close();
  });

  it('is up to date again after a wake if the socket that was asked is lost during a renewal', async () => {
    const clock = new ManualClock();
    const exchange = new FakeExchange(clock);
    const wakeListeners = new Set<() => void>();
    const manager = new BinanceSocketManager({
      ...{ environment: exchange.environment, clock, onError: () => undefined },
      wake: (listener) => {
        wakeListeners.add(listener);
        return () => wakeListeners.delete(listener);
      },
    });
    const seen: unknown[] = [];
    const consumer = { event: () => undefined, stale: (isStale: boolean) => seen.push(isStale) };
    await clock.run(manager.consume('a@trade', consumer));
    const old = exchange.last;
    old.deliver(SHUTDOWN);
    while (exchange.open.size < 2) await clock.advance(10);
    // The data is stale if nothing has arrived for 10 s before a wake event. The old socket no longer answers.
    old.frozen = true;
    await clock.advance(10_500);
    for (const listener of wakeListeners) listener();
    await clock.advance(100);
    expect([exchange.open.size, seen]).toEqual([2, [true]]);
    old.cut();
    await clock.advance(100);
    expect(seen).toEqual([true, false]);
    await manager.close();
    expect(wakeListeners.size).toBe(0);
  });

  it('leaves no timer if a consumer closes it during a renewal when its data becomes stale', async () => {
    const { clock, exchange, manager } = connectManager();
    const stale = (): void => void manager.close();
    await clock.run(manager.consume('a@trade', { event: () => undefined, stale }));
    exchange.last.deliver(SHUTDOWN);
    while (exchange.open.size < 2) await clock.advance(10);
    // The wall clock jumps ahead, as after a sleep.
    clock.step(60_000);
    manager.checkSleep();
    await clock.advance(0);
    expect([exchange.open.size, clock.timers.size]).toEqual([0, 0]);
  });

  it('keeps a consumer that is added when a gap is reported, although the gap ends all others of its stream', async () => {
    const { clock, exchange, manager } = connectManager();
    const seen: number[] = [];
    const added: Promise<unknown>[] = [];
    const add = (): void => void added.push(manager.consume(trade('B'), { event: ({ t }) => seen.push(t) }));
    await clock.run(manager.consume(trade('A'), { event: () => undefined, notice: add }));
    const notice = (): void => void stop();
    const stop = await clock.run(manager.consume(trade('B'), { event: () => undefined, notice }));
    exchange.cutAll();
    while (added.length === 0) await clock.advance(100);
    await clock.run(Promise.all(added));
    await clock.advance(100);
    exchange.emit('b@trade', tradeEvent(1));
    await clock.advance(10);
    expect(seen).toEqual([1]);
    await manager.close();
  });

  it('requests a stream again for a new consumer if the exchange has refused it during a silence', async () => {
    const { clock, exchange, manager } = connectManager();
    const statuses: unknown[] = [];
    const status = (each: string): void => void statuses.push(each);
    await clock.run(manager.consume('a@trade', { status }));
    const { answer } = exchange;
    exchange.answer = ({ id }) => ({ id, error: { code: 2, msg: 'Invalid request' } });
    // A stream that has sent nothing is subscribed again after 25 to 30 s.
    await clock.advance(31_000);
    expect(statuses).toEqual(['connecting', 'open', 'failed']);
    exchange.answer = answer;
    const { length } = exchange.sent;
    await clock.run(manager.consume('a@trade', {}));
    await clock.advance(10);
    expect(exchange.sent.slice(length)).toMatchObject([{ method: 'SUBSCRIBE', params: ['a@trade'] }]);
    await manager.close();
  });

  it('has slept or not by itself, although the same manager has another connection', async () => {
    const { clock, exchange, manager } = connectManager();
    for (let index = 0; index <= STREAMS_PER_CONNECTION; index++) {
      void manager.consume(`a${index}@trade`, { event: () => undefined });
    }
    while (manager.status !== 'open') await clock.advance(100);
    expect(exchange.open.size).toBe(2);
    exchange.nextAttempt = 'hang';
    exchange.all[0]?.cut();
    // The wall clock jumps ahead, as after a sleep. The first connection has no open socket, so it detects no sleep.
    clock.step(60_000);
    expect([`a0@trade`, `a${STREAMS_PER_CONNECTION}@trade`].map((name) => manager.hasSlept(name))).toEqual([
      false,
      true,
    ]);
    await manager.close();
  });
});
