import { HEAD, NAME_END } from './head.js';
import { scratch } from './scratch.js';
import { type Literal, literal } from './words.js';

type Entry<T> = {
  readonly name: string;
  /** A frame's bytes up to its data. */
  readonly head: Literal;
  readonly value: T;
  readonly next: Entry<T> | undefined;
};

/** Bits of a slot's number: four slots for each stream that a connection may carry. */
const SLOT_BITS = 12;

/** Values by stream name, found by the bytes at the head of a frame without making text of them. */
export class ByteNames<T> {
  readonly #slots: (Entry<T> | undefined)[] = Array.from({ length: 1 << SLOT_BITS });

  add(name: string, value: T): void {
    const slot = slotOfName(name);
    this.#slots[slot] = { name, head: literal(HEAD + name + NAME_END), value, next: this.#slots[slot] };
  }

  delete(name: string): void {
    const slot = slotOfName(name);
    let kept: Entry<T> | undefined;
    for (let entry = this.#slots[slot]; entry; entry = entry.next) {
      if (entry.name !== name) kept = { ...entry, next: kept };
    }
    this.#slots[slot] = kept;
  }

  find(frame: Uint8Array): T | undefined {
    scratch.take(frame);
    let entry = this.#slots[slotOfTaken()];
    while (entry && !scratch.has(entry.head, 0)) entry = entry.next;
    return entry?.value;
  }
}

function slotOfName(name: string): number {
  scratch.take(new TextEncoder().encode(HEAD + name + NAME_END));
  return slotOfTaken();
}

/** By the first eight bytes of the name, most often the symbol: few streams share a slot. */
function slotOfTaken(): number {
  const { view } = scratch;
  const key = Math.imul(view.getInt32(HEAD.length), 31) + view.getInt32(HEAD.length + 4);
  // Knuth's multiplier: the high bits of the product depend on all bits of the key.
  return Math.imul(key, 0x9e3779b1) >>> (32 - SLOT_BITS);
}
