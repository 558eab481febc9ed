export * from './klines.js';
export * from './order-book.js';
export * from './prices.js';
export * from './reference-price.js';
export * from './tickers.js';
export * from './trades.js';
