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
  BinanceTransportError,
} from '../errors/index.js';
import type { Call } from '../operations/call.js';
import { cancelOrder, createOrder, createTestOrder, getExchangeInfo, getMyFilters } from '../operations/index.js';
import { createOrderGuard, type RuledExchange } from './index.js';
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

/** How the fake exchange answers. `delay` is in ms. `answer`, if it is given, replaces the correct answer. */
type State = { isDown: boolean; delay: number; answer: unknown };

/**
 * Creates an order guard that requests its rules from a fake exchange. Tests may change the symbols in `listing`. The
 * requests are added to `asked`.
 */
function exchange(...symbols: RuledSymbol[]) {
  const clock = new ManualClock();
  const listing = new Map(symbols.map((info) => [info.symbol, info]));
  const asked: (readonly string[] | undefined)[] = [];
  const state: State = { isDown: false, delay: 0, answer: undefined };
  const fetchExchangeInfo = async (names: readonly string[] | undefined): Promise<RuledExchange> => {
    asked.push(names);
    await Promise.resolve();
    if (state.delay > 0) await new Promise<void>((resolve) => clock.setTimeout(resolve, state.delay));
    if (state.isDown) throw apiError(-1001);
    if (state.answer !== undefined) return state.answer as RuledExchange;
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
    'error: %s for a symbol, about which the exchange is not asked',
    async (symbol) => {
      const { guard, asked } = exchange(listed('BNBBTC'));
      await expect(guard.check(call({ symbol }))).rejects.toThrow('is not listed by the exchange');
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

  it('checks by old rules, and renews them in the background', async () => {
    const { guard, asked, clock, listing, state } = exchange(listed('BNBBTC'));
    await guard.check(call());
    listing.set('BNBBTC', listed('BNBBTC', { orderTypes: ['MARKET'] }));
    await clock.advance(599_999);
    await guard.check(call());
    expect(asked.length).toBe(1);
    await clock.advance(1);
    state.delay = 3_600_000;
    await guard.check(call());
    await guard.check(call());
    expect([asked.length, clock.monotonic()]).toEqual([2, 600_000]);
    await clock.advance(state.delay);
    await expect(guard.check(call())).rejects.toThrow('type LIMIT is not one of MARKET');
    expect(asked.length).toBe(2);
  });

  it.each([
    ['hangs', 1e12, false],
    ['fails', 0, true],
    ['fails after a while', 5_000, true],
  ])('lets a legal order pass without delay if the renewal %s', async (_, delay, isDown) => {
    const { guard, asked, clock, state } = exchange(listed('BNBBTC'));
    await guard.check(call());
    await clock.advance(86_400_000);
    Object.assign(state, { delay, isDown });
    const before = clock.monotonic();
    for (let order = 0; order < 100; order++) await guard.check(call());
    expect(clock.monotonic()).toBe(before);
    await clock.advance(9_000);
    await guard.check(call());
    expect(asked.length).toBe(2);
  });

  it('renews again 10 seconds after a renewal failed', async () => {
    const { guard, asked, clock, state } = exchange(listed('BNBBTC'));
    await guard.check(call());
    await clock.advance(600_000);
    state.isDown = true;
    await guard.check(call());
    await clock.advance(9_999);
    await guard.check(call());
    expect(asked.length).toBe(2);
    await clock.advance(1);
    state.isDown = false;
    await guard.check(call());
    await clock.advance(1);
    await guard.check(call());
    expect(asked.length).toBe(3);
  });

  it('makes a new request a minute after one that never ends', async () => {
    const { guard, asked, clock, state } = exchange(listed('BNBBTC'));
    await guard.check(call());
    await clock.advance(600_000);
    state.delay = 1e12;
    await guard.check(call());
    await clock.advance(59_999);
    await guard.check(call());
    expect(asked.length).toBe(2);
    await clock.advance(1);
    await guard.check(call());
    expect(asked.length).toBe(3);
  });

  it('waits 2 seconds at most for new rules before an order that old ones refuse passes', async () => {
    const { guard, clock, state } = exchange(listed('BNBBTC'));
    await guard.check(call());
    await clock.advance(60_000);
    state.delay = 1_900;
    const refused = await clock.run(guard.check(call({ quantity: '0.015' })).catch((error) => error));
    expect(refused).toBeInstanceOf(BinanceOrderMinAmountError);
    expect(clock.monotonic()).toBe(61_900);
    await clock.advance(60_000);
    state.delay = 9_000;
    await clock.run(guard.check(call({ quantity: '0.015' })));
    expect(clock.monotonic()).toBe(123_900);
    // The new rules were requested 2 seconds ago, and have not arrived. An order waits for new rules at most until
    // 2 seconds after they were requested. So this order does not wait.
    await guard.check(call({ quantity: '0.015' }));
    expect(clock.monotonic()).toBe(123_900);
  });

  it('waits no longer for new rules than a quarter of the deadline of the call', async () => {
    const { guard, clock, state } = exchange(listed('BNBBTC'));
    await guard.check(call());
    await clock.advance(60_000);
    state.delay = 9_000;
    await clock.run(guard.check({ ...call({ quantity: '0.015' }), options: { timeout: 1_000 } }));
    expect(clock.monotonic()).toBe(60_250);
  });

  it('refuses at once what no rules allow, however old they are', async () => {
    const { guard, asked, clock, state } = exchange(listed('BNBBTC'));
    await guard.check(call());
    await clock.advance(60_000);
    state.delay = 9_000;
    await expect(guard.check(call({ timeInForce: undefined }))).rejects.toThrow('timeInForce must be sent');
    await expect(guard.check(call({ quantity: 'one' }))).rejects.toThrow('quantity "one" is not');
    expect([asked.length, clock.monotonic()]).toEqual([1, 60_000]);
  });

  it('renews the limits per asset with the rules, and forgets limits that it cannot renew', async () => {
    const clock = new ManualClock();
    const state = { limit: '0.9' };
    const asked: string[] = [];
    const guard = createOrderGuard({
      clock,
      fetchExchangeInfo: async () => ({ symbols: [listed('BNBBTC')] }),
      fetchMyFilters: async (symbol) => {
        asked.push(symbol);
        if (state.limit === '') throw apiError(-1000);
        return { assetFilters: [{ filterType: 'MAX_ASSET', asset: 'BNB', limit: state.limit }] };
      },
    });
    await guard.check(call());
    expect(asked).toEqual([]);
    const assetFilters = [{ filterType: 'MAX_ASSET', asset: 'BNB', limit: '0.9' }];
    guard.answered(call({}, 'getMyFilters'), { exchangeFilters: [], symbolFilters: [], assetFilters });
    await expect(guard.check(call())).rejects.toThrow('MAX_ASSET limit 0.9');
    await clock.advance(60_000);
    // The rules of the symbol are renewed, but the limits per asset are not.
    guard.answered(call({}, 'getExchangeInfo'), { symbols: [listed('BNBBTC')] });
    state.limit = '5';
    await guard.check(call());
    expect(asked).toEqual(['BNBBTC']);
    state.limit = '0.5';
    await clock.advance(3_600_000);
    await guard.check(call());
    await clock.advance(1);
    await expect(guard.check(call())).rejects.toThrow('MAX_ASSET limit 0.5');
    state.limit = '';
    await clock.advance(60_000);
    await guard.check(call());
  });

  it('lets an order of a new symbol ask again if the request that it joined fails', async () => {
    const { guard, asked, clock, state } = exchange(listed('BNBBTC'));
    Object.assign(state, { delay: 10_000, isDown: true });
    const first = guard.check(call()).catch((error) => error);
    await clock.advance(9_000);
    const second = guard.check(call());
    await clock.advance(1_000);
    state.isDown = false;
    await clock.run(second);
    expect(await first).toMatchObject({ name: 'BinanceTransportError', sent: false });
    expect(asked.length).toBe(2);
  });

  it.each(['<script>', 'BNB BTC', "BNB'BTC", 'BNB/BTC', 'B\u0000', '../', '%3C', 'A'.repeat(65)])(
    'error: the symbol %s, about which the exchange is not asked',
    async (symbol) => {
      const { guard, asked } = exchange(listed('BNBBTC'));
      await expect(guard.check(call({ symbol }))).rejects.toThrow(BinanceOrderUnknownSymbolError);
      await expect(guard.rules.get(symbol)).rejects.toThrow(BinanceOrderUnknownSymbolError);
      expect(asked).toEqual([]);
    },
  );

  it('asks about symbols with letters of any script', async () => {
    const { guard, asked } = exchange(listed('币安人生USDT'));
    await guard.check(call({ symbol: '币安人生USDT' }));
    expect(asked).toEqual([['币安人生USDT']]);
  });

  it.each([null, undefined, {}, [], 'text', 7, { symbols: null }, { symbols: {} }, { symbols: 'BNBBTC' }])(
    'error: %j in place of the rules, so the order is not sent',
    async (answer) => {
      const { guard, state } = exchange(listed('BNBBTC'));
      Object.assign(state, { answer: answer ?? null });
      const error = await guard.check(call()).catch((thrown) => thrown);
      expect(error).toBeInstanceOf(BinanceTransportError);
      expect(error).toMatchObject({ sent: false, request: { operation: 'createOrder' } });
      expect(error.message).toBe(
        'createOrder: not sent: the rules of BNBBTC could not be loaded: ' +
          'getExchangeInfo: answer: expected a list of symbols, got none',
      );
      await expect(guard.rules.get('BNBBTC')).rejects.toThrow(BinanceTransportError);
    },
  );

  it('skips entries that are no symbols, and keeps the rules that it has', async () => {
    const { guard, state, clock } = exchange(listed('BNBBTC'));
    state.answer = {
      symbols: [null, 7, 'text', {}, { symbol: 5 }, listed('BNBBTC'), []],
      sors: {},
      exchangeFilters: 3,
    };
    await guard.check(call());
    await clock.advance(600_000);
    state.answer = { symbols: {} };
    await guard.check(call());
    await clock.advance(1);
    await guard.check(call());
    for (const answer of [null, 5, 'text', { symbols: {} }]) guard.answered(call({}, 'getExchangeInfo'), answer);
    for (const answer of [null, 5, { assetFilters: {} }]) guard.answered(call({}, 'getMyFilters'), answer);
    await guard.check(call());
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

  it('requests the rules at the next -1013 if they could not be requested at the last one', async () => {
    const { guard, asked, clock, state } = exchange(listed('BNBBTC'));
    await guard.check(call());
    state.isDown = true;
    guard.refused(call(), apiError(-1013));
    await clock.advance(9_999);
    guard.refused(call(), apiError(-1013));
    expect(asked.length).toBe(2);
    state.isDown = false;
    await clock.advance(1);
    guard.refused(call(), apiError(-1013));
    await clock.advance(0);
    guard.refused(call(), apiError(-1013));
    expect(asked.length).toBe(3);
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

  it('refresh requests the symbols in use again, also if no order has used the new rules', async () => {
    const { guard, asked, state } = exchange(listed('BNBBTC'), listed('ETHBTC'));
    await guard.rules.get('BNBBTC');
    await guard.rules.refresh();
    await guard.rules.refresh();
    guard.answered(call({}, 'getExchangeInfo'), { symbols: [listed('BNBBTC'), listed('ETHBTC')] });
    await guard.rules.refresh();
    guard.answered(call({}, 'getMyFilters'), { assetFilters: [] });
    await guard.rules.refresh();
    expect(asked).toEqual(Array.from({ length: 5 }, () => ['BNBBTC']));
    // The rules are known, so an order needs no further request.
    state.isDown = true;
    await guard.check(call());
  });

  it('does not refuse an order of a new symbol whose rules arrive together with the answer of a refresh', async () => {
    const answers = new Map<string, (answer: RuledExchange) => void>();
    const fetchExchangeInfo = (names: readonly string[] | undefined): Promise<RuledExchange> =>
      new Promise((resolve) => void answers.set(String(names), resolve));
    const guard = createOrderGuard({ fetchExchangeInfo, clock: new ManualClock() });
    guard.answered(call({}, 'getExchangeInfo'), { symbols: [listed('BNBBTC')] });
    await guard.check(call());
    const refresh = guard.rules.refresh();
    const check = guard.check(call({ symbol: 'ETHBTC' }));
    answers.get('ETHBTC')?.({ symbols: [listed('ETHBTC')] });
    answers.get('BNBBTC')?.({ symbols: [listed('BNBBTC')] });
    await Promise.all([check, refresh]);
  });

  it('does not take a symbol for unknown whose rules are on their way when a refresh is refused', async () => {
    const refusals = new Map<string, (error: Error) => void>();
    const fetchExchangeInfo = (names: readonly string[] | undefined): Promise<RuledExchange> =>
      new Promise((_, reject) => void refusals.set(String(names), reject));
    const clock = new ManualClock();
    const guard = createOrderGuard({ fetchExchangeInfo, clock });
    guard.answered(call({}, 'getExchangeInfo'), { symbols: [listed('BNBBTC'), listed('ETHBTC')] });
    for (const symbol of ['BNBBTC', 'ETHBTC']) await guard.rules.get(symbol);
    await clock.advance(61_000);
    const refresh = guard.rules.refresh();
    const check = guard.check(call({ price: '0.01' }));
    await clock.advance(0);
    expect([...refusals.keys()]).toEqual(['BNBBTC,ETHBTC', 'BNBBTC']);
    refusals.get('BNBBTC,ETHBTC')?.(apiError(-1121));
    await refresh;
    await clock.advance(2_000);
    await check;
  });

  it('error: the exchange refuses the request for the rules, so the order is not sent', async () => {
    const { guard, state } = exchange(listed('BNBBTC'));
    state.isDown = true;
    const error = await guard.check(call()).catch((thrown) => thrown);
    expect(error).toMatchObject({
      name: 'BinanceTransportError',
      sent: false,
      request: { operation: 'createOrder' },
      cause: { name: 'BinanceApiError', code: -1001, request },
    });
    expect(error.message).toBe(
      'createOrder: not sent: the rules of BNBBTC could not be loaded: getExchangeInfo: 400 -1001: no',
    );
    state.isDown = false;
    await guard.check(call());
  });
});
