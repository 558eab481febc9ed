export * from './account.js';
export * from './commission.js';
export * from './limits.js';
export * from './order-lists.js';
export * from './orders.js';
export * from './trades.js';
