/** How frames are read in a browser: they are text, and `JSON.parse` reads text as fast as any scanner. */

import type { decoderFor as nodeDecoderFor } from './event-decoder.js';
import { nameAtHead } from './frame-head.js';
import type { FrameIndex as NodeFrameIndex } from './frame-index.js';

/** Values by stream, found by the stream's name at the head of a frame. */
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
