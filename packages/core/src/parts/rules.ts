/** What the check of an order needs: the trading rules, with exact arithmetic. */
export { createOrderGuard as guardOrders } from '../rules/guard.js';
