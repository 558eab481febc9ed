// The door of what is needed to reach an exchange without a client: small, so that whoever splits a bundle by file
// does not load a client along with it.
export { systemClock } from '#clock';
export { BinanceConfigError } from '../errors/binance-config-error.js';
export { BinanceError } from '../errors/binance-error.js';
export { BinanceStreamError } from '../errors/binance-stream-error.js';
export { liveStreams } from '../platform/environment.js';
export { systemJitter } from '../platform/random.js';
