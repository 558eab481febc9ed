import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { sharedSignal } from '#shared-signal';
import { connectManager } from '../../test/connect-manager.js';
import { FakeMarket } from '../../test/fake-market.js';
import { DepthCacheManager } from '../depth/index.js';
import { trade } from '../topics.js';

describe('one signal that is given to more than ten calls', () => {
  // Node warns of a memory leak when a signal has more than ten listeners.
  const abort = new AbortController();
  const { signal } = abort;
  const listeners = (): number => getEventListeners(signal, 'abort').length;

  it('has one listener, which ends all subscriptions', async () => {
    const { clock, exchange, manager } = connectManager();
    const stops = await clock.run(
      Promise.all(
        Array.from({ length: 12 }, (_, index) =>
          index % 2
            ? manager.startTradeSocket(`S${index}`, () => undefined, { signal })
            : manager.subscribe(trade(`S${index}`), () => undefined, { signal }),
        ),
      ),
    );
    const market = new FakeMarket();
    market.snapshot = () => new Promise(() => undefined);
    const books = Array.from({ length: 12 }, () => new DepthCacheManager(market.client, 'BNBBTC', undefined, market));
    const ready = books.map((each) => each.ready({ signal }));
    expect(listeners()).toBe(1);
    await clock.run(Promise.all(stops.slice(0, 6).map((stop) => stop())));
    expect([listeners(), exchange.last.streams.size]).toEqual([1, 6]);
    abort.abort();
    for (const each of ready) await expect(each).rejects.toThrow('aborted');
    await clock.advance(10);
    expect([listeners(), exchange.open.size]).toEqual([0, 0]);
    await Promise.all(books.map((each) => each.close()));
  });

  it('calls each listener once, in their sequence, and none that was removed', () => {
    const own = new AbortController();
    const called: number[] = [];
    const calls = [1, 2, 3, 4].map((index) => () => {
      called.push(index);
      if (index === 2) shared?.removeEventListener('abort', calls[2] as () => void);
    });
    const shared = sharedSignal(own.signal);
    for (const call of calls) shared?.addEventListener('abort', call);
    sharedSignal(own.signal)?.removeEventListener('abort', calls[0] as () => void);
    own.abort();
    expect([called, sharedSignal(undefined)]).toEqual([[2, 4], undefined]);
  });
});
