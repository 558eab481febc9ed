// The door of what is needed to reach an exchange without a client: small, so that whoever splits a bundle by file
// does not load a client along with it.
export { systemClock } from '#clock';
export { BinanceConfigError, BinanceError, BinanceStreamError } from '../errors/index.js';
export { liveStreams } from '../platform/environment.js';
export { systemJitter } from '../platform/random.js';
