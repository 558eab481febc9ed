/** How frames are read where the platform gives bytes, as Node does. A browser uses `frames.browser.ts` instead. */

export { decoderFor } from './event-decoder.js';
export { textOf } from './frame.js';
export { FrameIndex } from './frame-index.js';
