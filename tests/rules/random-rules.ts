import type { OrderContext, RuledOpenOrder, RuledSymbol } from '@pkg/core/filters';
import type { Dice } from '../support/dice.js';
import type { Fields, ReferenceRules } from './reference-subject.js';

export const TYPES = [
  'LIMIT',
  'LIMIT_MAKER',
  'MARKET',
  'STOP_LOSS',
  'STOP_LOSS_LIMIT',
  'TAKE_PROFIT',
  'TAKE_PROFIT_LIMIT',
];

/** Returns random data for the checks of an order, such as the last price. Each field is missing in some cases. */
export function randomContext(dice: Dice, info: RuledSymbol, market: string): OrderContext {
  const maybe = <T>(value: T): T | undefined => (dice.chance(0.6) ? value : undefined);
  const symbols = [info.symbol, 'OTHER'];
  const open = (index: number): RuledOpenOrder => ({
    symbol: dice.pick(symbols),
    orderId: index + 1,
    clientOrderId: `open-${index}`,
    side: dice.pick(['BUY', 'SELL']),
    type: dice.pick(TYPES.slice(0, 5)),
    price: dice.chance(0.9) ? market : '0',
    origQty: dice.pick(['1', '0.5', '12.345', '100']),
    executedQty: dice.pick(['0', '0.25']),
    icebergQty: dice.pick(['0', '0.0000', '1']),
  });
  return {
    referencePrice: dice.pick([undefined, undefined, null, market]),
    averagePrice: maybe(market),
    lastPrice: maybe(market),
    openOrders: maybe(Array.from({ length: dice.between(0, 7) }, (_, index) => open(index))),
    openOrderLists: maybe(Array.from({ length: dice.between(0, 3) }, () => ({ symbol: dice.pick(symbols) }))),
    balances: maybe([
      { asset: info.baseAsset, free: dice.pick(['0', '1', '9.99999999']), locked: dice.pick(['0', '0.00000001']) },
      { asset: info.quoteAsset, free: '100', locked: '0' },
    ]),
    amendments: maybe(dice.between(0, 3)),
  };
}

/**
 * Returns a symbol with all documented filters, and with random limits and flags. With `isFine`, some multipliers have
 * up to 13 decimals.
 */
export function inventedSymbol(dice: Dice, isFine = false): ReferenceRules {
  const multiplier = (usual: string, fine: string): string => (isFine && dice.chance(0.3) ? fine : usual);
  const yes = (): boolean | undefined => dice.pick([true, true, true, true, false, undefined]);
  const step = (): string =>
    dice.pick(['0', '0.00000000', '0.1', '0.05', '0.01', '0.25', '3', '0.00001', '0.00000001', '1']);
  const filters: Fields[] = [
    {
      filterType: 'PRICE_FILTER',
      minPrice: dice.pick(['0', '0.01', '1.5']),
      maxPrice: dice.pick(['0', '1000', '150.05']),
      tickSize: step(),
    },
    {
      filterType: 'PERCENT_PRICE',
      multiplierUp: multiplier('1.3', '1.300000000007'),
      multiplierDown: multiplier('0.7', '0.699999999993'),
      avgPriceMins: dice.pick([0, 5]),
    },
    {
      filterType: 'PERCENT_PRICE_BY_SIDE',
      bidMultiplierUp: '1.2',
      bidMultiplierDown: multiplier('0.33333', '0.3333333333333'),
      askMultiplierUp: '5',
      askMultiplierDown: '0.8',
      avgPriceMins: dice.pick([0, 1]),
    },
    {
      filterType: 'LOT_SIZE',
      minQty: dice.pick(['0', '0.001', '0.5']),
      maxQty: dice.pick(['0', '9000', '12.5']),
      stepSize: step(),
    },
    { filterType: 'MARKET_LOT_SIZE', minQty: '0.00000000', maxQty: dice.pick(['0', '7.77777777']), stepSize: step() },
    {
      filterType: 'MIN_NOTIONAL',
      minNotional: dice.pick(['0', '10', '0.001']),
      applyToMarket: dice.chance(0.5),
      avgPriceMins: 5,
    },
    {
      filterType: 'NOTIONAL',
      minNotional: '5.00000000',
      applyMinToMarket: dice.chance(0.5),
      maxNotional: dice.pick(['0', '1234.5']),
      applyMaxToMarket: dice.chance(0.5),
      avgPriceMins: dice.pick([0, 5]),
    },
    { filterType: 'ICEBERG_PARTS', limit: dice.pick([0, 1, 10]) },
    {
      filterType: 'TRAILING_DELTA',
      minTrailingAboveDelta: 10,
      maxTrailingAboveDelta: 2000,
      minTrailingBelowDelta: 20,
      maxTrailingBelowDelta: 1000,
    },
    { filterType: 'MAX_POSITION', maxPosition: '15.5' },
    { filterType: 'MAX_NUM_ORDERS', maxNumOrders: 4 },
    { filterType: 'MAX_NUM_ALGO_ORDERS', maxNumAlgoOrders: 2 },
    { filterType: 'MAX_NUM_ICEBERG_ORDERS', maxNumIcebergOrders: 2 },
    { filterType: 'MAX_NUM_ORDER_LISTS', maxNumOrderLists: 1 },
    { filterType: 'MAX_NUM_ORDER_AMENDS', maxNumOrderAmends: 2 },
    { filterType: 'T_PLUS_SELL', endTime: 0 },
  ].filter(() => dice.chance(0.85));
  const exchangeFilters: Fields[] = [
    { filterType: 'EXCHANGE_MAX_NUM_ORDERS', maxNumOrders: 6 },
    { filterType: 'EXCHANGE_MAX_NUM_ALGO_ORDERS', maxNumAlgoOrders: 3 },
    { filterType: 'EXCHANGE_MAX_NUM_ICEBERG_ORDERS', maxNumIcebergOrders: 4 },
    { filterType: 'EXCHANGE_MAX_NUM_ORDER_LISTS', maxNumOrderLists: 2 },
  ].filter(() => dice.chance(0.7));
  const assetFilters: Fields[] = [
    { filterType: 'MAX_ASSET', asset: 'AAA', limit: '42.00000000' },
    { filterType: 'MAX_ASSET', asset: 'BBB', limit: '500' },
    { filterType: 'MAX_ASSET', asset: 'CCC', limit: '1' },
  ].filter(() => dice.chance(0.5));
  return {
    exchangeFilters,
    assetFilters,
    ...(dice.chance(0.7) && { sors: [{ baseAsset: 'AAA', symbols: dice.pick([['AAABBB'], ['AAAUSD']]) }] }),
    info: {
      symbol: 'AAABBB',
      status: dice.pick(['TRADING', 'TRADING', 'TRADING', 'TRADING', 'HALT', 'BREAK', 'CANCEL_ONLY', 'END_OF_DAY']),
      baseAsset: 'AAA',
      quoteAsset: 'BBB',
      baseAssetPrecision: dice.pick([8, 8, 2, undefined]),
      quoteAssetPrecision: dice.pick([8, 8, 3, undefined]),
      quotePrecision: dice.pick([8, 4, undefined]),
      orderTypes: dice.pick([TYPES, TYPES, ['LIMIT', 'MARKET'], undefined]),
      icebergAllowed: yes(),
      ocoAllowed: yes(),
      otoAllowed: yes(),
      opoAllowed: yes(),
      quoteOrderQtyMarketAllowed: yes(),
      allowTrailingStop: yes(),
      cancelReplaceAllowed: yes(),
      amendAllowed: yes(),
      pegInstructionsAllowed: yes(),
      isSpotTradingAllowed: yes(),
      allowedSelfTradePreventionModes: dice.pick([
        ['NONE', 'EXPIRE_MAKER'],
        ['NONE', 'DECREMENT', 'TRANSFER'],
        undefined,
      ]),
      filters: filters as unknown as RuledSymbol['filters'],
    },
  };
}
