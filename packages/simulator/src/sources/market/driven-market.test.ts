import { describe, expect, it } from 'vitest';
import { book, bought, fills, Market, opening, START, sold, symbol } from '../../../test/driven-market.js';
import type { Json } from '../../../test/raw-client.js';
import { createExchange, timedSource } from '../../index.js';

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

  it('with quoteOrderQty buys what the book of the source gives for this amount', async () => {
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
    // The first trade has used 3 of the quantity of 5 that was queued before the order. The second trade, of 4, uses
    // the other 2 of this quantity, and then fills 2 of the order.
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
    // Before the first trade, the level has a quantity of 5 ahead of the order and 1 behind it. The trade of 4 leaves a
    // quantity of 1 ahead of the order. It stays ahead when the level shrinks to 1. The trade of 2 first uses this
    // quantity, and then fills 1 of the order.
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
    const mine = (await market.ask('GET /api/v3/myTrades', { symbol })) as unknown as Json[];
    expect(mine.map(({ price, qty, isMaker }) => [Number(price), Number(qty), isMaker])).toEqual([[100.5, 3, true]]);
    const { asks } = await market.depth();
    expect(asks[0]).toEqual([99.5, 3]);
    // The account has taken the whole quantity of 3 at 99.5, so the next order is filled at 102.
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
    // The queue at the price 100 consists of a quantity of 1 from the market source, then the first part (1) of the
    // iceberg order, then 2 from the market source, and then the other parts (2) of the iceberg order. Each of the
    // three trades uses 2 of this queue.
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
    // Without the option `impact`, the public data does not show orders of accounts, so this order causes no event.
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
    // The quote volume is 100 * 1 + 101 * 2 + 102 * 0.5 + 99 * 1 = 452. The part that takers bought is 202 + 51 = 253.
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
    // The account has bought 2 of the 3 that the source's trade sold, so this trade is published with the remaining 1.
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

  it('includes the events of the source from before the start of the exchange', async () => {
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
