// Tests MARKET orders with the sample of Binance's FAQ "MARKET orders": its answer and its user data events.
import { describe, expect, it } from 'vitest';
import { d, funded, limit, order, plain, refusal, setUpEngine } from '../../../test/engine/engine-setup.js';

const nothing = { maker: '0', taker: '0', buyer: '0', seller: '0' };

describe('market orders FAQ', () => {
  it('fills from the book, and the remainder expires', () => {
    const commission = {
      standard: { ...nothing, taker: '0.0005' },
      special: nothing,
      tax: nothing,
      discount: { enabledForAccount: false, enabledForSymbol: false, discountAsset: 'BNB', discount: '0.25' },
    };
    const { engine, events } = setUpEngine([plain('LTCBNB', 'LTC', 'BNB', { commission })]);
    const others = funded(engine, { LTC: 4 }, { house: true });
    const me = funded(engine, { LTC: '3007.11945670', BNB: 1000 });
    engine.placeOrder(others, limit('LTCBNB', 'SELL', 2, 1));
    engine.placeOrder(others, limit('LTCBNB', 'SELL', 2, 1));
    events.length = 0;

    const result = engine.placeOrder(me, order({ symbol: 'LTCBNB', side: 'BUY', type: 'MARKET', quantity: 6 }));

    expect(result.order).toMatchObject({
      price: 0n,
      quantity: d(6),
      executedQty: d(4),
      cumulativeQuoteQty: d(4),
      status: 'EXPIRED',
      timeInForce: 'GTC',
      expiryReason: 'INSUFFICIENT_LIQUIDITY',
    });
    expect(result.fills).toMatchObject([
      { price: d(1), quantity: d(2), commission: d('0.001'), commissionAsset: 'LTC' },
      { price: d(1), quantity: d(2), commission: d('0.001'), commissionAsset: 'LTC' },
    ]);
    const mine = events.filter((event) => event.type === 'ORDER' && event.order.accountId === me);
    expect(mine).toMatchObject([
      { executionType: 'NEW', isOnBook: true, fill: undefined },
      { executionType: 'TRADE', isOnBook: false, fill: { quantity: d(2), isMaker: false } },
      { executionType: 'TRADE', isOnBook: false, fill: { quantity: d(2), isMaker: false } },
      { executionType: 'EXPIRED', isOnBook: false, fill: undefined },
    ]);
    const ids = mine.map((event) => (event.type === 'ORDER' ? event.executionId : 0));
    const [first = 0] = ids;
    // In the FAQ, the executions of this order have the ids 62, 63, 65 and 67, and the ids between them belong to the
    // executions of the makers. So the ids here must have the same distances.
    expect(ids).toEqual([first, first + 1, first + 3, first + 5]);
    const last = events.filter((event) => event.type === 'ACCOUNT' && event.accountId === me);
    expect(last).toHaveLength(1);
    expect(events.indexOf(last[0] as never)).toBeGreaterThan(events.indexOf(mine[3] as never));
    expect(engine.balance(me, 'LTC')).toMatchObject({ free: d('3011.11745670'), locked: 0n });
    expect(engine.balance(me, 'BNB')).toMatchObject({ free: d(996), locked: 0n });
  });

  it('is rejected when the balance does not cover the whole order', () => {
    const { engine } = setUpEngine([plain('LTCBNB', 'LTC', 'BNB')]);
    const others = funded(engine, { LTC: 4, BNB: 10 }, { house: true });
    const me = funded(engine, { LTC: 1, BNB: 3 });
    engine.placeOrder(others, limit('LTCBNB', 'SELL', 4, 1));
    engine.placeOrder(others, limit('LTCBNB', 'BUY', 4, '0.5'));
    const market = (side: 'BUY' | 'SELL', quantity: number) => () =>
      engine.placeOrder(me, order({ symbol: 'LTCBNB', side, type: 'MARKET', quantity }));
    const refused = [-2010, 'Account has insufficient balance for requested action.'];
    expect(refusal(market('BUY', 4))).toEqual(refused);
    expect(refusal(market('SELL', 2))).toEqual(refused);
    expect(market('BUY', 3)().order.status).toBe('FILLED');
  });
});

describe('market orders by quote', () => {
  const filters = [
    { filterType: 'LOT_SIZE', minQty: '0.5', maxQty: '100', stepSize: '0.1' },
    { filterType: 'MARKET_LOT_SIZE', minQty: '1', maxQty: '100', stepSize: '0' },
  ] as const;
  const setUp = () => {
    const { engine } = setUpEngine([plain('LTCBNB', 'LTC', 'BNB', { filters })]);
    const others = funded(engine, { LTC: 100, BNB: 100 }, { house: true });
    const me = funded(engine, { LTC: 100, BNB: 100 });
    const by = (side: 'BUY' | 'SELL', quoteOrderQty: number | string) => () =>
      engine.placeOrder(me, order({ symbol: 'LTCBNB', side, type: 'MARKET', quoteOrderQty })).order;
    return { engine, others, me, by };
  };

  it('sells the quantity that brings the quote amount', () => {
    const { engine, others, by } = setUp();
    engine.placeOrder(others, limit('LTCBNB', 'BUY', 2, 3));
    engine.placeOrder(others, limit('LTCBNB', 'BUY', 2, 2));
    expect(by('SELL', 8)()).toMatchObject({
      status: 'FILLED',
      quantity: d(3),
      executedQty: d(3),
      cumulativeQuoteQty: d(8),
    });
  });

  it('expires after its fills when the book has too little', () => {
    const { engine, others, me, by } = setUp();
    engine.placeOrder(others, limit('LTCBNB', 'SELL', 2, 3));
    expect(by('BUY', 50)()).toMatchObject({
      status: 'EXPIRED',
      executedQty: d(2),
      cumulativeQuoteQty: d(6),
      expiryReason: 'INSUFFICIENT_LIQUIDITY',
    });
    expect(engine.balance(me, 'BNB')).toMatchObject({ free: d(94), locked: 0n });
  });

  it('is refused when the book has less than the minimum quantity', () => {
    const { engine, others, by } = setUp();
    expect(refusal(by('BUY', 50))).toEqual([-2010, 'Order book liquidity is less than symbol minimum quantity.']);
    engine.placeOrder(others, limit('LTCBNB', 'SELL', 1, 3));
    engine.placeOrder(
      others,
      order({ symbol: 'LTCBNB', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.6', price: 3 }),
    );
    expect(refusal(by('BUY', 50))).toEqual([
      -2010,
      'Order book liquidity is less than LOT_SIZE filter minimum quantity.',
    ]);
    engine.placeOrder(others, limit('LTCBNB', 'SELL', '0.5', 4));
    expect(refusal(by('BUY', 50))).toEqual([
      -2010,
      'Order book liquidity is less than MARKET_LOT_SIZE filter minimum quantity.',
    ]);
  });

  it('fails LOT_SIZE when the amount is too small for one lot', () => {
    const { engine, others, by } = setUp();
    engine.placeOrder(others, limit('LTCBNB', 'SELL', 10, 3));
    expect(refusal(by('BUY', '0.6'))).toEqual([-1013, 'Filter failure: LOT_SIZE']);
  });
});
