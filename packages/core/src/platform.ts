// The door of what is needed to reach an exchange without a client: small, so that whoever splits a bundle by file
// does not load a client along with it.
export { systemClock } from '#clock';
export { liveStreams } from './environment.js';
export { systemJitter } from './random.js';
export { BinanceConfigError, BinanceStreamError } from './root-errors.js';
