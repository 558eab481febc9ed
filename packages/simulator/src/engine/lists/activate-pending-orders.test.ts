// Tests the rules and the examples of Binance's FAQ "One Pays the Other".
import { describe, expect, it } from 'vitest';
import { d, funded, limit, refusal } from '../../../test/engine/engine-setup.js';
import { maker, setUp, states, stopLimit, symbol } from '../../../test/engine/list-setup.js';

describe('OPO and OPOCO', () => {
  const working = { type: 'LIMIT', timeInForce: 'GTC', side: 'BUY', quantity: d(2), price: d(95) } as const;
  const sell = { type: 'LIMIT', timeInForce: 'GTC', price: d(120), side: 'SELL' } as const;
  const commission = {
    standard: { maker: '0.01', taker: '0.01', buyer: '0', seller: '0' },
    special: { maker: '0', taker: '0', buyer: '0', seller: '0' },
    tax: { maker: '0', taker: '0', buyer: '0', seller: '0' },
    discount: { enabledForAccount: false, enabledForSymbol: false, discountAsset: 'BNB', discount: '0.25' },
  } as const;
  const lots = { filterType: 'LOT_SIZE', minQty: '0.1', maxQty: '100', stepSize: '0.1' } as const;
  const opo = { kind: 'OPO', symbol, working, pending: sell } as const;

  it('locks the bought quantity, and unlocks it when the list is cancelled', () => {
    const { engine, others, me } = setUp();
    const { list, reports } = engine.placeOrderList(me, opo);
    expect(reports[1]?.order).toMatchObject({ status: 'PENDING_NEW', quantity: undefined });
    engine.placeOrder(others, limit(symbol, 'SELL', 1, 95));
    expect(engine.balance(me, 'BTC')).toMatchObject({ free: d(10), locked: d(1) });
    engine.cancelOrderList(me, { symbol, orderListId: list.orderListId });
    expect(engine.balance(me, 'BTC')).toMatchObject({ free: d(11), locked: 0n });
  });

  it('sells the bought quantity, with the commission paid from the free balance', () => {
    const { engine, others, me } = setUp({ commission });
    const { list } = engine.placeOrderList(me, opo);
    engine.placeOrder(others, limit(symbol, 'SELL', 2, 95));
    expect(engine.orderList(me, { orderListId: list.orderListId }).orders[1]).toMatchObject({
      status: 'NEW',
      quantity: d(2),
    });
    expect(engine.balance(me, 'BTC')).toMatchObject({ free: d('9.98'), locked: d(2) });
  });

  it('sells the bought quantity less the commission, in whole steps, and unlocks the remainder', () => {
    const { engine, others } = setUp({ commission, filters: [lots] });
    const poor = funded(engine, { USDT: 1000 });
    const { list } = engine.placeOrderList(poor, opo);
    engine.placeOrder(others, limit(symbol, 'SELL', 2, 95));
    expect(engine.orderList(poor, { orderListId: list.orderListId }).orders[1]).toMatchObject({
      status: 'NEW',
      quantity: d('1.9'),
    });
    expect(engine.balance(poor, 'BTC')).toMatchObject({ free: d('0.08'), locked: d('1.9') });
  });

  it('expires a pending order when less than one step was bought', () => {
    const { engine, others } = setUp({ commission });
    const filters = [{ filterType: 'LOT_SIZE', minQty: '0', maxQty: '0', stepSize: '2' }] as const;
    engine.changeSymbol(symbol, { filters });
    const poor = funded(engine, { USDT: 1000 });
    const pending = { type: 'STOP_LOSS', stopPrice: d(80), side: 'SELL' } as const;
    const { list } = engine.placeOrderList(poor, { ...opo, pending });
    engine.placeOrder(others, limit(symbol, 'SELL', 2, 95));
    expect(states(engine, poor, list.orderListId)).toEqual([
      ['FILLED', undefined],
      ['EXPIRED', 'REJECTED'],
    ]);
    expect(engine.balance(poor, 'BTC')).toMatchObject({ free: d('1.98'), locked: 0n });
  });

  it('cannot be amended before its quantity is known', () => {
    const { engine, others, me } = setUp();
    const { list } = engine.placeOrderList(me, opo);
    const amend = () => engine.amendOrder(me, { symbol, orderId: list.orders[1]?.orderId, newQty: d(1) });
    expect(refusal(amend)).toEqual([-2038, 'Order amend (pending OPO order) is not supported.']);
    engine.placeOrder(others, limit(symbol, 'SELL', 2, 95));
    expect(amend().order.quantity).toBe(d(1));
  });

  it('places an OCO for the bought quantity', () => {
    const { engine, others, me } = setUp();
    const { list, reports } = engine.placeOrderList(me, {
      kind: 'OPOCO',
      symbol,
      working,
      pendingSide: 'SELL',
      pendingAbove: maker(120),
      pendingBelow: stopLimit(80, 79),
    });
    expect(reports.map(({ order: each }) => each.quantity)).toEqual([d(2), undefined, undefined]);
    engine.placeOrder(others, limit(symbol, 'SELL', 2, 95));
    expect(engine.orderList(me, { orderListId: list.orderListId }).orders).toMatchObject([
      { status: 'FILLED' },
      { status: 'NEW', quantity: d(2), type: 'STOP_LOSS_LIMIT' },
      { status: 'NEW', quantity: d(2), type: 'LIMIT_MAKER' },
    ]);
    expect(engine.balance(me, 'BTC')).toMatchObject({ free: d(10), locked: d(2) });
  });

  it('refuses a pending price off the grid before anything is bought', () => {
    const { engine, me } = setUp({
      filters: [{ filterType: 'PRICE_FILTER', minPrice: '0', maxPrice: '0', tickSize: '0.01' }, lots],
    });
    const refused = refusal(() => engine.placeOrderList(me, { ...opo, pending: { ...sell, price: d('120.001') } }));
    expect(refused).toEqual([-1013, 'Filter failure: PRICE_FILTER']);
    expect(engine.placeOrderList(me, opo).list.listOrderStatus).toBe('EXECUTING');
  });

  it('refuses a working SELL, a pending BUY, and a symbol without OPO', () => {
    const { engine, me } = setUp();
    const wrong = refusal(() => engine.placeOrderList(me, { ...opo, working: { ...working, side: 'SELL' } }));
    expect(wrong).toEqual([-1222, 'Working order in an OPO list must be a bid.']);
    expect(refusal(() => engine.placeOrderList(me, { ...opo, pending: { ...sell, side: 'BUY' } }))).toEqual([
      -1223,
      'Pending orders in an OPO list must be asks.',
    ]);
    engine.changeSymbol(symbol, { opoAllowed: false });
    expect(refusal(() => engine.placeOrderList(me, opo))).toEqual([
      -2010,
      'OPO orders are not supported for this symbol.',
    ]);
  });
});
