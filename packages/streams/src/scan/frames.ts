/** The functions that read events outside browsers. Node delivers frames as bytes. Browsers use `frames.browser.ts`. */

export { decoderFor } from './event-decoder.js';
export { textOf } from './frame.js';
export { FrameIndex } from './frame-index.js';
