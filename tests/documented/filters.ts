import { decimal, flag, integer, type Sample, text } from './kinds.js';

/**
 * A documented filter. `level` says to what the filter applies. `fields` are the fields of the filter, without
 * `filterType`.
 */
export type DocumentedFilter = {
  readonly level: 'symbol' | 'exchange' | 'asset';
  readonly fields: Readonly<Record<string, Sample>>;
};

export const filters: Readonly<Record<string, DocumentedFilter>> = {
  PRICE_FILTER: { level: 'symbol', fields: { minPrice: decimal, maxPrice: decimal, tickSize: decimal } },
  PERCENT_PRICE: { level: 'symbol', fields: { multiplierUp: decimal, multiplierDown: decimal, avgPriceMins: integer } },
  PERCENT_PRICE_BY_SIDE: {
    level: 'symbol',
    fields: {
      bidMultiplierUp: decimal,
      bidMultiplierDown: decimal,
      askMultiplierUp: decimal,
      askMultiplierDown: decimal,
      avgPriceMins: integer,
    },
  },
  LOT_SIZE: { level: 'symbol', fields: { minQty: decimal, maxQty: decimal, stepSize: decimal } },
  MIN_NOTIONAL: { level: 'symbol', fields: { minNotional: decimal, applyToMarket: flag, avgPriceMins: integer } },
  NOTIONAL: {
    level: 'symbol',
    fields: {
      minNotional: decimal,
      applyMinToMarket: flag,
      maxNotional: decimal,
      applyMaxToMarket: flag,
      avgPriceMins: integer,
    },
  },
  ICEBERG_PARTS: { level: 'symbol', fields: { limit: integer } },
  MARKET_LOT_SIZE: { level: 'symbol', fields: { minQty: decimal, maxQty: decimal, stepSize: decimal } },
  MAX_NUM_ORDERS: { level: 'symbol', fields: { maxNumOrders: integer } },
  MAX_NUM_ALGO_ORDERS: { level: 'symbol', fields: { maxNumAlgoOrders: integer } },
  MAX_NUM_ICEBERG_ORDERS: { level: 'symbol', fields: { maxNumIcebergOrders: integer } },
  MAX_POSITION: { level: 'symbol', fields: { maxPosition: decimal } },
  TRAILING_DELTA: {
    level: 'symbol',
    fields: {
      minTrailingAboveDelta: integer,
      maxTrailingAboveDelta: integer,
      minTrailingBelowDelta: integer,
      maxTrailingBelowDelta: integer,
    },
  },
  MAX_NUM_ORDER_AMENDS: { level: 'symbol', fields: { maxNumOrderAmends: integer } },
  MAX_NUM_ORDER_LISTS: { level: 'symbol', fields: { maxNumOrderLists: integer } },
  EXCHANGE_MAX_NUM_ORDERS: { level: 'exchange', fields: { maxNumOrders: integer } },
  EXCHANGE_MAX_NUM_ALGO_ORDERS: { level: 'exchange', fields: { maxNumAlgoOrders: integer } },
  EXCHANGE_MAX_NUM_ICEBERG_ORDERS: { level: 'exchange', fields: { maxNumIcebergOrders: integer } },
  EXCHANGE_MAX_NUM_ORDER_LISTS: { level: 'exchange', fields: { maxNumOrderLists: integer } },
  MAX_ASSET: { level: 'asset', fields: { asset: text, limit: decimal } },
};
