import { OrderBook } from '@pkg/streams/book';
import ccxt from 'ccxt';
import NodeBinanceApi from 'node-binance-api';
import { OrderBook as PeerOrderBook } from 'orderbooks';

export type Levels = readonly (readonly [price: string | number, quantity: string | number])[];

/** A local order book to measure. It gets frames as text, and is read by the methods that users of the library call. */
export type Contender = {
  readonly apply: (frame: string) => unknown;
  /** Reads the best price of both sides. */
  readonly best: () => unknown;
  /** Reads the best 20 levels of both sides. */
  readonly top: () => unknown;
  /** Returns all levels in any order; undefined if the contender keeps no book. */
  readonly levels: () => { readonly bids: Levels; readonly asks: Levels } | undefined;
};

type Snapshot = { lastUpdateId: number; bids: [string, string][]; asks: [string, string][] };
type Event = { E: number; U: number; u: number; s: string; b: [string, string][]; a: [string, string][] };

const SYMBOL = 'BTCUSDT';
const TOP = 20;

/** For each library, a function that creates a book from a snapshot. */
export const contenders: Readonly<Record<string, (snapshot: string) => Contender>> = {
  'JSON.parse alone': () => ({
    apply: (frame) => JSON.parse(frame),
    best: () => undefined,
    top: () => undefined,
    levels: () => undefined,
  }),
  OrderBook: (snapshot) => {
    const book = new OrderBook(SYMBOL);
    book.load(snapshot);
    return {
      apply: (frame) => book.apply(frame),
      best: () => [book.bestBid, book.bestAsk],
      top: () => [book.getBids(TOP), book.getAsks(TOP)],
      levels: () => ({ bids: book.getBids(), asks: book.getAsks() }),
    };
  },
  ccxt: (snapshot) => {
    const exchange = new ccxt.pro.binance();
    const { bids, asks, lastUpdateId } = JSON.parse(snapshot) as Snapshot;
    const floats = (levels: [string, string][]) => levels.map((level) => level.map(Number));
    const book = exchange.orderBook({ bids: floats(bids), asks: floats(asks), nonce: lastUpdateId });
    return {
      // ccxt's method takes a connection, but does not use it for an order book.
      apply: (frame) => exchange.handleOrderBookMessage({} as never, JSON.parse(frame).data, book),
      best: () => {
        book.limit();
        return [book.bids[0], book.asks[0]];
      },
      top: () => {
        book.limit();
        return [book.bids.slice(0, TOP), book.asks.slice(0, TOP)];
      },
      levels: () => {
        book.limit();
        return { bids: [...book.bids] as Levels, asks: [...book.asks] as Levels };
      },
    };
  },
  'node-binance-api': (snapshot) => {
    // The types of node-binance-api do not declare the following members.
    const binance = new NodeBinanceApi() as unknown as {
      depthCache: Record<string, unknown>;
      depthCacheContext: Record<string, unknown>;
      depthHandler(event: Event): void;
      sortBids(symbol: string, max?: number): Record<string, number>;
      sortAsks(symbol: string, max?: number): Record<string, number>;
    };
    const { bids, asks, lastUpdateId } = JSON.parse(snapshot) as Snapshot;
    const keyed = (levels: [string, string][]) =>
      Object.fromEntries(levels.map(([price, quantity]) => [price, Number.parseFloat(quantity)]));
    binance.depthCache[SYMBOL] = { bids: keyed(bids), asks: keyed(asks) };
    binance.depthCacheContext[SYMBOL] = { snapshotUpdateId: lastUpdateId, lastEventUpdateId: null };
    return {
      apply: (frame) => binance.depthHandler(JSON.parse(frame).data),
      best: () => [binance.sortBids(SYMBOL, 1), binance.sortAsks(SYMBOL, 1)],
      top: () => [binance.sortBids(SYMBOL, TOP), binance.sortAsks(SYMBOL, TOP)],
      levels: () => ({
        bids: Object.entries(binance.sortBids(SYMBOL)),
        asks: Object.entries(binance.sortAsks(SYMBOL)),
      }),
    };
  },
  orderbooks: (snapshot) => {
    // By default, this library keeps only 250 levels. It has to keep all levels here, as the other libraries do.
    const book = new PeerOrderBook(SYMBOL, { maxDepth: 100_000 });
    const { bids, asks } = JSON.parse(snapshot) as Snapshot;
    const level = (side: 'Buy' | 'Sell', [price, size]: [string, string]): [string, number, 'Buy' | 'Sell', number] => [
      SYMBOL,
      Number(price),
      side,
      Number(size),
    ];
    const both = (buys: [string, string][], sells: [string, string][]) => [
      ...buys.map((each) => level('Buy', each)),
      ...sells.map((each) => level('Sell', each)),
    ];
    book.handleSnapshot(both(bids, asks));
    const middle = (): number => book.book.findIndex(([, , side]) => side === 'Buy');
    return {
      apply: (frame) => {
        const { b, a } = JSON.parse(frame).data as Event;
        const levels = both(b, a);
        book.handleDelta(
          levels.filter(([, , , size]) => size === 0),
          levels.filter(([, , , size]) => size !== 0),
        );
      },
      best: () => [book.getBestBid(), book.getBestAsk()],
      top: () => {
        const at = middle();
        return [book.book.slice(at, at + TOP), book.book.slice(Math.max(0, at - TOP), at).reverse()];
      },
      levels: () => {
        const side = (name: string): Levels =>
          book.book.filter(([, , side]) => side === name).map(([, price, , size]) => [price, size ?? 0]);
        return { bids: side('Buy'), asks: side('Sell') };
      },
    };
  },
};
