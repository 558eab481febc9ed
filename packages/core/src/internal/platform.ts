/** The door for what reaches an exchange without a client. It is small, so that a page with streams alone loads no client. @module */

export { systemClock } from '#clock';
export { BinanceConfigError } from '../errors/binance-config-error.js';
export { BinanceError } from '../errors/binance-error.js';
export { BinanceStreamError } from '../errors/binance-stream-error.js';
export { checkEnvironment, liveStreams } from '../platform/environment.js';
export { systemJitter } from '../platform/random.js';
