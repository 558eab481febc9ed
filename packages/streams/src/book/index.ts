export { checkForGap, type UpdateRange } from './depth-gap.js';
export type { DepthEvent, DepthSnapshot, Message } from './depth-message.js';
export { readEvent, readSnapshot } from './depth-message.js';
export type { Level } from './level.js';
export { type ApplyResult, OrderBook, type OrderBookOptions } from './order-book.js';
export type { SideNumbers } from './side-numbers.js';
export type { DepthTo, Sweep } from './sweep.js';
