/**
 * The code that is not needed at first: what a market connection needs only after it has been open for a while, and
 * what `start()` of the manager needs.
 */

export { waitUntilOpen } from '../connection/wait-until-open.js';
export { Handover } from './handover.js';
export { SilenceDetector } from './silence-detector.js';
