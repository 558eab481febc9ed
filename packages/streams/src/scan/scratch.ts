import type { Literal } from './words.js';

/** More than the head of any frame, and than the whole of those that are scanned. */
const SIZE = 1024;
/** Bytes that may be looked at past the end of what was taken. */
const SLACK = 8;

/**
 * The beginning of one frame at a time, where four of its bytes can be read at once: a copy costs less than a view of
 * each frame would.
 */
class Scratch {
  readonly bytes: Uint8Array = new Uint8Array(SIZE + SLACK);
  readonly view: DataView = new DataView(this.bytes.buffer);
  #taken: Uint8Array | undefined;

  /** Takes a frame; a zero stands behind it, which is part of nothing that is looked for. */
  take(frame: Uint8Array): void {
    const { bytes } = this;
    const beginning = frame.length > SIZE ? frame.subarray(0, SIZE) : frame;
    bytes.set(beginning);
    bytes[beginning.length] = 0;
    this.#taken = frame;
  }

  /** Takes a frame where it is not the one taken last, as it is where its stream was looked up just now. */
  see(frame: Uint8Array): void {
    if (this.#taken !== frame) this.take(frame);
  }

  /** Whether just this stands there. */
  has({ words, masks }: Literal, at: number): boolean {
    const { view } = this;
    for (let i = 0; i < words.length; i++) {
      if (((view.getInt32(at + i * 4, true) ^ (words[i] as number)) & (masks[i] as number)) !== 0) return false;
    }
    return true;
  }
}

/** One for all: a frame is read to its end before the next one is taken. */
export const scratch: Scratch = new Scratch();
