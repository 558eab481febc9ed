/** What the check of an order needs: the trading rules, with exact arithmetic. */
export { guardOrders } from '../rules/guard-orders.js';
