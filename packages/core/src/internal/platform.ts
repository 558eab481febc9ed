/**
 * The entry point for code that needs no client, only the URLs of an exchange, the clock or the errors. A page that
 * uses only streams imports this module, so that the page does not load the client. @module
 */

export { assertConfig, shown } from '../errors/assert-config.js';
export { BinanceConfigError } from '../errors/binance-config-error.js';
export { BinanceError } from '../errors/binance-error.js';
export { BinanceStreamError } from '../errors/binance-stream-error.js';
export { Emitter } from '../events/emitter.js';
export { checkEnvironment, liveStreams } from '../platform/environment.js';
export { systemJitter } from '../platform/random.js';
export { systemClock } from '../platform/system-clock.js';
