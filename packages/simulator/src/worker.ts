/**
 * The simulated exchange in a worker of a page: `servePort` runs in the worker, `connectPort` in the page.
 *
 * @module
 */

export { connectPort, type PortExchange } from './worker/connect-port.js';
export type { Port } from './worker/messages.js';
export { PacedTime, type TimeState } from './worker/paced-time.js';
export { type ServePortOptions, servePort } from './worker/serve-port.js';
