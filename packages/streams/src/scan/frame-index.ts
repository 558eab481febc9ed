import { ByteNames } from './byte-names.js';
import type { Frame } from './frame.js';
import { nameAtHead } from './head.js';

/** Values by the stream's name at the head of a frame. */
export class FrameIndex<T> {
  readonly #byName: ReadonlyMap<string, T>;
  readonly #byBytes: ByteNames<T> = new ByteNames();

  /** For frames of text the values are taken from `byName`, for others from what was added. */
  constructor(byName: ReadonlyMap<string, T>) {
    this.#byName = byName;
  }

  add(name: string, value: T): void {
    this.#byBytes.add(name, value);
  }

  delete(name: string): void {
    this.#byBytes.delete(name);
  }

  find(frame: Frame): T | undefined {
    return typeof frame === 'string' ? this.#byName.get(nameAtHead(frame)) : this.#byBytes.find(frame);
  }
}
