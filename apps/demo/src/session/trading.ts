// What trading needs. A page that only reads market data does not load it.
export { Account } from './account.js';
export { Orders } from './orders.js';
