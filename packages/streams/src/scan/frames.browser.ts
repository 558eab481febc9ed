/** How frames are read in a browser: they are text, and `JSON.parse` reads text as fast as any scanner. */

import type { decoderFor as nodeDecoderFor } from './event-decoder.js';
import { nameAtHead } from './frame-head.js';
import type { FrameIndex as NodeFrameIndex } from './frame-index.js';

/** Values by stream, found by the stream's name at the head of a frame. */
export class FrameIndex<T> implements Pick<NodeFrameIndex<T>, 'add' | 'delete'> {
  readonly #byName: ReadonlyMap<string, T>;

  constructor(byName: ReadonlyMap<string, T>) {
    this.#byName = byName;
  }

  add(): void {}

  delete(): void {}

  find(frame: string): T | undefined {
    return this.#byName.get(nameAtHead(frame));
  }
}

export function textOf(frame: string): string {
  return frame;
}

export function decoderFor(): ReturnType<typeof nodeDecoderFor> {
  return (frame) => JSON.parse(frame as string).data;
}
