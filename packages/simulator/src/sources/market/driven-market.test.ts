import { describe, expect, it } from 'vitest';
import { hmacKey, type Json, type Params, rest, type TestKey } from '../../../test/raw-client.js';
import {
  createExchange,
  type DrivenMarkets,
  type Exchange,
  type ExchangeOptions,
  type MarketEvent,
  type MarketSource,
  type TradeEvent,
  timedSource,
} from '../../index.js';

const symbol = 'BTCUSDT';
const START = Date.UTC(2024, 7, 9);

type Levels = Record<string, string>;
type Book = { readonly bids?: Levels; readonly asks?: Levels; readonly u?: number };
const rows = (levels: Levels = {}): [string, string][] => Object.entries(levels);

/** Events at a number of ms after the start. */
const book = (ms: number, { bids, asks, u }: Book, type: 'BOOK' | 'LEVELS' = 'LEVELS'): MarketEvent => ({
  type,
  symbol,
  time: (START + ms) * 1000,
  bids: rows(bids),
  asks: rows(asks),
  lastUpdateId: u,
});
const sold = (ms: number, price: string, quantity: string, id?: number): TradeEvent => ({
  type: 'TRADE',
  symbol,
  time: (START + ms) * 1000,
  price,
  quantity,
  isBuyerMaker: true,
  id,
});
const bought = (ms: number, price: string, quantity: string, id?: number): MarketEvent => ({
  ...sold(ms, price, quantity, id),
  isBuyerMaker: false,
});

const opening = book(0, { bids: { '100': '5', '99': '3' }, asks: { '101': '2', '102': '4' }, u: 1000 }, 'BOOK');

/** An exchange whose market consists of these events, with one account. */
class Market {
  readonly exchange: Exchange;
  readonly key: TestKey;

  constructor(events: readonly MarketEvent[], options: ExchangeOptions = {}) {
    const source = timedSource({ symbols: [symbol], start: START, events: () => events });
    this.exchange = createExchange({ source, ...options });
    this.key = hmacKey(this.exchange.createAccount({ balances: { USDT: '10000', BTC: '50' }, apiKey: 'k' }));
  }

  async ask(route: string, params: Params = {}): Promise<Json> {
    return (await rest(this.exchange, route, params, { key: this.key })).body;
  }

  place(params: Params): Promise<Json> {
    return this.ask('POST /api/v3/order', { symbol, ...params });
  }

  limit(side: 'BUY' | 'SELL', price: string, quantity: string, others: Params = {}): Promise<Json> {
    return this.place({ side, type: 'LIMIT', timeInForce: 'GTC', price, quantity, ...others });
  }

  market(side: 'BUY' | 'SELL', quantity: string): Promise<Json> {
    return this.place({ side, type: 'MARKET', quantity });
  }

  /** Executed quantity of an order, in whole numbers where the tests use those. */
  async executed({ orderId }: Json): Promise<number> {
    return Number((await this.ask('GET /api/v3/order', { symbol, orderId })).executedQty);
  }

  async public(route: string, params: Params = {}): Promise<Json> {
    return (await rest(this.exchange, route, { symbol, ...params })).body;
  }

  async depth(): Promise<{ u: unknown; bids: number[][]; asks: number[][] }> {
    const { lastUpdateId, bids, asks } = (await this.public('GET /api/v3/depth')) as Record<string, string[][]>;
    const numbers = (side: string[][] = []): number[][] => side.map((row) => row.map(Number));
    return { u: lastUpdateId, bids: numbers(bids), asks: numbers(asks) };
  }

  async tape(): Promise<unknown[]> {
    const trades = (await this.public('GET /api/v3/trades')) as unknown as Json[];
    return trades.map(({ id, price, qty }) => [id, Number(price), Number(qty)]);
  }
}

const fills = ({ fills }: Json): number[][] => (fills as Json[]).map(({ price, qty }) => [Number(price), Number(qty)]);

describe('a market order', () => {
  it('fills level by level at the prices of the source, and finds only the rest the second time', async () => {
    const market = new Market([opening]);
    expect(fills(await market.market('BUY', '3'))).toEqual([
      [101, 2],
      [102, 1],
    ]);
    expect(fills(await market.market('BUY', '2'))).toEqual([[102, 2]]);
    expect(await market.market('BUY', '2')).toMatchObject({ status: 'EXPIRED', executedQty: '1.00000000' });
  });

  it('leaves the public book and trades to the source', async () => {
    const market = new Market([opening]);
    await market.market('BUY', '3');
    expect(await market.depth()).toEqual({
      u: 1000,
      bids: [
        [100, 5],
        [99, 3],
      ],
      asks: [
        [101, 2],
        [102, 4],
      ],
    });
    expect(await market.tape()).toEqual([]);
    const mine = (await market.ask('GET /api/v3/myTrades', { symbol })) as unknown as Json[];
    expect(mine.map(({ id }) => id)).toEqual([1e12, 1e12 + 1]);
  });

  it('does not get again what accounts have taken, until the level has been used up', async () => {
    const market = new Market([
      opening,
      book(10, { asks: { '101': '3' }, u: 1001 }),
      book(20, { asks: { '101': '1' }, u: 1002 }),
      book(30, { asks: { '101': '0' }, u: 1003 }),
      book(40, { asks: { '101': '2' }, u: 1004 }),
    ]);
    expect(fills(await market.market('BUY', '2'))).toEqual([[101, 2]]);
    await market.exchange.advance(10);
    expect(fills(await market.market('BUY', '2'))).toEqual([
      [101, 1],
      [102, 1],
    ]);
    await market.exchange.advance(10);
    expect(fills(await market.market('BUY', '1'))).toEqual([[102, 1]]);
    await market.exchange.advance(20);
    expect(fills(await market.market('BUY', '3'))).toEqual([
      [101, 2],
      [102, 1],
    ]);
  });

  it('costs what a market order by amount estimates', async () => {
    const market = new Market([opening]);
    const answer = await market.place({ side: 'BUY', type: 'MARKET', quoteOrderQty: '304' });
    expect(fills(answer)).toEqual([
      [101, 2],
      [102, 1],
    ]);
  });
});

describe('a limit order', () => {
  it('waits behind the quantity at its price, and trades fill it after that is used up', async () => {
    const market = new Market([opening, sold(10, '100', '3', 7), sold(20, '100', '4', 8), sold(30, '100', '9', 9)]);
    const order = await market.limit('BUY', '100', '4');
    await market.exchange.advance(10);
    expect(await market.executed(order)).toBe(0);
    // 5 were before the order, of which 3 are gone. The next 2 of the 4 go to them, and 2 to the order.
    await market.exchange.advance(10);
    expect(await market.executed(order)).toBe(2);
    await market.exchange.advance(10);
    expect(await market.executed(order)).toBe(4);
    expect(await market.tape()).toEqual([
      [7, 100, 3],
      [8, 100, 4],
      [9, 100, 9],
    ]);
  });

  it('keeps its place when the level shrinks at its end, and moves forward when the level shrinks more', async () => {
    const market = new Market([
      opening,
      book(10, { bids: { '100': '8' }, u: 1001 }),
      book(20, { bids: { '100': '6' }, u: 1002 }),
      sold(30, '100', '4', 1),
      book(40, { bids: { '100': '1' }, u: 1003 }),
      sold(50, '100', '2', 2),
    ]);
    const order = await market.limit('BUY', '100', '4');
    await market.exchange.advance(30);
    expect(await market.executed(order)).toBe(0);
    // Behind the order there was 1 of the 6. At 1, nothing is behind it, and 1 of the 5 before it is left.
    await market.exchange.advance(20);
    expect(await market.executed(order)).toBe(1);
  });

  it('does not count a trade twice when the event of the book shows its effect', async () => {
    const market = new Market([
      opening,
      sold(10, '100', '2', 1),
      book(20, { bids: { '100': '3' }, u: 1001 }),
      sold(30, '100', '3', 2),
      book(40, { bids: { '100': '0' }, u: 1002 }),
      sold(50, '100', '1', 3),
    ]);
    const order = await market.limit('BUY', '100', '4');
    await market.exchange.advance(40);
    expect(await market.executed(order)).toBe(0);
    await market.exchange.advance(10);
    expect(await market.executed(order)).toBe(1);
  });

  it('at a better price than the trade gets at most the quantity of the trade, before the queue at its price', async () => {
    const market = new Market([opening, bought(10, '102', '3', 1), bought(20, '102', '2', 2)]);
    const better = await market.limit('SELL', '101.5', '4');
    const equal = await market.limit('SELL', '102', '1');
    await market.exchange.advance(10);
    expect([await market.executed(better), await market.executed(equal)]).toEqual([3, 0]);
    await market.exchange.advance(10);
    expect([await market.executed(better), await market.executed(equal)]).toEqual([4, 0]);
    const mine = (await market.ask('GET /api/v3/myTrades', { symbol })) as unknown as Json[];
    expect(mine.map(({ price, qty, isMaker }) => [Number(price), Number(qty), isMaker])).toEqual([
      [101.5, 3, true],
      [101.5, 1, true],
    ]);
  });

  it('is filled at its own price by a level that reaches it, up to the quantity of the level', async () => {
    const market = new Market([
      opening,
      book(10, { asks: { '101': '0', '99.5': '3' }, bids: { '100': '0' }, u: 1004 }),
    ]);
    const order = await market.limit('BUY', '100.5', '5');
    await market.exchange.advance(10);
    expect(await market.executed(order)).toBe(3);
    const { asks } = await market.depth();
    expect(asks[0]).toEqual([99.5, 3]);
    // The 3 are the account's now, so nobody else gets them.
    expect(fills(await market.market('BUY', '1'))).toEqual([[102, 1]]);
  });

  it('takes what it reaches and rests with the remainder', async () => {
    const market = new Market([opening]);
    const order = await market.limit('BUY', '101', '3');
    expect(fills(order)).toEqual([[101, 2]]);
    const maker = { side: 'SELL', type: 'LIMIT_MAKER', price: '101', quantity: '1' };
    expect(await market.place(maker)).toMatchObject({ code: -2010 });
    const { bids } = await market.depth();
    expect(bids[0]).toEqual([100, 5]);
  });

  it('an iceberg gives way after each slice', async () => {
    const market = new Market([
      book(0, { bids: { '100': '1' }, asks: { '101': '1' }, u: 1 }, 'BOOK'),
      book(5, { bids: { '100': '3' }, u: 2 }),
      sold(10, '100', '2', 1),
      book(15, { bids: { '100': '2' }, u: 3 }),
      sold(20, '100', '2', 2),
      book(25, { bids: { '100': '0' }, u: 4 }),
      sold(30, '100', '2', 3),
    ]);
    const order = await market.limit('BUY', '100', '3', { icebergQty: '1' });
    const executed: number[] = [];
    for (const ms of [10, 10, 10]) {
      await market.exchange.advance(ms);
      executed.push(await market.executed(order));
    }
    // 1 of the source, a slice, 2 of the source, then the other slices.
    expect(executed).toEqual([1, 1, 3]);
  });

  it('triggers by trades of the source, and then takes from its book', async () => {
    const market = new Market([opening, sold(10, '100', '1', 1), sold(20, '99', '1', 2)]);
    await market.exchange.advance(10);
    const stop = await market.place({ side: 'SELL', type: 'STOP_LOSS', quantity: '2', stopPrice: '99' });
    await market.exchange.advance(10);
    expect(await market.executed(stop)).toBe(2);
    const [fill] = (await market.ask('GET /api/v3/myTrades', { symbol })) as unknown as Json[];
    expect(Number(fill?.price)).toBe(100);
  });
});

describe('the public data', () => {
  const trades = [
    sold(10, '100', '1', 70),
    bought(20, '101', '2', 71),
    bought(20, '102', '0.5', 72),
    sold(1_100, '99', '1', 73),
  ];

  it('has the events of the source as they are', async () => {
    const gone = book(50, { bids: { '42': '0', '98': '7' }, asks: { '101': '1' }, u: 1010 });
    const market = new Market([opening, ...trades, gone].sort((a, b) => a.time - b.time));
    const { WebSocket, streams } = market.exchange.environment;
    const names = ['depth@100ms', 'trade', 'aggTrade', 'bookTicker'].map((name) => `btcusdt@${name}`);
    const socket = new WebSocket!(`${streams}/stream?streams=${names.join('/')}`);
    const seen: Record<string, Json[]> = {};
    socket.onmessage = ({ data }) => {
      const { stream, data: event } = JSON.parse(data);
      seen[stream.slice(8)] ??= [];
      seen[stream.slice(8)]?.push(event);
    };
    await market.exchange.advance(1000);
    // Without a client's order, and with one that no other trader sees.
    await market.limit('BUY', '100', '1');
    await market.exchange.advance(1000);
    expect(seen['depth@100ms']).toEqual([
      {
        e: 'depthUpdate',
        E: START + 50,
        s: symbol,
        U: 1001,
        u: 1010,
        b: [
          ['42.00000000', '0.00000000'],
          ['98.00000000', '7.00000000'],
        ],
        a: [['101.00000000', '1.00000000']],
      },
    ]);
    expect(seen.bookTicker?.map(({ u, A }) => [u, A])).toEqual([[1010, '1.00000000']]);
    expect(seen.trade?.map(({ t, p, T, m }) => [t, Number(p), T, m])).toEqual([
      [70, 100, START + 10, true],
      [71, 101, START + 20, false],
      [72, 102, START + 20, false],
      [73, 99, START + 1100, true],
    ]);
    expect(seen.aggTrade?.map(({ f, l, q }) => [f, l, Number(q)])).toEqual([
      [70, 70, 1],
      [71, 71, 2],
      [72, 72, 0.5],
      [73, 73, 1],
    ]);
    const [candle] = (await market.public('GET /api/v3/klines', { interval: '1m' })) as unknown as unknown[][];
    // 100 * 1 + 101 * 2 + 102 * 0.5 + 99 * 1 = 452; buyers took 202 + 51 = 253.
    expect(candle?.slice(0, 11)).toEqual([
      START,
      '100.00000000',
      '102.00000000',
      '99.00000000',
      '99.00000000',
      '4.50000000',
      START + 59_999,
      '452.00000000',
      4,
      '2.50000000',
      '253.00000000',
    ]);
    expect(await market.public('GET /api/v3/ticker/24hr')).toMatchObject({
      openPrice: '100.00000000',
      lastPrice: '99.00000000',
      volume: '4.50000000',
      quoteVolume: '452.00000000',
      bidPrice: '100.00000000',
      bidQty: '5.00000000',
      firstId: 70,
      lastId: 73,
      count: 4,
    });
  });

  it('shows orders and trades of accounts with impact', async () => {
    const market = new Market([opening, sold(10, '100.5', '3', 70), book(20, { asks: { '101': '2' }, u: 1020 })], {
      impact: true,
    });
    await market.market('BUY', '1');
    await market.limit('BUY', '100.5', '2');
    const { bids, asks } = await market.depth();
    expect([bids[0], asks[0]]).toEqual([
      [100.5, 2],
      [101, 1],
    ]);
    await market.exchange.advance(20);
    // Of the 3 sold, the account has bought 2.
    expect(await market.tape()).toEqual([
      [1, 101, 1],
      [2, 100.5, 2],
      [70, 100.5, 1],
    ]);
    expect(await market.depth()).toMatchObject({
      u: 1020,
      asks: [
        [101, 1],
        [102, 4],
      ],
    });
  });

  it('has what the source had before the start', async () => {
    const events = [opening, ...trades, book(1_200, { bids: { '100': '6' }, u: 1001 }), sold(5_000, '98', '1', 74)];
    const market = new Market(events, { start: START + 2000 });
    expect((await market.depth()).bids[0]).toEqual([100, 6]);
    expect((await market.tape()).length).toBe(4);
    expect(await market.public('GET /api/v3/ticker/24hr')).toMatchObject({ count: 4, lastPrice: '99.00000000' });
    expect(await market.public('GET /api/v3/avgPrice')).toMatchObject({ price: '100.44444444' });
    await market.exchange.advance(3000);
    expect((await market.tape()).length).toBe(5);
  });

  it('ends with the last event before the end', async () => {
    const market = new Market([opening, ...trades], { end: START + 15 });
    await market.exchange.run(market.exchange.sourceEnded);
    await market.exchange.advance(5000);
    expect(await market.tape()).toEqual([[70, 100, 1]]);
  });
});

describe('the state', () => {
  const events = [
    opening,
    sold(10, '100', '3', 1),
    book(20, { bids: { '100': '4' }, asks: { '101': '1' }, u: 1003 }),
    sold(30, '100', '3', 2),
    sold(40, '100', '2', 3),
    sold(50, '100', '2', 4),
  ];

  it('goes on in a new exchange in the middle of a fill', async () => {
    const whole = new Market(events);
    await whole.limit('BUY', '100', '4');
    await whole.market('BUY', '1');
    await whole.exchange.advance(30);
    const state = JSON.parse(JSON.stringify(whole.exchange.exportState()));
    const resumed = new Market(events);
    await resumed.exchange.advance(45);
    resumed.exchange.importState(state);
    expect(JSON.parse(JSON.stringify(resumed.exchange.exportState()))).toEqual(state);
    expect(fills(await resumed.market('SELL', '1'))).toEqual(fills(await whole.market('SELL', '1')));
    for (const { exchange } of [whole, resumed]) await exchange.advance(20);
    const ends = [whole, resumed].map(({ exchange }) => JSON.parse(JSON.stringify(exchange.exportState())));
    expect(ends[1]).toEqual(ends[0]);
    const [order] = (await resumed.ask('GET /api/v3/allOrders', { symbol })) as unknown as Json[];
    expect(Number(order?.executedQty)).toBeGreaterThan(0);
  });
});

describe('error', () => {
  it.each(['setBook', 'trade', 'price'] as const)('%s on a symbol that a source drives', (verb) => {
    const { exchange } = new Market([opening]);
    const call = () => {
      if (verb === 'setBook') exchange.setBook(symbol, { bids: [['1', '1']] });
      else if (verb === 'trade') exchange.trade(symbol, { price: '1', quantity: '1' });
      else exchange.price(symbol, '1');
    };
    expect(call).toThrow(`${verb}: expected a symbol that no source drives, got 'BTCUSDT'`);
  });

  it('two sources of one symbol, and a clock that is not virtual', () => {
    const source = timedSource({ symbols: [symbol], start: START, events: () => [opening] });
    expect(() => createExchange({ source: [source, source] })).toThrow('got two for BTCUSDT');
    const clock = { now: () => 0, monotonic: () => 0, setTimeout: () => 0, clearTimeout: () => undefined };
    expect(() => createExchange({ source, clock })).toThrow('expected an exchange that runs on a VirtualClock');
  });
});

describe('batches of events', () => {
  it('are read while the time of the exchange stands still', async () => {
    const events = [opening, sold(10, '100', '1', 1), sold(20, '100', '1', 2), sold(30, '100', '1', 3)];
    let reads = 0;
    async function* batches(): AsyncGenerator<MarketEvent[]> {
      for (const event of events) {
        for (let round = 0; round < 30; round += 1) await new Promise((resolve) => setImmediate(resolve));
        reads += 1;
        yield [event];
      }
    }
    const source = timedSource({ symbols: [symbol], start: START, events: batches });
    const exchange = createExchange({ source });
    const times: number[] = [];
    exchange.engine.on((event) => {
      if (event.type === 'TRADE') times.push(event.trade.time / 1000 - exchange.clock.now());
    });
    await exchange.ready;
    expect(reads).toBe(2);
    await exchange.advance(100);
    expect(times).toEqual([0, 0, 0]);
    await exchange.sourceEnded;
  });

  it('run to their end by `run` with a limit, and for ten minutes without one', async () => {
    async function* batches(): AsyncGenerator<MarketEvent[]> {
      yield [opening, sold(3_600_000, '100', '1', 1)];
    }
    const source = timedSource({ symbols: [symbol], start: START, events: batches });
    const open = () => createExchange({ source });
    const exchange = open();
    await expect(exchange.run(exchange.sourceEnded)).rejects.toThrow('did not settle within 600000 ms');
    const other = open();
    await other.run(other.sourceEnded, { limit: Number.POSITIVE_INFINITY });
    expect(other.clock.now()).toBe(START + 3_600_000);
  });

  it('error: advance rejects at a batch that cannot be read', async () => {
    async function* batches(): AsyncGenerator<MarketEvent[]> {
      yield [opening];
      throw new Error('disk');
    }
    const exchange = createExchange({ source: timedSource({ symbols: [symbol], start: START, events: batches }) });
    await expect(exchange.advance(100)).rejects.toThrow('disk');
  });
});

describe('a source that halts a symbol', () => {
  /** A market whose source can be halted, and shows its book again. */
  function haltable(options: ExchangeOptions = {}) {
    let markets: DrivenMarkets | undefined;
    const source: MarketSource = {
      symbols: [symbol],
      start: START,
      drive(driven) {
        markets = driven;
        driven.apply(opening);
        return { ready: Promise.resolve(), ended: Promise.resolve(), stop: () => undefined };
      },
    };
    const market = new Market([], { source, ...options });
    return { market, driven: markets as DrivenMarkets };
  }
  const emptyBook = { bids: [], asks: [] };

  it.each([false, true])('shows an empty book and refuses orders until it is back, with impact %s', async (impact) => {
    const { market, driven } = haltable({ impact });
    const changes: unknown[] = [];
    market.exchange.engine.on((event) => {
      if (event.type === 'LEVEL')
        changes.push([event.side, Number(event.price / 100_000_000n), Number(event.quantity / 100_000_000n)]);
    });
    driven.halt(symbol);
    expect(await market.depth()).toEqual({ u: 1001, ...emptyBook });
    expect(changes).toEqual([
      ['BUY', 100, 0],
      ['BUY', 99, 0],
      ['SELL', 101, 0],
      ['SELL', 102, 0],
    ]);
    expect(await market.market('BUY', '1')).toMatchObject({ code: -1013, msg: 'Market is closed.' });
    expect(await market.public('GET /api/v3/ticker/bookTicker')).toMatchObject({ bidPrice: '0.00000000' });
    // A change that comes too early is not shown.
    driven.apply(book(5, { asks: { '101': '1' }, u: 1003 }));
    expect(await market.depth()).toMatchObject(emptyBook);
    changes.length = 0;
    driven.apply(book(10, { bids: { '100': '5' }, asks: { '101': '1', '103': '1' }, u: 1005 }, 'BOOK'));
    driven.change(symbol, { status: 'TRADING' });
    expect(changes).toEqual([
      ['BUY', 100, 5],
      ['SELL', 101, 1],
      ['SELL', 103, 1],
    ]);
    expect(await market.depth()).toEqual({
      u: 1005,
      bids: [[100, 5]],
      asks: [
        [101, 1],
        [103, 1],
      ],
    });
    expect(fills(await market.market('BUY', '2'))).toEqual([
      [101, 1],
      [103, 1],
    ]);
  });

  it('keeps the place of an order in its queue, and its state', async () => {
    const { market, driven } = haltable();
    const order = await market.limit('BUY', '100', '1');
    driven.halt(symbol);
    const state = market.exchange.exportState();
    driven.apply(book(10, { bids: { '100': '4' }, asks: { '101': '1' }, u: 1005 }, 'BOOK'));
    driven.apply(sold(11, '100', '4'));
    expect(await market.executed(order)).toBe(0);
    driven.apply(sold(12, '100', '1'));
    expect(await market.executed(order)).toBe(1);
    market.exchange.importState(state);
    expect(await market.depth()).toMatchObject(emptyBook);
    expect(await market.executed(order)).toBe(0);
  });

  it('refuses orders after the time until which its book is fresh', async () => {
    const { market, driven } = haltable();
    driven.keepFresh(symbol, market.exchange.clock.now() + 1000);
    await market.exchange.advance(1000);
    expect(fills(await market.market('BUY', '1'))).toEqual([[101, 1]]);
    await market.exchange.advance(1);
    expect(await market.market('BUY', '1')).toMatchObject({ code: -1013, msg: 'Market is closed.' });
  });

  it('fills no order by a trade that happened before the order came', async () => {
    const { market, driven } = haltable();
    await market.exchange.advance(50);
    const [old, queued] = [await market.limit('BUY', '100.5', '1'), await market.limit('BUY', '100', '1')];
    await market.exchange.advance(50);
    const recent = await market.limit('BUY', '100.6', '1');
    driven.apply({ ...sold(40, '99', '9') });
    expect(await Promise.all([old, queued, recent].map((each) => market.executed(each)))).toEqual([0, 0, 0]);
    driven.apply({ ...sold(60, '100', '9') });
    expect(await Promise.all([old, queued, recent].map((each) => market.executed(each)))).toEqual([1, 1, 0]);
    driven.apply({ ...sold(100, '100', '1') });
    expect(await market.executed(recent)).toBe(1);
  });
});
