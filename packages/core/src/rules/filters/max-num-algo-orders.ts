import { isAlgo } from '../order-types.js';
import type { FilterCompiler } from './filter.js';
import { maxOpenOrders } from './order-count.js';

/** MAX_NUM_ALGO_ORDERS and EXCHANGE_MAX_NUM_ALGO_ORDERS: the maximum number of open orders with a trigger. */
export const maxNumAlgoOrders: FilterCompiler = maxOpenOrders(
  'maxNumAlgoOrders',
  ({ type }) => isAlgo(type),
  ({ type }) => isAlgo(type),
);
