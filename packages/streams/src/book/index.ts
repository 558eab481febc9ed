export type { DepthEvent, DepthSnapshot, Level } from './level.js';
export { type Message, readEvent, readSnapshot } from './message.js';
export { type ApplyResult, OrderBook, type OrderBookOptions } from './order-book.js';
