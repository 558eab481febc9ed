/**
 * The code that a market connection loads only after it has been open for a while, because it is not needed earlier.
 */

export { Handover } from './handover.js';
export { SilenceDetector } from './silence-detector.js';
