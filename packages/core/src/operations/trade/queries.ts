import { getAllOrderLists, getOrderList } from '../account/order-lists.js';
import { getAllOrders, getOpenOrders, getOrder, getOrderAmendments } from '../account/orders.js';
import { getMyTrades } from '../account/trades.js';
import type { ConfirmingQueries } from '../operation.js';

/**
 * The queries by which the client finds out whether an order, a cancel or an amendment was executed. Only the
 * operations for orders, cancels and amendments import these queries, so a client that only reads does not bundle them.
 */
export const queries: ConfirmingQueries = {
  getOrder,
  getAllOrders,
  getOpenOrders,
  getMyTrades,
  getOrderAmendments,
  getOrderList,
  getAllOrderLists,
};
