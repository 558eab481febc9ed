/** The code that a market connection needs only after it has been open for a while, and loads then. */

export { Handover } from './handover.js';
export { SilenceDetector } from './silence-detector.js';
