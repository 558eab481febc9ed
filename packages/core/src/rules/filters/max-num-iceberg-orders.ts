import type { FilterCompiler } from './filter.js';
import { maxOpenOrders } from './order-count.js';

/** MAX_NUM_ICEBERG_ORDERS and EXCHANGE_MAX_NUM_ICEBERG_ORDERS: the maximum number of open iceberg orders. */
export const maxNumIcebergOrders: FilterCompiler = maxOpenOrders(
  'maxNumIcebergOrders',
  ({ icebergQty }) => Number(icebergQty) > 0,
  ({ icebergQty }) => (icebergQty?.value ?? 0n) > 0n,
);
