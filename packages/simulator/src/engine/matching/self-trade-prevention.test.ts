// Tests the scenarios of Binance's FAQ "Self Trade Prevention", with its numbers.
import { describe, expect, it } from 'vitest';
import { d, funded, limit, order, plain, refusal, setUpEngine } from '../../../test/engine/engine-setup.js';
import type { Order, StpMode } from '../index.js';

type Mode = StpMode;

function setUp() {
  const { engine, events } = setUpEngine([plain('BTCUSDT', 'BTC', 'USDT')]);
  const me = funded(engine, { BTC: 100, USDT: 100 }, { tradeGroupId: 1 });
  const place = (side: 'BUY' | 'SELL', quantity: number, price: number, mode: Mode) =>
    engine.placeOrder(me, { ...limit('BTCUSDT', side, quantity, price), selfTradePreventionMode: mode });
  const now = (placed: { order: Order }) => engine.order(me, { symbol: 'BTCUSDT', orderId: placed.order.orderId });
  return { engine, events, me, place, now };
}

describe('self-trade prevention FAQ', () => {
  it('A: NONE allows self-trades', () => {
    const { place, now } = setUp();
    const maker = place('BUY', 1, 1, 'NONE');
    const taker = place('SELL', 1, 1, 'NONE');
    expect(now(maker)).toMatchObject({ status: 'FILLED', executedQty: d(1), cumulativeQuoteQty: d(1) });
    expect(taker.order).toMatchObject({ status: 'FILLED', executedQty: d(1) });
    expect(taker.fills).toMatchObject([{ price: d(1), quantity: d(1) }]);
  });

  it('B: EXPIRE_MAKER expires the maker, and the taker rests on the book', () => {
    const { engine, place, now } = setUp();
    const makers = [place('BUY', 1.2, 1.2, 'NONE'), place('BUY', 1.3, 1.1, 'NONE'), place('BUY', 8.1, 1, 'NONE')];
    const taker = place('SELL', 3, 1, 'EXPIRE_MAKER');
    const quantities = [d('1.2'), d('1.3'), d('8.1')];
    for (const [index, maker] of makers.entries()) {
      expect(now(maker)).toMatchObject({
        status: 'EXPIRED_IN_MATCH',
        executedQty: 0n,
        preventedMatchId: index,
        preventedQuantity: quantities[index],
      });
    }
    expect(taker.order).toMatchObject({ status: 'NEW', executedQty: 0n, preventedQuantity: 0n });
    expect(taker.fills).toEqual([]);
    expect(taker.preventedMatches).toMatchObject(
      makers.map(({ order: maker }, index) => ({
        preventedMatchId: index,
        makerOrderId: maker.orderId,
        price: maker.price,
        makerPreventedQuantity: quantities[index],
        takerPreventedQuantity: undefined,
      })),
    );
    expect(engine.book('BTCUSDT')).toMatchObject({ bids: [], asks: [[d(1), d(3)]] });
  });

  it('C: EXPIRE_TAKER expires the taker, and the book stays', () => {
    const { engine, place, now } = setUp();
    const makers = [place('BUY', 1.2, 1.2, 'NONE'), place('BUY', 1.3, 1.1, 'NONE'), place('BUY', 8.1, 1, 'NONE')];
    const taker = place('SELL', 3, 1, 'EXPIRE_TAKER');
    for (const maker of makers) expect(now(maker)).toMatchObject({ status: 'NEW', preventedQuantity: 0n });
    expect(taker.order).toMatchObject({
      status: 'EXPIRED_IN_MATCH',
      preventedMatchId: 0,
      preventedQuantity: d(3),
    });
    expect(engine.book('BTCUSDT').bids).toHaveLength(3);
  });

  it('D: EXPIRE_BOTH expires both', () => {
    const { events, place, now } = setUp();
    const maker = place('BUY', 1, 1, 'NONE');
    events.length = 0;
    const taker = place('SELL', 3, 1, 'EXPIRE_BOTH');
    expect(now(maker)).toMatchObject({ status: 'EXPIRED_IN_MATCH', preventedMatchId: 0, preventedQuantity: d(1) });
    expect(taker.order).toMatchObject({ status: 'EXPIRED_IN_MATCH', preventedQuantity: d(3) });
    expect(taker.preventedMatches).toMatchObject([
      { preventedMatchId: 0, takerPreventedQuantity: d(3), makerPreventedQuantity: d(1), tradeGroupId: 1 },
    ]);
    const orderEvents = events.flatMap((event) => (event.type === 'ORDER' ? [event] : []));
    expect(orderEvents.map(({ executionType }) => executionType)).toEqual([
      'NEW',
      'TRADE_PREVENTION',
      'TRADE_PREVENTION',
    ]);
    expect(orderEvents[1]?.prevention).toMatchObject({
      lastPreventedQuantity: d(3),
      counterOrderId: maker.order.orderId,
      counterSymbol: 'BTCUSDT',
      quantity: d(1),
      price: d(1),
      quoteQuantity: d(1),
    });
  });

  it("E: the taker's mode counts, not the maker's", () => {
    const { place, now } = setUp();
    const maker = place('BUY', 1, 1, 'EXPIRE_MAKER');
    const taker = place('SELL', 1, 1, 'EXPIRE_TAKER');
    expect(now(maker)).toMatchObject({ status: 'NEW' });
    expect(taker.order).toMatchObject({ status: 'EXPIRED_IN_MATCH', preventedQuantity: d(1) });
    expect(taker.preventedMatches).toMatchObject([
      { preventedMatchId: 0, takerPreventedQuantity: d(1), makerPreventedQuantity: undefined },
    ]);
  });

  it('F: a market order with EXPIRE_MAKER expires for lack of liquidity', () => {
    const { engine, me, place, now } = setUp();
    const maker = place('BUY', 1, 1, 'NONE');
    const taker = engine.placeOrder(
      me,
      order({ symbol: 'BTCUSDT', side: 'SELL', type: 'MARKET', quantity: 1, selfTradePreventionMode: 'EXPIRE_MAKER' }),
    );
    expect(now(maker)).toMatchObject({ status: 'EXPIRED_IN_MATCH', preventedQuantity: d(1) });
    expect(taker.order).toMatchObject({ status: 'EXPIRED', expiryReason: 'INSUFFICIENT_LIQUIDITY', executedQty: 0n });
    expect(taker.preventedMatches).toMatchObject([{ preventedMatchId: 0, makerPreventedQuantity: d(1) }]);
  });

  it('G: DECREMENT subtracts the match from both orders, and the smaller one expires', () => {
    const { engine, place, now } = setUp();
    const maker = place('BUY', 6, 2, 'NONE');
    const taker = place('SELL', 2, 2, 'DECREMENT');
    expect(now(maker)).toMatchObject({ status: 'NEW', quantity: d(6), executedQty: 0n, preventedQuantity: d(2) });
    expect(taker.order).toMatchObject({ status: 'EXPIRED_IN_MATCH', preventedQuantity: d(2) });
    expect(engine.book('BTCUSDT').bids).toEqual([[d(2), d(4)]]);
  });

  it('H: TRANSFER moves quantity and notional between two accounts of a group', () => {
    const { engine } = setUpEngine([plain('BTCUSDT', 'BTC', 'USDT')]);
    const one = funded(engine, { BTC: 20_000, USDT: 20_000 }, { tradeGroupId: 1 });
    const other = funded(engine, { BTC: 20_000, USDT: 20_000 }, { tradeGroupId: 1 });
    const mode = { selfTradePreventionMode: 'TRANSFER' } as const;
    const maker = engine.placeOrder(one, { ...limit('BTCUSDT', 'BUY', '0.6', '0.2'), ...mode });
    const taker = engine.placeOrder(other, { ...limit('BTCUSDT', 'SELL', '0.2', '0.2'), ...mode });
    expect(maker.order).toMatchObject({ status: 'NEW', executedQty: 0n, preventedQuantity: d('0.2') });
    expect(taker.order).toMatchObject({ status: 'EXPIRED_IN_MATCH', preventedQuantity: d('0.2') });
    expect(taker.preventedMatches).toMatchObject([
      { takerPreventedQuantity: d('0.2'), makerPreventedQuantity: d('0.2'), makerSymbol: 'BTCUSDT' },
    ]);
    expect(engine.balance(one, 'BTC')).toMatchObject({ free: d('20000.2'), locked: 0n });
    expect(engine.balance(one, 'USDT')).toMatchObject({ free: d('19999.88'), locked: d('0.08') });
    expect(engine.balance(other, 'BTC')).toMatchObject({ free: d('19999.8'), locked: 0n });
    expect(engine.balance(other, 'USDT')).toMatchObject({ free: d('20000.04'), locked: 0n });
  });

  it('applies DECREMENT when only the taker has TRANSFER', () => {
    const { place, now } = setUp();
    const maker = place('BUY', 3, 1, 'EXPIRE_TAKER');
    const taker = place('SELL', 1, 1, 'TRANSFER');
    expect(taker.preventedMatches).toMatchObject([{ selfTradePreventionMode: 'DECREMENT' }]);
    expect(now(maker)).toMatchObject({ status: 'NEW', preventedQuantity: d(1) });
  });

  it('prevents no trade between two accounts that are in no group', () => {
    const { engine } = setUpEngine([plain('BTCUSDT', 'BTC', 'USDT')]);
    const [one, other] = [funded(engine, { USDT: 10 }), funded(engine, { BTC: 10 })];
    const mode = { selfTradePreventionMode: 'EXPIRE_BOTH' } as const;
    engine.placeOrder(one, { ...limit('BTCUSDT', 'BUY', 1, 1), ...mode });
    const taker = engine.placeOrder(other, { ...limit('BTCUSDT', 'SELL', 1, 1), ...mode });
    expect(taker).toMatchObject({ order: { status: 'FILLED' }, preventedMatches: [] });
  });

  it('an order with several prevented matches has the id of the last one', () => {
    const { place, now } = setUp();
    const maker = place('BUY', 6, 2, 'NONE');
    place('SELL', 2, 2, 'DECREMENT');
    expect(now(maker)).toMatchObject({ preventedMatchId: 0, preventedQuantity: d(2) });
    place('SELL', 1, 2, 'DECREMENT');
    expect(now(maker)).toMatchObject({ preventedMatchId: 1, preventedQuantity: d(3) });
  });

  it('refuses a mode that the symbol does not allow', () => {
    const allowed = ['NONE', 'EXPIRE_TAKER', 'EXPIRE_BOTH'] as const;
    const { engine } = setUpEngine([plain('BTCUSDT', 'BTC', 'USDT', { allowedSelfTradePreventionModes: allowed })]);
    const me = funded(engine, { USDT: 10 });
    const wanted = limit('BTCUSDT', 'BUY', 1, 1);
    expect(engine.placeOrder(me, wanted).order.selfTradePreventionMode).toBe('NONE');
    expect(refusal(() => engine.placeOrder(me, { ...wanted, selfTradePreventionMode: 'EXPIRE_MAKER' }))).toEqual([
      -1013,
      'This symbol does not allow the specified self-trade prevention mode.',
    ]);
  });
});
