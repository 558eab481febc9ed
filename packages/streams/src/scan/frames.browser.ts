/**
 * The functions that read events in browsers. A browser delivers frames as text, so `JSON.parse` reads them. Order
 * books do not use these functions: they receive unparsed frames and read them with their own scanner.
 */

import type { decoderFor as nodeDecoderFor } from './event-decoder.js';
import { nameAtHead } from './frame-head.js';

/** A map that holds a value for each stream. It finds the value by the stream's name at the start of a frame. */
export class FrameIndex<T> extends Map<string, T> {
  find(frame: string): T | undefined {
    return this.get(nameAtHead(frame));
  }
}

export function textOf(frame: string): string {
  return frame;
}

export function decoderFor(): ReturnType<typeof nodeDecoderFor> {
  return (frame) => JSON.parse(frame as string).data;
}
