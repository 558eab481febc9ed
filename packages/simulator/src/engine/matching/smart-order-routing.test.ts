// Tests the four examples of Binance's FAQ "Smart Order Routing (SOR)", with their order books.
import { describe, expect, it } from 'vitest';
import { d, funded, limit, order, plain, refusal, setUpEngine } from '../../../test/engine/engine-setup.js';

const SYMBOLS = ['BTCUSDT', 'BTCUSDC', 'BTCUSDP'] as const;

type Row = readonly [symbol: (typeof SYMBOLS)[number], quantity: number, price: number];

const ASKS: readonly Row[] = [
  ['BTCUSDT', 3, 30_800],
  ['BTCUSDT', 3, 30_500],
  ['BTCUSDC', 1, 30_000],
  ['BTCUSDC', 1, 28_000],
  ['BTCUSDP', 1, 35_000],
  ['BTCUSDP', 1, 29_000],
];

const BIDS: readonly Row[] = [
  ['BTCUSDT', 5, 29_500],
  ['BTCUSDC', 5, 35_000],
  ['BTCUSDC', 5, 30_000],
  ['BTCUSDP', 5, 28_000],
];

function setUp(side: 'BUY' | 'SELL', rows: readonly Row[], assumptions = {}) {
  const specs = SYMBOLS.map((symbol) => plain(symbol, 'BTC', symbol.slice(3)));
  const { engine, events } = setUpEngine(specs, { sors: [{ baseAsset: 'BTC', symbols: SYMBOLS }], assumptions });
  const rich = { BTC: 100, USDT: 1_000_000, USDC: 1_000_000, USDP: 1_000_000 };
  const others = funded(engine, rich);
  const me = funded(engine, { BTC: 10, USDT: 400_000 });
  for (const [symbol, quantity, price] of rows) engine.placeOrder(others, limit(symbol, side, quantity, price));
  events.length = 0;
  const spent = () => d(400_000) - engine.balance(me, 'USDT').free;
  return { engine, events, me, others, spent };
}

const fills = (rows: readonly (readonly [quantity: number | string, price: number])[]) =>
  rows.map(([quantity, price], allocationId) => ({
    quantity: d(quantity),
    price: d(price),
    allocationId,
    tradeId: -1,
  }));

describe('SOR FAQ', () => {
  it('example 1: trades at the best price of all books, and pays in its own quote asset', () => {
    const { engine, me, spent } = setUp('SELL', ASKS);
    const result = engine.placeSorOrder(me, limit('BTCUSDT', 'BUY', '0.5', 31_000));
    expect(result.order).toMatchObject({
      status: 'FILLED',
      executedQty: d('0.5'),
      cumulativeQuoteQty: d(14_000),
      workingFloor: 'SOR',
      usedSor: true,
    });
    expect(result.fills).toMatchObject(fills([['0.5', 28_000]]));
    expect(spent()).toBe(d(14_000));
    expect(engine.balance(me, 'BTC').free).toBe(d('10.5'));
    expect(engine.balance(me, 'USDC').free).toBe(0n);
  });

  it('without SOR, example 1 trades in its own book', () => {
    const { engine, me, spent } = setUp('SELL', ASKS);
    engine.placeOrder(me, limit('BTCUSDT', 'BUY', '0.5', 31_000));
    expect(spent()).toBe(d(15_250));
  });

  it('example 2: trades in all books in the order of price', () => {
    const { engine, me, others, spent } = setUp('SELL', ASKS);
    const result = engine.placeSorOrder(me, limit('BTCUSDT', 'BUY', 5, 31_000));
    expect(result.fills).toMatchObject(
      fills([
        [1, 28_000],
        [1, 29_000],
        [1, 30_000],
        [2, 30_500],
      ]),
    );
    expect(result.order).toMatchObject({ status: 'FILLED', cumulativeQuoteQty: d(148_000) });
    expect(spent()).toBe(d(148_000));
    // Makers are paid in the quote asset of the market in which their order is.
    expect(engine.balance(others, 'USDC').free).toBe(d(1_058_000));
    expect(engine.balance(others, 'USDP').free).toBe(d(1_029_000));
    expect(engine.allocations(me, { symbol: 'BTCUSDT' })).toMatchObject(result.fills);
    expect(engine.allocations(me, { symbol: 'BTCUSDT', fromId: 2 })).toHaveLength(2);
    expect(engine.myTrades(others, { symbol: 'BTCUSDC' })).toMatchObject([{ price: d(28_000) }, { price: d(30_000) }]);
  });

  it('example 2 without SOR', () => {
    const { engine, me, spent } = setUp('SELL', ASKS);
    engine.placeOrder(me, limit('BTCUSDT', 'BUY', 5, 31_000));
    expect(spent()).toBe(d(153_100));
  });

  it('example 3: a market order empties all books, and the remainder expires', () => {
    const { engine, me } = setUp('SELL', ASKS);
    const result = engine.placeSorOrder(me, order({ symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: 11 }));
    expect(result.order).toMatchObject({ status: 'EXPIRED', executedQty: d(10), cumulativeQuoteQty: d(305_900) });
    expect(result.fills).toMatchObject(
      fills([
        [1, 28_000],
        [1, 29_000],
        [1, 30_000],
        [3, 30_500],
        [3, 30_800],
        [1, 35_000],
      ]),
    );
    for (const symbol of SYMBOLS) expect(engine.book(symbol).asks).toEqual([]);
  });

  it('example 4: sells at the best price, and receives its own quote asset', () => {
    const { engine, me } = setUp('BUY', BIDS);
    const result = engine.placeSorOrder(me, limit('BTCUSDT', 'SELL', 10, 29_000));
    expect(result.order).toMatchObject({ status: 'FILLED', executedQty: d(10), cumulativeQuoteQty: d(325_000) });
    expect(result.fills).toMatchObject(
      fills([
        [5, 35_000],
        [5, 30_000],
      ]),
    );
    expect(engine.balance(me, 'USDT').free).toBe(d(725_000));
  });

  it('example 4 without SOR', () => {
    const { engine, me } = setUp('BUY', BIDS);
    const { order: placed } = engine.placeOrder(me, limit('BTCUSDT', 'SELL', 10, 29_000));
    expect(placed).toMatchObject({ status: 'PARTIALLY_FILLED', cumulativeQuoteQty: d(147_500) });
    expect(engine.book('BTCUSDT').asks).toEqual([[d(29_000), d(5)]]);
  });

  it('rests the remainder in its own book, where it trades', () => {
    const { engine, me, others } = setUp('SELL', ASKS);
    const { order: placed } = engine.placeSorOrder(me, limit('BTCUSDT', 'BUY', 3, 29_000));
    expect(placed).toMatchObject({ status: 'PARTIALLY_FILLED', executedQty: d(2), workingFloor: 'EXCHANGE' });
    expect(engine.book('BTCUSDT').bids).toEqual([[d(29_000), d(1)]]);
    engine.placeOrder(others, limit('BTCUSDT', 'SELL', 1, 29_000));
    expect(engine.order(me, { symbol: 'BTCUSDT', orderId: placed.orderId }).status).toBe('FILLED');
    expect(engine.myTrades(me, { symbol: 'BTCUSDT' })).toMatchObject([{ price: d(29_000), isMaker: true }]);
  });

  it('trades in its own book when configured', () => {
    const { engine, me } = setUp('SELL', ASKS, { sorOwnBook: 'trade' });
    const result = engine.placeSorOrder(me, limit('BTCUSDT', 'BUY', 4, 31_000));
    expect(result.fills.map(({ tradeId }) => tradeId >= 0)).toEqual([false, false, false, true]);
  });

  it('reports EXCHANGE when its last fill was a trade in its own book', () => {
    const { engine, me } = setUp('SELL', ASKS, { sorOwnBook: 'trade' });
    expect(engine.placeSorOrder(me, limit('BTCUSDT', 'BUY', 3, 31_000)).order.workingFloor).toBe('SOR');
    expect(engine.placeSorOrder(me, limit('BTCUSDT', 'BUY', 1, 31_000)).order.workingFloor).toBe('EXCHANGE');
  });

  it('transfers between accounts of a group in the quote asset of each, without gain or loss', () => {
    const { engine } = setUp('SELL', []);
    const mode = { selfTradePreventionMode: 'TRANSFER' } as const;
    const group = { tradeGroupId: 1 };
    const seller = funded(engine, { BTC: 1 }, group);
    const buyer = funded(engine, { USDT: 28_000 }, group);
    const total = (asset: string) =>
      engine
        .accounts()
        .reduce((sum, { id }) => sum + engine.balance(id, asset).free + engine.balance(id, asset).locked, 0n);
    const before = ['USDT', 'USDC', 'BTC'].map(total);
    engine.placeOrder(seller, { ...limit('BTCUSDC', 'SELL', 1, 28_000), ...mode });
    const { order: taker } = engine.placeSorOrder(buyer, { ...limit('BTCUSDT', 'BUY', 1, 28_000), ...mode });
    expect(taker).toMatchObject({ status: 'EXPIRED_IN_MATCH', preventedQuantity: d(1) });
    expect(engine.balance(seller, 'USDC').free).toBe(d(28_000));
    expect(engine.balance(buyer, 'BTC').free).toBe(d(1));
    expect(['USDT', 'USDC', 'BTC'].map(total)).toEqual(before);
  });

  it('prevents self-trades in the other books', () => {
    const { engine, me } = setUp('SELL', []);
    engine.deposit(me, 'USDC', d(100_000));
    const { order: maker } = engine.placeOrder(me, limit('BTCUSDC', 'SELL', 1, 28_000));
    const result = engine.placeSorOrder(me, {
      ...limit('BTCUSDT', 'BUY', 1, 29_000),
      selfTradePreventionMode: 'EXPIRE_MAKER',
    });
    expect(result.preventedMatches).toMatchObject([{ makerSymbol: 'BTCUSDC', makerOrderId: maker.orderId }]);
    expect(result.order.status).toBe('NEW');
  });

  it('accepts LIMIT and MARKET by quantity only', () => {
    const { engine, me } = setUp('SELL', ASKS);
    const wanted = { symbol: 'BTCUSDT', side: 'BUY' } as const;
    expect(
      refusal(() => engine.placeSorOrder(me, order({ ...wanted, type: 'LIMIT_MAKER', quantity: 1, price: 1 })))[0],
    ).toBe(-1116);
    expect(refusal(() => engine.placeSorOrder(me, order({ ...wanted, type: 'MARKET', quoteOrderQty: 1 })))[0]).toBe(
      -1128,
    );
    expect(engine.testSorOrder(me, limit('BTCUSDT', 'BUY', 1, 1))).toMatchObject({ standard: { maker: 0n } });
  });
});
