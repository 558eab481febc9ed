import type { AssetFilter, ExchangeFilter, SymbolFilter } from '../../operations/general/symbol-filters.js';
import type { FilterCompiler } from './filter.js';
import { icebergParts } from './iceberg-parts.js';
import { lotSize, marketLotSize } from './lot-size.js';
import { maxAsset } from './max-asset.js';
import { maxNumAlgoOrders, maxNumIcebergOrders, maxNumOrderAmends, maxNumOrderLists, maxNumOrders } from './max-num.js';
import { maxPosition } from './max-position.js';
import { notional } from './notional.js';
import { percentPrice, percentPriceBySide } from './percent-price.js';
import { priceFilter } from './price-filter.js';
import { trailingDelta } from './trailing-delta.js';

/**
 * T_PLUS_SELL forbids selling an asset for some time after the account bought it. The client cannot check this filter,
 * because only the exchange knows which assets the account bought recently.
 */
type UncheckedFilter = 'T_PLUS_SELL';
type CheckedFilter = Exclude<(SymbolFilter | ExchangeFilter | AssetFilter)['filterType'], UncheckedFilter>;

/**
 * The functions that compile the filters. The keys are the values of `filterType`. A new filter gets a file in this
 * folder and an entry here.
 */
export const filterCompilers: Readonly<Record<string, FilterCompiler>> = {
  PRICE_FILTER: priceFilter,
  PERCENT_PRICE: percentPrice,
  PERCENT_PRICE_BY_SIDE: percentPriceBySide,
  LOT_SIZE: lotSize,
  MARKET_LOT_SIZE: marketLotSize,
  MIN_NOTIONAL: notional,
  NOTIONAL: notional,
  ICEBERG_PARTS: icebergParts,
  TRAILING_DELTA: trailingDelta,
  MAX_POSITION: maxPosition,
  MAX_NUM_ORDERS: maxNumOrders,
  MAX_NUM_ALGO_ORDERS: maxNumAlgoOrders,
  MAX_NUM_ICEBERG_ORDERS: maxNumIcebergOrders,
  MAX_NUM_ORDER_LISTS: maxNumOrderLists,
  MAX_NUM_ORDER_AMENDS: maxNumOrderAmends,
  EXCHANGE_MAX_NUM_ORDERS: maxNumOrders,
  EXCHANGE_MAX_NUM_ALGO_ORDERS: maxNumAlgoOrders,
  EXCHANGE_MAX_NUM_ICEBERG_ORDERS: maxNumIcebergOrders,
  EXCHANGE_MAX_NUM_ORDER_LISTS: maxNumOrderLists,
  MAX_ASSET: maxAsset,
} satisfies Record<CheckedFilter, FilterCompiler>;
