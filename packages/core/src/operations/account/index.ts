export * from './account.js';
export * from './orders.js';
