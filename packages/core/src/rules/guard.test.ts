import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../test/manual-clock.js';
import {
  BinanceApiError,
  BinanceOrderFilterError,
  BinanceOrderInactiveSymbolError,
  BinanceOrderMinAmountError,
  BinanceOrderMinPriceError,
  BinanceOrderTotalPriceError,
  BinanceOrderUnknownSymbolError,
} from '../errors/index.js';
import type { Call } from '../operations/call.js';
import { cancelOrder, createOrder, createTestOrder, getExchangeInfo, getMyFilters } from '../operations/index.js';
import { createOrderGuard, type RuledExchange } from './guard.js';
import type { RuledSymbol } from './symbol-info.js';

const filters = [
  { filterType: 'PRICE_FILTER', minPrice: '0.1', maxPrice: '1000', tickSize: '0.1' },
  { filterType: 'LOT_SIZE', minQty: '0.01', maxQty: '100', stepSize: '0.01' },
  {
    filterType: 'NOTIONAL',
    minNotional: '5',
    maxNotional: '9000',
    applyMinToMarket: true,
    applyMaxToMarket: false,
    avgPriceMins: 5,
  },
];

function listed(symbol: string, more: Partial<RuledSymbol> = {}): RuledSymbol {
  return { symbol, status: 'TRADING', baseAsset: 'BNB', quoteAsset: 'BTC', filters, ...more };
}

const request = { operation: 'getExchangeInfo', method: 'GET', path: '/api/v3/exchangeInfo' };

function apiError(code: number): BinanceApiError {
  return new BinanceApiError({ request, statusCode: 400, code, text: 'no' });
}

/** A guard with a fake exchange: a test may change its symbols, and it records the requests. */
function exchange(...symbols: RuledSymbol[]) {
  const clock = new ManualClock();
  const listing = new Map(symbols.map((info) => [info.symbol, info]));
  const asked: (readonly string[] | undefined)[] = [];
  const state = { isDown: false };
  const fetchExchangeInfo = async (names: readonly string[] | undefined): Promise<RuledExchange> => {
    asked.push(names);
    await Promise.resolve();
    if (state.isDown) throw apiError(-1001);
    const found = (names ?? [...listing.keys()]).map((name) => listing.get(name));
    if (found.includes(undefined)) throw apiError(-1121);
    return { symbols: found as RuledSymbol[], exchangeFilters: [] };
  };
  return { clock, listing, asked, state, guard: createOrderGuard({ fetchExchangeInfo, clock, maxAge: 600_000 }) };
}

const operations = { getExchangeInfo, getMyFilters, cancelOrder, createOrder, createTestOrder };

function call(params: object = {}, name: keyof typeof operations = 'createOrder', validate?: boolean): Call {
  const order = { symbol: 'BNBBTC', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '1', price: '10' };
  return { name, operation: operations[name], params: { ...order, ...params }, options: { validate } };
}

describe('createOrderGuard', () => {
  it('lets a legal order pass, and requests the rules once for any number of callers', async () => {
    const { guard, asked } = exchange(listed('BNBBTC'));
    await Promise.all([guard.check(call()), guard.check(call()), guard.rules.get('BNBBTC')]);
    await guard.check(call({}, 'createTestOrder'));
    expect(asked).toEqual([['BNBBTC']]);
  });

  it.each([
    [{ quantity: '0.015' }, BinanceOrderMinAmountError],
    [{ price: '0.01', quantity: '1' }, BinanceOrderMinPriceError],
    [{ price: '0' }, BinanceOrderMinPriceError],
    [{ quantity: '0' }, BinanceOrderMinAmountError],
    [{ quantity: '0.01' }, BinanceOrderTotalPriceError],
    [{ type: 'MARKET' }, BinanceOrderFilterError],
    [{ symbol: 'NOPE' }, BinanceOrderUnknownSymbolError],
    [{ symbol: undefined }, BinanceOrderUnknownSymbolError],
    [{ symbol: 'OLDBTC' }, BinanceOrderInactiveSymbolError],
  ])('error: %j', async (params, kind) => {
    const { guard } = exchange(listed('BNBBTC'), listed('OLDBTC', { status: 'BREAK' }));
    const error = await guard.check(call(params)).then(undefined, (thrown) => thrown);
    expect(error).toBeInstanceOf(kind);
    expect(error.code).toBe(-1013);
    expect(error.request).toEqual({ operation: 'createOrder', method: 'POST', path: '/api/v3/order' });
    expect(error.problems.length).toBeGreaterThan(0);
  });

  it.each([undefined, null, '', 7, Object.create(null)])(
    'error: %s for a symbol, about which nobody is asked',
    async (symbol) => {
      const { guard, asked } = exchange(listed('BNBBTC'));
      await expect(guard.check(call({ symbol }))).rejects.toThrow('symbol must be sent');
      await expect(guard.check(call({ symbol }))).rejects.toThrow(BinanceOrderUnknownSymbolError);
      expect(asked).toEqual([]);
    },
  );

  it('lets calls pass that place no order, and calls with validate: false', async () => {
    const { guard, asked } = exchange();
    await guard.check(call({ quantity: '0' }, 'cancelOrder'));
    await guard.check(call({ quantity: '0' }, 'createOrder', false));
    expect(asked).toEqual([]);
  });

  it('requests old rules again, and uses the old ones if that fails', async () => {
    const { guard, asked, clock, listing, state } = exchange(listed('BNBBTC'));
    await guard.check(call());
    listing.set('BNBBTC', listed('BNBBTC', { orderTypes: ['MARKET'] }));
    await clock.advance(599_999);
    await guard.check(call());
    expect(asked.length).toBe(1);
    await clock.advance(1);
    await expect(guard.check(call())).rejects.toThrow('type LIMIT is not one of MARKET');
    expect(asked.length).toBe(2);
    await clock.advance(600_000);
    state.isDown = true;
    await expect(guard.check(call())).rejects.toThrow(BinanceOrderFilterError);
  });

  it('refuses by fresh rules only: a symbol that trades again is not refused', async () => {
    const { guard, asked, clock, listing } = exchange(listed('BNBBTC', { status: 'BREAK' }));
    await expect(guard.check(call())).rejects.toThrow(BinanceOrderInactiveSymbolError);
    await expect(guard.check(call())).rejects.toThrow(BinanceOrderInactiveSymbolError);
    expect(asked.length).toBe(1);
    listing.set('BNBBTC', listed('BNBBTC'));
    await clock.advance(60_000);
    await guard.check(call());
    expect(asked.length).toBe(2);
  });

  it('learns rules from every answer of getExchangeInfo', async () => {
    const { guard, asked } = exchange();
    guard.answered(call({}, 'getExchangeInfo'), { symbols: [listed('BNBBTC'), listed('ETHBTC')] });
    await guard.check(call());
    await guard.check(call({ symbol: 'ETHBTC' }));
    expect(asked).toEqual([]);
  });

  it('learns limits per asset from getMyFilters', async () => {
    const { guard } = exchange(listed('BNBBTC'));
    await guard.check(call());
    const assetFilters = [{ filterType: 'MAX_ASSET', asset: 'BNB', limit: '0.9' }];
    guard.answered(call({ symbol: 'BNBBTC' }, 'getMyFilters'), {
      exchangeFilters: [],
      symbolFilters: [],
      assetFilters,
    });
    await expect(guard.check(call())).rejects.toThrow('quantity 1 is above MAX_ASSET limit 0.9');
  });

  it('requests the rules again once when the exchange refuses an order that they allow', async () => {
    const { guard, asked, clock, listing } = exchange(listed('BNBBTC'));
    await guard.check(call());
    listing.set('BNBBTC', listed('BNBBTC', { orderTypes: ['MARKET'] }));
    guard.refused(call(), apiError(-2010));
    expect(asked.length).toBe(1);
    guard.refused(call(), apiError(-1013));
    guard.refused(call(), apiError(-1013));
    await clock.advance(0);
    expect(asked.length).toBe(2);
    await expect(guard.check(call())).rejects.toThrow(BinanceOrderFilterError);
    guard.refused(call(), apiError(-1013));
    expect(asked.length).toBe(2);
  });

  it('refresh requests the symbols in use, and forgets symbols that are not listed any more', async () => {
    const { guard, asked, listing } = exchange(listed('BNBBTC'), listed('ETHBTC'));
    await guard.rules.refresh();
    expect(asked).toEqual([]);
    guard.answered(call({}, 'getExchangeInfo'), { symbols: [listed('BNBBTC'), listed('ETHBTC')] });
    await guard.rules.get('BNBBTC');
    await guard.rules.refresh();
    expect(asked).toEqual([['BNBBTC']]);
    listing.delete('BNBBTC');
    await guard.rules.refresh();
    await expect(guard.rules.get('BNBBTC')).rejects.toThrow(BinanceOrderUnknownSymbolError);
  });

  it('error: the rules cannot be loaded, so the order is not sent', async () => {
    const { guard, state } = exchange(listed('BNBBTC'));
    state.isDown = true;
    await expect(guard.check(call())).rejects.toThrow(BinanceApiError);
    state.isDown = false;
    await guard.check(call());
  });
});
