/**
 * The functions that read events in browsers. A browser delivers frames as text, so `JSON.parse` reads them. Order
 * books do not use these functions: they receive unparsed frames and read them with their own scanner.
 */

import type { decoderFor as nodeDecoderFor } from './event-decoder.js';
import { nameAtHead } from './frame-head.js';
import type { FrameIndex as NodeFrameIndex } from './frame-index.js';

/** Holds a value for each stream, and finds it by the name of the stream at the start of a frame. */
export class FrameIndex<T> implements Pick<NodeFrameIndex<T>, 'byName' | 'add' | 'delete'> {
  readonly byName: Map<string, T> = new Map();

  add(name: string, value: T): void {
    this.byName.set(name, value);
  }

  delete(name: string): void {
    this.byName.delete(name);
  }

  find(frame: string): T | undefined {
    return this.byName.get(nameAtHead(frame));
  }
}

export function textOf(frame: string): string {
  return frame;
}

export function decoderFor(): ReturnType<typeof nodeDecoderFor> {
  return (frame) => JSON.parse(frame as string).data;
}
