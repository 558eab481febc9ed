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
