// Tests the worked example of Binance's FAQ "Commission Rates", with its numbers.
import { describe, expect, it } from 'vitest';
import { d, free, funded, limit, order, plain, setUpEngine } from '../../../test/engine/engine-setup.js';
import type { CommissionRates, MatchingAssumptions } from '../index.js';

const rates: CommissionRates = {
  standard: { maker: '0.00000010', taker: '0.00000020', buyer: '0.00000030', seller: '0.00000040' },
  special: { maker: '0.01000000', taker: '0.02000000', buyer: '0.03000000', seller: '0.04000000' },
  tax: { maker: '0.00000112', taker: '0.00000114', buyer: '0.00000118', seller: '0.00000116' },
  discount: { enabledForAccount: true, enabledForSymbol: true, discountAsset: 'BNB', discount: '0.25000000' },
};

/** Sells 0.49975 BTC at 35,000 with a MARKET order, while 1 BNB costs 260 USDT. */
function sell(bnb: number | string, assumptions: Partial<MatchingAssumptions> = {}, used = rates) {
  const { engine } = setUpEngine([plain('BTCUSDT', 'BTC', 'USDT'), plain('BNBUSDT', 'BNB', 'USDT')], { assumptions });
  const others = funded(engine, { BTC: 10, USDT: 1_000_000, BNB: 10 }, { house: true });
  engine.placeOrder(others, limit('BNBUSDT', 'SELL', 1, 260));
  engine.placeOrder(others, limit('BNBUSDT', 'BUY', 1, 260));
  const me = funded(engine, { BTC: '0.49975', BNB: bnb });
  engine.setCommissionRates(me, 'BTCUSDT', used);
  engine.placeOrder(others, limit('BTCUSDT', 'BUY', 1, 35_000));
  const { fills } = engine.placeOrder(
    me,
    order({ symbol: 'BTCUSDT', side: 'SELL', type: 'MARKET', quantity: '0.49975' }),
  );
  return { engine, me, fills };
}

const only = (kind: 'standard' | 'special' | 'tax'): CommissionRates => ({ ...free, [kind]: rates[kind] });

describe('commission FAQ', () => {
  it.each([
    ['standard', '0.01049475'],
    ['tax', '0.04022988'],
    ['special', '1049.475'],
  ] as const)('takes the %s commission from what is received', (kind, expected) => {
    const { fills } = sell(0, {}, only(kind));
    expect(fills).toMatchObject([{ commission: d(expected), commissionAsset: 'USDT' }]);
  });

  it('charges the sum of the three commissions in USDT when there is not enough BNB', () => {
    const total = d('0.01049475') + d('0.04022988') + d('1049.475');
    for (const bnb of ['0', '4.03660712']) {
      const { engine, me, fills } = sell(bnb);
      expect(fills).toMatchObject([{ commission: total, commissionAsset: 'USDT', quoteQuantity: d('17491.25') }]);
      expect(engine.balance(me, 'USDT').free).toBe(d('17491.25') - total);
      expect(engine.balance(me, 'BNB').free).toBe(d(bnb));
    }
  });

  it('charges in BNB, with the discount on the standard commission only', () => {
    const { engine, me, fills } = sell(10);
    // Standard, tax and special commission: 0.000010091 + 0.00015473 + 4.036442308 = 4.036607129 BNB, which is rounded
    // to 8 decimals.
    expect(fills).toMatchObject([{ commission: d('4.03660713'), commissionAsset: 'BNB' }]);
    expect(engine.balance(me, 'BNB').free).toBe(d(10) - d('4.03660713'));
    expect(engine.balance(me, 'USDT').free).toBe(d('17491.25'));
    expect(engine.fees().get('BNB')).toBe(d('4.03660713'));
  });

  it('charges in BNB when the balance is exactly what is due', () => {
    const { engine, me, fills } = sell('4.03660713');
    expect(fills).toMatchObject([{ commission: d('4.03660713'), commissionAsset: 'BNB' }]);
    expect(engine.balance(me, 'BNB').free).toBe(0n);
  });

  it('applies the discount as a reduction when configured', () => {
    const standard = { ...rates, special: free.special, tax: free.tax };
    expect(sell(10, {}, standard).fills).toMatchObject([{ commission: d('0.00001009') }]);
    // The commission is 0.01049475 USDT / 260 USDT per BNB x 0.75.
    expect(sell(10, { discount: 'reduction' }, standard).fills).toMatchObject([{ commission: d('0.00003027') }]);
  });

  it('takes a BUY commission from the received quantity', () => {
    const { engine } = setUpEngine([plain('BTCUSDT', 'BTC', 'USDT', { commission: only('special') })]);
    const others = funded(engine, { BTC: 10 }, { house: true });
    const me = funded(engine, { USDT: 1000 });
    engine.placeOrder(others, limit('BTCUSDT', 'SELL', 1, 100));
    const { fills } = engine.placeOrder(me, limit('BTCUSDT', 'BUY', 1, 100));
    expect(fills).toMatchObject([{ commission: d('0.05'), commissionAsset: 'BTC' }]);
    expect(engine.balance(me, 'BTC').free).toBe(d('0.95'));
  });

  it('gives the commission rates of a test order, with the rate of its side included', () => {
    const { engine } = setUpEngine([plain('BTCUSDT', 'BTC', 'USDT')]);
    const me = funded(engine, { USDT: 100 });
    engine.setCommissionRates(me, 'BTCUSDT', {
      ...rates,
      standard: { maker: '0.00000040', taker: '0.00000050', buyer: '0.00000010', seller: '0.00000010' },
      special: { maker: '0.04000000', taker: '0.05000000', buyer: '0.01000000', seller: '0.01000000' },
      tax: { maker: '0.00000128', taker: '0.00000130', buyer: '0.00000100', seller: '0.00000100' },
    });
    expect(engine.testOrder(me, limit('BTCUSDT', 'BUY', 1, 1))).toMatchObject({
      standard: { maker: d('0.0000005'), taker: d('0.0000006') },
      special: { maker: d('0.05'), taker: d('0.06') },
      tax: { maker: d('0.00000228'), taker: d('0.0000023') },
      discount: rates.discount,
    });
    expect(engine.openOrders(me)).toEqual([]);
  });

  it('rounds each of the three commissions by itself, and each conversion', () => {
    const tiny = { maker: '0.00000001', taker: '0.00000001', buyer: '0', seller: '0' };
    const { engine } = setUpEngine([plain('BTCUSDT', 'BTC', 'USDT'), plain('BNBBTC', 'BNB', 'BTC')]);
    const others = funded(engine, { BTC: 10, BNB: 10 }, { house: true });
    const buy = (discount: CommissionRates['discount']) => {
      const me = funded(engine, { USDT: 100, BNB: 1 });
      engine.setCommissionRates(me, 'BTCUSDT', { standard: tiny, special: tiny, tax: tiny, discount });
      engine.placeOrder(others, limit('BTCUSDT', 'SELL', '0.5', 1));
      return engine.placeOrder(me, limit('BTCUSDT', 'BUY', '0.5', 1)).fills;
    };
    // Standard, special and tax commission are 0.5 x 0.00000001 BTC each, and each is rounded to 0.00000001 BTC. The
    // unrounded sum of the three, 0.000000015 BTC, would be rounded to 0.00000002 BTC.
    expect(buy(free.discount)).toMatchObject([{ commission: d('0.00000003'), commissionAsset: 'BTC' }]);
    engine.placeOrder(others, limit('BNBBTC', 'SELL', 1, 2));
    engine.placeOrder(others, limit('BNBBTC', 'BUY', 1, 2));
    // 1 BNB costs 2 BTC, so 0.00000001 BTC is 0.000000005 BNB. This is rounded to 0.00000001 for each of the three
    // commissions.
    const discount = { enabledForAccount: true, enabledForSymbol: true, discountAsset: 'BNB', discount: '1' };
    expect(buy(discount)).toMatchObject([{ commission: d('0.00000003'), commissionAsset: 'BNB' }]);
  });
});
