export type { DepthEvent, DepthSnapshot, Level } from './level.js';
export type { DepthTo, Sweep } from './measures.js';
export { type Message, readEvent, readSnapshot } from './message.js';
export type { SideNumbers } from './numbers.js';
export { type ApplyResult, OrderBook, type OrderBookOptions } from './order-book.js';
