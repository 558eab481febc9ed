export * from './klines.js';
export * from './order-book.js';
export * from './trades.js';
