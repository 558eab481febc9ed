import type { decoderFor as nodeDecoderFor } from './decoder.js';
import type { FrameIndex as NodeFrameIndex } from './frame-index.js';
import { nameAtHead } from './head.js';

/** In a browser every frame is text, which `JSON.parse` reads as fast as any scanner does: there are no bytes to look at. */
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
