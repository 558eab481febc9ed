import { type DepthCache, DepthCacheManager, type DepthCacheOptions, type DepthStatus } from '../src/depth/index.js';
import { at, event, FakeMarket, TOPIC } from './fake-market.js';

/** A fake market of BNBBTC, on which a test opens order books. */
export type BookSetup = {
  readonly market: FakeMarket;
  /** The statuses that the books have had. */
  readonly statuses: DepthStatus[];
  readonly open: (options?: DepthCacheOptions, callback?: (book: DepthCache) => void) => DepthCacheManager;
  /** Sends an event of the stream with these update ids. */
  readonly send: (U: number, u: number) => void;
  /** Sends `count` events of the stream, one every 100 ms. The update ids begin with `from`. */
  readonly play: (from: number, count: number) => Promise<void>;
};

export function setUpBook(): BookSetup {
  const market = new FakeMarket();
  market.snapshot = () => at(100);
  const statuses: DepthStatus[] = [];
  const send = (U: number, u: number): void => market.send(TOPIC, event('BNBBTC', U, u));
  return {
    market,
    statuses,
    send,
    open: (options, callback) => {
      const books = new DepthCacheManager(market.client, 'BNBBTC', callback, { sockets: market.sockets, ...options });
      books.onStatus(({ status }) => statuses.push(status));
      return books;
    },
    play: async (from, count) => {
      for (let id = from; id < from + count; id++) {
        send(id, id);
        await market.clock.advance(100);
      }
    },
  };
}
