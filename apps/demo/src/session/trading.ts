// The modules for trading. A page that only shows market data does not load them.
export { Account } from './account.js';
export { Orders } from './orders.js';
