import { byteReader, type Literal, literal } from './byte-reader.js';
import type { Frame } from './frame.js';
import { HEAD, NAME_END, nameAtHead } from './frame-head.js';

type Entry<T> = {
  readonly name: string;
  /** The bytes with which the frames of the stream begin, up to their data. */
  readonly head: Literal;
  readonly value: T;
  readonly next: Entry<T> | undefined;
};

/**
 * The number of bits in the index of a slot of the hash table. This gives 4,096 slots, four for each stream that a
 * connection may carry.
 */
const SLOT_BITS = 12;

/**
 * A map that holds a value for each stream. It also finds the value by the first bytes of a frame, without decoding
 * them to text. Its hash table follows `set` and `delete`, but not `clear`.
 */
export class FrameIndex<T> extends Map<string, T> {
  readonly #slots: (Entry<T> | undefined)[] = Array.from({ length: 1 << SLOT_BITS });

  override set(name: string, value: T): this {
    super.set(name, value);
    const slot = slotOf(name);
    this.#slots[slot] = { name, head: literal(HEAD + name + NAME_END), value, next: this.#slots[slot] };
    return this;
  }

  override delete(name: string): boolean {
    const slot = slotOf(name);
    let kept: Entry<T> | undefined;
    for (let entry = this.#slots[slot]; entry; entry = entry.next) {
      if (entry.name !== name) kept = { ...entry, next: kept };
    }
    this.#slots[slot] = kept;
    return super.delete(name);
  }

  find(frame: Frame): T | undefined {
    if (typeof frame === 'string') return this.get(nameAtHead(frame));
    byteReader.loadStart(frame);
    let entry = this.#slots[slotOfLoaded()];
    while (entry && !byteReader.has(entry.head, 0)) entry = entry.next;
    return entry?.value;
  }
}

function slotOf(name: string): number {
  byteReader.load(HEAD + name + NAME_END);
  return slotOfLoaded();
}

/** Hashes the first eight bytes of the stream's name. They contain most of its symbol, so few streams share a slot. */
function slotOfLoaded(): number {
  const { view } = byteReader;
  const key = Math.imul(view.getInt32(HEAD.length), 31) + view.getInt32(HEAD.length + 4);
  // The factor is from Knuth's multiplicative hashing: the high bits of the product depend on all bits of the key.
  return Math.imul(key, 0x9e3779b1) >>> (32 - SLOT_BITS);
}
