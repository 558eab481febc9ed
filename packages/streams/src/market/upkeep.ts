/** What a market connection needs only after it has been open for a while. It is loaded then. */

export { Handover } from './handover.js';
export { SilenceDetector } from './silence-detector.js';
