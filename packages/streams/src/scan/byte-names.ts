import type { TextBytes } from '../link/frame.js';
import { ascii } from './cursor.js';
import { HEAD } from './head.js';

type Entry<T> = { readonly bytes: Uint8Array; readonly value: T; readonly next: Entry<T> | undefined };

const HEAD_BYTES: Uint8Array = ascii(HEAD);
const QUOTE = 0x22;

/** Values by stream name, found by the bytes at the head of a frame without making text of them. */
export class ByteNames<T> {
  readonly #byHash: Map<number, Entry<T>> = new Map();

  add(name: string, value: T): void {
    const bytes = new TextEncoder().encode(name);
    const hash = bytes.reduce(mix, 0);
    this.#byHash.set(hash, { bytes, value, next: this.#byHash.get(hash) });
  }

  delete(name: string): void {
    const bytes = new TextEncoder().encode(name);
    const hash = bytes.reduce(mix, 0);
    let kept: Entry<T> | undefined;
    for (let entry = this.#byHash.get(hash); entry; entry = entry.next) {
      if (!isAt(entry.bytes, bytes, 0, bytes.length)) kept = { ...entry, next: kept };
    }
    if (kept) this.#byHash.set(hash, kept);
    else this.#byHash.delete(hash);
  }

  find(frame: TextBytes): T | undefined {
    for (let i = 0; i < HEAD_BYTES.length; i++) if (frame[i] !== HEAD_BYTES[i]) return undefined;
    let end = HEAD_BYTES.length;
    let hash = 0;
    for (let byte = frame[end]; byte !== QUOTE && byte !== undefined; byte = frame[++end]) hash = mix(hash, byte);
    let entry = this.#byHash.get(hash);
    while (entry && !isAt(entry.bytes, frame, HEAD_BYTES.length, end)) entry = entry.next;
    return entry?.value;
  }
}

/** A small whole number, the same for the same bytes. */
function mix(hash: number, byte: number): number {
  return (hash * 31 + byte) & 0x3fffffff;
}

function isAt(name: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start !== name.length) return false;
  for (let i = 0; i < name.length; i++) if (name[i] !== bytes[start + i]) return false;
  return true;
}
