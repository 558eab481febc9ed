import type { CommissionRates, Filter, StpMode, SymbolInfo, SymbolSpec } from '../types/index.js';

const NOTHING = { maker: '0.00000000', taker: '0.00000000', buyer: '0.00000000', seller: '0.00000000' };

/** The commission rates of accounts without rates of their own: 0.1 % as maker and as taker, without a discount. */
const defaultCommission: CommissionRates = {
  standard: { ...NOTHING, maker: '0.00100000', taker: '0.00100000' },
  special: NOTHING,
  tax: NOTHING,
  discount: { enabledForAccount: false, enabledForSymbol: true, discountAsset: 'BNB', discount: '0.75000000' },
};

/** The filters of a typical symbol. Their bounds are wide enough for any price. */
export const defaultFilters: readonly Filter[] = [
  { filterType: 'PRICE_FILTER', minPrice: '0.00000100', maxPrice: '1000000.00000000', tickSize: '0.00000100' },
  { filterType: 'LOT_SIZE', minQty: '0.00001000', maxQty: '900000.00000000', stepSize: '0.00001000' },
  { filterType: 'ICEBERG_PARTS', limit: 100 },
  { filterType: 'MARKET_LOT_SIZE', minQty: '0.00000000', maxQty: '100000.00000000', stepSize: '0.00000000' },
  {
    filterType: 'TRAILING_DELTA',
    minTrailingAboveDelta: 10,
    maxTrailingAboveDelta: 2000,
    minTrailingBelowDelta: 10,
    maxTrailingBelowDelta: 2000,
  },
  { filterType: 'MAX_NUM_ORDERS', maxNumOrders: 200 },
  { filterType: 'MAX_NUM_ORDER_LISTS', maxNumOrderLists: 20 },
  { filterType: 'MAX_NUM_ALGO_ORDERS', maxNumAlgoOrders: 5 },
  { filterType: 'MAX_NUM_ORDER_AMENDS', maxNumOrderAmends: 10 },
];

/**
 * The modes of self-trade prevention that the live exchange allowed in 2026, according to `exchangeInfo`. The mode
 * `NONE` is not among them: it was allowed in 2023, but no longer in 2025.
 */
const STP_MODES: readonly StpMode[] = ['EXPIRE_TAKER', 'EXPIRE_MAKER', 'EXPIRE_BOTH', 'DECREMENT', 'TRANSFER'];

/** Completes the configuration of a symbol with default values. */
export function completeSymbol(spec: SymbolSpec): SymbolInfo {
  const { defaultSelfTradePreventionMode = 'EXPIRE_MAKER' } = spec;
  const isUsual = STP_MODES.includes(defaultSelfTradePreventionMode);
  return {
    status: 'TRADING',
    baseAssetPrecision: 8,
    quotePrecision: 8,
    quoteAssetPrecision: 8,
    baseCommissionPrecision: 8,
    quoteCommissionPrecision: 8,
    orderTypes: ['LIMIT', 'LIMIT_MAKER', 'MARKET', 'STOP_LOSS', 'STOP_LOSS_LIMIT', 'TAKE_PROFIT', 'TAKE_PROFIT_LIMIT'],
    icebergAllowed: true,
    ocoAllowed: true,
    otoAllowed: true,
    opoAllowed: true,
    quoteOrderQtyMarketAllowed: true,
    allowTrailingStop: true,
    cancelReplaceAllowed: true,
    amendAllowed: true,
    pegInstructionsAllowed: true,
    isSpotTradingAllowed: true,
    isMarginTradingAllowed: false,
    filters: defaultFilters,
    permissions: [],
    permissionSets: [['SPOT']],
    defaultSelfTradePreventionMode,
    allowedSelfTradePreventionModes: isUsual ? STP_MODES : [defaultSelfTradePreventionMode, ...STP_MODES],
    executionRules: [],
    referencePriceCalculation: undefined,
    commission: defaultCommission,
    ...spec,
  };
}
