export { Handover } from './handover.js';
export { SilenceDetector } from './silence-detector.js';
