import type { FilterCompiler } from './filter.js';
import { maxOpenOrders } from './order-count.js';

/** MAX_NUM_ORDERS and EXCHANGE_MAX_NUM_ORDERS: the maximum number of open orders. */
export const maxNumOrders: FilterCompiler = maxOpenOrders(
  'maxNumOrders',
  () => true,
  () => true,
);
