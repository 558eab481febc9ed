import { createSpotClient } from '@pkg/core';
import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../../core/test/manual-clock.js';
import { FakeExchange } from '../../test/fake-exchange.js';
import { BinanceSocketManager, DepthCacheManager, kline, trade } from '../index.js';

describe('a component that mounts twice and closes in its cleanup', () => {
  it('causes no unhandled rejection, although it ignores every promise', async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown): void => void unhandled.push(reason);
    process.on('unhandledRejection', note);
    const clock = new ManualClock();
    const exchange = new FakeExchange(clock);
    const fetch = async (): Promise<Response> => Response.json({ lastUpdateId: 1, bids: [], asks: [] });
    const client = createSpotClient({ environment: exchange.environment, clock, fetch });

    function mount(): () => void {
      const manager = new BinanceSocketManager(client);
      const books = new DepthCacheManager(client, 'BNBBTC');
      void manager.start();
      void manager.subscribe(trade('BNBBTC'), () => undefined);
      void manager.startKlineSocket('BNBBTC', () => undefined);
      void books.ready();
      void (async () => {
        for await (const _ of manager.stream([kline('BNBBTC', '1m')]));
      })();
      void (async () => {
        for await (const _ of books);
      })();
      return () => {
        void manager.close();
        void books.close();
      };
    }

    const cleanup = mount();
    cleanup();
    const second = mount();
    await clock.advance(50);
    second();
    await clock.advance(60_000);
    // Node reports unhandled rejections only after all microtasks of a task are done. So the test waits for another
    // task before it looks for unhandled rejections.
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
    expect(exchange.open.size).toBe(0);
  });
});
