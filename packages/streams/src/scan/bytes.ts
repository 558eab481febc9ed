/** What is done with frames that may be bytes, as Node gives them. */
export { textOf } from '../link/frame.js';
export { decoderFor } from './decoder.js';
export { FrameIndex } from './frame-index.js';
