import type { TextBytes } from '../link/frame.js';
import { HEAD, NAME_END } from './head.js';

type Entry<T> = {
  readonly name: string;
  /** A frame's bytes up to its data. */
  readonly bytes: Uint8Array;
  readonly value: T;
  readonly next: Entry<T> | undefined;
};

/** Values by stream name, found by the bytes at the head of a frame without making text of them. */
export class ByteNames<T> {
  readonly #byKey: Map<number, Entry<T>> = new Map();

  add(name: string, value: T): void {
    const bytes = new TextEncoder().encode(HEAD + name + NAME_END);
    const key = keyOf(bytes);
    this.#byKey.set(key, { name, bytes, value, next: this.#byKey.get(key) });
  }

  delete(name: string): void {
    const key = keyOf(new TextEncoder().encode(HEAD + name + NAME_END));
    let kept: Entry<T> | undefined;
    for (let entry = this.#byKey.get(key); entry; entry = entry.next) {
      if (entry.name !== name) kept = { ...entry, next: kept };
    }
    if (kept) this.#byKey.set(key, kept);
    else this.#byKey.delete(key);
  }

  find(frame: TextBytes): T | undefined {
    let entry = this.#byKey.get(keyOf(frame));
    while (entry && !begins(frame, entry.bytes)) entry = entry.next;
    return entry?.value;
  }
}

/** A small whole number of the name's first eight bytes: most often the symbol. Few streams share one. */
function keyOf(bytes: Uint8Array): number {
  const at = HEAD.length;
  return (Math.imul(word(bytes, at), 31) + word(bytes, at + 4)) & 0x3fffffff;
}

function word(bytes: Uint8Array, at: number): number {
  const low = (bytes[at] as number) | ((bytes[at + 1] as number) << 8);
  return low | ((bytes[at + 2] as number) << 16) | ((bytes[at + 3] as number) << 24);
}

function begins(bytes: Uint8Array, expected: Uint8Array): boolean {
  // From the end, where the kind is: what shares a key differs there.
  for (let i = expected.length - 1; i >= 0; i--) if (bytes[i] !== expected[i]) return false;
  return true;
}
