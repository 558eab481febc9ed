/** What is done with frames that may be bytes, as Node gives them. */

export { decoderFor } from './decoder.js';
export { textOf } from './frame.js';
export { FrameIndex } from './frame-index.js';
