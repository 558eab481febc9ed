import { compileRules, validateOrder } from '@pkg/core';
import { describe, expect, it } from 'vitest';
import { checkOrder, nearest } from '../../apps/demo/src/order/check-order.js';
import { describeOrder } from '../../apps/demo/src/order/describe-order.js';
import { feeRateOf } from '../../apps/demo/src/order/fee-rate.js';
import { moveBySteps } from '../../apps/demo/src/order/move-by-steps.js';
import { ORDER_KINDS, orderKind, orderParams, plainNumber } from '../../apps/demo/src/order/order-kinds.js';
import {
  canAfford,
  previewOrder,
  priceOf,
  quantityForShare,
  totalForShare,
} from '../../apps/demo/src/order/preview.js';
import { minTotal } from '../../apps/demo/src/session/market.js';
import { symbolRules } from './symbol-rules.js';

const rules = compileRules(symbolRules);

function check(kindId: string, side: 'BUY' | 'SELL', values: Record<string, string>) {
  const kind = orderKind(kindId);
  const context = { lastPrice: '60000', averagePrice: '60000' };
  return checkOrder({
    kind,
    symbol: 'BTCUSDT',
    side,
    values,
    timeInForce: 'GTC',
    rules,
    context,
    validate: validateOrder,
  });
}

describe('the parameters of each kind', () => {
  const values = {
    price: '60000',
    quantity: '0.01',
    stopPrice: '59000',
    profit: '66000',
    stop: '54000',
    pendingPrice: '66000',
    pendingQuantity: '0.01',
  };

  it.each(ORDER_KINDS.map(({ id, operation }) => [id, operation]))('%s is legal for %s', (id, operation) => {
    const kind = orderKind(id);
    const isBuyStop = ['STOP_LOSS', 'STOP_LOSS_LIMIT'].includes(id);
    const given = id === 'MARKET' ? { quantity: '0.01' } : { ...values, ...(isBuyStop ? { stopPrice: '61000' } : {}) };
    const side = kind.side ?? (id === 'OCO' ? 'SELL' : 'BUY');
    const params = orderParams(kind, 'BTCUSDT', side, given, 'GTC');
    const { problems } = validateOrder(
      params,
      rules,
      { lastPrice: '60000', averagePrice: '60000' },
      { operation: kind.operation },
    );
    expect(
      problems.map(({ message }) => message),
      operation,
    ).toEqual([]);
  });

  it('of an OCO depend on the side: a SELL takes its profit above the market', () => {
    const given = { quantity: '1', profit: '70000', stop: '50000', stopLimit: '49000' };
    expect(orderParams(orderKind('OCO'), 'BTCUSDT', 'SELL', given, 'GTC')).toEqual({
      symbol: 'BTCUSDT',
      side: 'SELL',
      quantity: '1',
      aboveType: 'LIMIT_MAKER',
      abovePrice: '70000',
      belowType: 'STOP_LOSS_LIMIT',
      belowStopPrice: '50000',
      belowPrice: '49000',
      belowTimeInForce: 'GTC',
    });
    expect(
      orderParams(orderKind('OCO'), 'BTCUSDT', 'BUY', { quantity: '1', profit: '50000', stop: '70000' }, 'GTC'),
    ).toMatchObject({
      belowType: 'LIMIT_MAKER',
      belowPrice: '50000',
      aboveType: 'STOP_LOSS',
      aboveStopPrice: '70000',
    });
  });

  // Each row has a type of order, and its parameters as the official documents name them.
  it.each([
    ['LIMIT', { timeInForce: 'IOC', price: '60000', icebergQty: '0.002' }, { timeInForce: 'GTC' }],
    ['LIMIT_MAKER', { price: '60000' }, {}],
    ['STOP_LOSS_LIMIT', { timeInForce: 'IOC', price: '60000', stopPrice: '59000', trailingDelta: '100' }, {}],
    ['STOP_LOSS', { stopPrice: '59000', trailingDelta: '100' }, {}],
    ['TAKE_PROFIT_LIMIT', { timeInForce: 'IOC', price: '60000', stopPrice: '59000', trailingDelta: '100' }, {}],
    ['TAKE_PROFIT', { stopPrice: '59000', trailingDelta: '100' }, {}],
  ])('passes each input of %s under the name of its parameter', (id, expected, changed) => {
    const all = { ...values, iceberg: '0.002', trailing: '100' };
    expect(orderParams(orderKind(id), 'BTCUSDT', 'SELL', all, 'IOC')).toEqual({
      symbol: 'BTCUSDT',
      side: 'SELL',
      type: id,
      quantity: '0.01',
      ...expected,
      ...changed,
    });
  });

  it.each([
    ['62,000.5', '62000.5'],
    ['1 000', '1000'],
    ['1,000,000', '1000000'],
    ['1,234', '1234'],
    // A comma that cannot stand between thousands may be a decimal comma, so the text is not a number.
    ['1,5', '1,5'],
    ['0,002', '0,002'],
    ['0,500', '0,500'],
    ['00,123', '00,123'],
    ['1.234,567', '1.234,567'],
    ['1234,567', '1234,567'],
    ['abc', 'abc'],
  ])('read %j as %j', (typed, sent) => expect(plainNumber(typed)).toBe(sent));
});

describe('checkOrder', () => {
  it('names the nearest legal price and amount', () => {
    const { problems } = check('LIMIT', 'BUY', { price: '60000.006', quantity: '0.001004' });
    expect(problems.get('price')).toEqual({
      text: 'The price moves in steps: 60,000 or 60,000.01.',
      nearest: '60000.01',
    });
    expect(problems.get('quantity')?.nearest).toBe('0.001');
  });

  it.each(['abc', '1e5', '-1', '∞', 'NaN', '0x10'])('refuses %j', (nonsense) => {
    const { problems } = check('LIMIT', 'BUY', { price: nonsense, quantity: '1' });
    expect(problems.has('price')).toBe(true);
  });

  it('refuses an amount with a decimal comma', () => {
    const { problems } = check('LIMIT', 'BUY', { price: '60000', quantity: '0,002' });
    expect(problems.get('quantity')?.text).toBe('This is not a number.');
  });

  it.each([
    ['-5', 'The amount must be above 0.'],
    ['0', 'The amount must be above 0.'],
    ['-0.0', 'The amount must be above 0.'],
    ['9'.repeat(25), 'This number has too many digits.'],
    ['1e3', 'This is not a number.'],
    ['٣', 'This is not a number.'],
  ])('describes in plain words what is wrong with an amount of %s', (quantity, text) => {
    expect(check('LIMIT', 'BUY', { price: '60000', quantity }).problems.get('quantity')?.text).toBe(text);
  });

  it('reports no problem for empty inputs, only that the order is not complete', () => {
    expect(check('LIMIT', 'BUY', {})).toEqual({ problems: new Map(), general: [], isComplete: false });
    expect(check('MARKET', 'BUY', { spend: '100' }).isComplete).toBe(true);
    expect(check('STOP_LOSS', 'SELL', { quantity: '0.01' }).isComplete).toBe(false);
  });

  it('names the least total if that of the order is below it', () => {
    const { problems, general } = check('LIMIT', 'BUY', { price: '60000', quantity: '0.00001' });
    expect([...[...problems.values()].map(({ text }) => text), ...general].join()).toContain('at least 5');
  });

  it('takes the nearer of two legal values', () => {
    const problem = { filter: 'LOT_SIZE', param: 'quantity', value: '1.4', limit: '1', message: '' };
    expect(nearest({ ...problem, fix: { down: '1', up: '2' } })).toBe('1');
    expect(nearest({ ...problem, value: '1.6', fix: { down: '1', up: '2' } })).toBe('2');
    expect(nearest({ ...problem, fix: { up: '2' } })).toBe('2');
    expect(nearest(problem)).toBeUndefined();
  });
});

describe('previewOrder', () => {
  const shared = { book: undefined, feeRate: '0.001', baseDecimals: 8, quoteDecimals: 2 };

  it('spends the quote asset for a buy, and takes the fee from what is received', () => {
    const preview = previewOrder({
      ...shared,
      kind: orderKind('LIMIT'),
      side: 'BUY',
      values: { price: '60000', quantity: '0.01' },
    });
    expect(preview).toMatchObject({ spend: '600.00', receive: '0.00999000', fee: '0.00001000' });
  });

  it('spends the base asset for a sale', () => {
    const preview = previewOrder({
      ...shared,
      kind: orderKind('LIMIT'),
      side: 'SELL',
      values: { price: '60000', quantity: '0.01' },
    });
    expect(preview).toMatchObject({ spend: '0.01000000', receive: '599.40', fee: '0.60' });
    expect(preview && canAfford(preview, '0.01')).toBe(true);
    expect(preview && canAfford(preview, '0.00999999')).toBe(false);
    expect(preview && canAfford(preview, undefined)).toBe(false);
  });

  it('shows the fee of a tiny order, which two decimal places would show as zero', () => {
    const order = { ...shared, kind: orderKind('LIMIT'), side: 'SELL' as const };
    // 60000 × 0.00002 × 0.001 = 0.0012
    expect(previewOrder({ ...order, values: { price: '60000', quantity: '0.00002' } })?.fee).toBe('0.00120000');
    expect(previewOrder({ ...order, feeRate: '0', values: { price: '60000', quantity: '1' } })?.fee).toBe('0.00000000');
  });

  it('counts only inputs that the kind has, although the form keeps the values of others', () => {
    const values = { price: '50000', spend: '9', quantity: '0.01', stopPrice: '70000' };
    const preview = (id: string, more = {}) =>
      previewOrder({ ...shared, kind: orderKind(id), side: 'SELL', values: { ...values, ...more } });
    expect(preview('OCO')).toBeUndefined();
    expect(preview('OCO', { profit: '66000' })).toMatchObject({ receive: '659.34', fee: '0.66' });
    expect(preview('LIMIT')).toMatchObject({ receive: '499.50' });
    expect(preview('STOP_LOSS')).toMatchObject({ receive: '699.30' });
  });

  it('spends for a pair the larger of the amounts that its two orders lock', () => {
    const values = { quantity: '1', profit: '55000', stop: '65000' };
    const oco = (side: 'BUY' | 'SELL', more = {}) =>
      previewOrder({ ...shared, kind: orderKind('OCO'), side, values: { ...values, ...more } });
    expect(oco('BUY')?.spend).toBe('65000.00');
    expect(oco('BUY', { stopLimit: '66000' })?.spend).toBe('66000.00');
    expect(oco('BUY', { profit: '70000' })?.spend).toBe('70000.00');
    expect(oco('SELL', { profit: '66000', stop: '55000' })).toMatchObject({ spend: '1.00000000', receive: '65934.00' });
  });

  it('finds what a total buys when it takes several levels of the book', () => {
    // The book offers 100 BTC at a price of 100, and 100 BTC at 200. So 20,000 USDT buy 100 BTC for 10,000 and 50 BTC
    // for the other 10,000.
    const levels = [
      [100, 100],
      [200, 100],
    ] as const;
    const sweep = (_side: string, wanted: string) => {
      let [left, quantity, cost] = [Number(wanted), 0, 0];
      for (const [price, held] of levels) {
        const taken = Math.min(left, held);
        left -= taken;
        quantity += taken;
        cost += taken * price;
      }
      const averagePrice = String(cost / quantity);
      return { quantity: quantity.toFixed(8), cost: String(cost), averagePrice, isFilled: left < 1e-9 };
    };
    const book = { sweep, bestAsk: ['100', '100'], bestBid: undefined } as never;
    const preview = (spend: string) =>
      previewOrder({ ...shared, book, feeRate: '0', kind: orderKind('MARKET'), side: 'BUY', values: { spend } });
    expect(preview('5000')).toMatchObject({ spend: '5000.00', receive: '50.00000000', isPartial: false });
    const deep = preview('20000');
    expect(deep).toMatchObject({ spend: '20000.00', isPartial: false });
    expect(Number(deep?.receive)).toBeCloseTo(150, 1);
    // The whole book costs 30,000. More than that is not spent.
    expect(preview('90000')).toMatchObject({ spend: '30000.00', receive: '200.00000000', isPartial: true });
  });

  it('is undefined while a number is missing or illegal', () => {
    for (const values of [{}, { price: '60000' }, { price: 'x', quantity: '1' }, { price: '0', quantity: '1' }]) {
      expect(previewOrder({ ...shared, kind: orderKind('LIMIT'), side: 'BUY', values })).toBeUndefined();
    }
  });
});

describe('describeOrder', () => {
  const values = { price: '61000', quantity: '0.01', spend: '' };
  const pair = { base: 'BTC', quote: 'USDT' };

  it.each([
    ['LIMIT', 'BUY', values, 'Buy 0.01 BTC at 61,000 · Limit'],
    ['STOP_LOSS', 'SELL', values, 'Sell 0.01 BTC · Stop market'],
    ['OCO', 'SELL', values, 'Sell 0.01 BTC · OCO'],
    ['MARKET', 'BUY', { ...values, quantity: '', spend: '500' }, 'Buy BTC for 500 USDT · Market'],
  ] as const)('of a %s %s names only what the order has', (id, side, typed, text) => {
    expect(describeOrder(orderKind(id), side, typed, pair)).toBe(text);
  });
});

describe('the price and the total for a share', () => {
  it('takes no price from an input that the kind does not have', () => {
    expect(priceOf(orderKind('MARKET'), 'BUY', { price: '50000' })).toBeUndefined();
    expect(priceOf(orderKind('LIMIT'), 'BUY', { price: '50000', stopPrice: '1' })).toBe('50000');
    expect(priceOf(orderKind('STOP_LOSS'), 'BUY', { price: '50000', stopPrice: '70000' })).toBe('70000');
    expect(priceOf(orderKind('OCO'), 'BUY', { profit: '55000', stop: '65000' })).toBe('65000');
    expect(priceOf(orderKind('OCO'), 'BUY', { profit: '55000', stop: '65000', stopLimit: '66000' })).toBe('66000');
    expect(priceOf(orderKind('OCO'), 'SELL', { profit: '66000', stop: '55000' })).toBe('66000');
  });

  it.each([
    [25, '1000.999', '250.24'],
    [100, '1000.999', '1000.99'],
    [100, '0', ''],
    [50, '0.01', ''],
    [50, 'x', ''],
  ])('%i %% of %s is %j', (share, free, expected) => expect(totalForShare(share, free, 2)).toBe(expected));
});

describe('quantityForShare', () => {
  const shared = { freeBase: '2', freeQuote: '1000', price: '60000', stepSize: '0.00001', decimals: 5 } as const;

  it.each([
    [100, 'BUY', '0.01666'],
    [50, 'BUY', '0.00833'],
    [100, 'SELL', '2.00000'],
    [25, 'SELL', '0.50000'],
  ] as const)('%i %% of a %s is %s', (share, side, expected) => {
    expect(quantityForShare(share, { ...shared, side })).toBe(expected);
  });

  it('never costs more than is free, and is empty if nothing is', () => {
    expect(quantityForShare(100, { ...shared, side: 'BUY', freeQuote: '0' })).toBe('');
    expect(quantityForShare(100, { ...shared, side: 'BUY', price: 'x' })).toBe('');
    const odd = quantityForShare(100, {
      ...shared,
      side: 'BUY',
      freeQuote: '3',
      price: '3',
      stepSize: '1',
      decimals: 0,
    });
    expect(odd).toBe('1');
  });
});

describe('moveBySteps', () => {
  it.each([
    ['60000', '0.01', 1, '60000.01'],
    ['60000', '0.01', -1, '59999.99'],
    ['0.1', '0.2', 1, '0.3'],
    ['0.01', '0.01', -5, '0.01'],
    ['', '1.00000000', 3, '3'],
  ] as const)('moves %j by steps of %s: %i times is %s', (from, step, steps, expected) => {
    expect(moveBySteps(from, step, steps)).toBe(expected);
  });

  it('moves a total by the smallest total of the symbol, and keeps its decimal places', () => {
    const info = (minNotional: string) => ({ filters: [{ filterType: 'NOTIONAL', minNotional }] }) as never;
    expect(moveBySteps('0.01234567', minTotal(info('0.00010000')) ?? '', 1, 8)).toBe('0.01244567');
    expect(moveBySteps('12.75', minTotal(info('5.00000000')) ?? '', -1, 2)).toBe('7.75');
    expect(minTotal({ filters: [] } as never)).toBeUndefined();
  });
});

describe('feeRateOf', () => {
  // The rates of the example in the official document about commission rates.
  const commission = {
    symbol: 'BTCUSDT',
    standardCommission: { maker: '0.00000010', taker: '0.00000020', buyer: '0.00000030', seller: '0.00000040' },
    specialCommission: { maker: '0.01000000', taker: '0.02000000', buyer: '0.03000000', seller: '0.04000000' },
    taxCommission: { maker: '0.00000112', taker: '0.00000114', buyer: '0.00000118', seller: '0.00000116' },
    discount: { enabledForAccount: true, enabledForSymbol: true, discountAsset: 'BNB', discount: '0.25000000' },
  };

  it('adds up the rates of an order that trades at once: 0.0000006 + 0.06 + 0.0000023 for a sale', () => {
    expect(feeRateOf(commission, orderKind('MARKET'), 'SELL')).toBe('0.0600029');
  });

  it('has the rates of a maker for a post-only order, without rates that the exchange does not state', () => {
    const { specialCommission: _, ...stated } = commission;
    expect(feeRateOf(stated, orderKind('LIMIT_MAKER'), 'BUY')).toBe('0.0000027');
    expect(feeRateOf(undefined, orderKind('LIMIT'), 'BUY')).toBe('0.001');
  });
});
