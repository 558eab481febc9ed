/** Bytes that must stand somewhere, compared four at a time. */
export type Literal = {
  readonly length: number;
  /** Its bytes in fours, the first in the lowest byte; of the last four, the mask leaves out what is not its. */
  readonly words: Int32Array;
  readonly masks: Int32Array;
};

/** Four ASCII zeros: what differs from them is the digits' values. */
export const ZEROS = 0x30303030;
/** Added to a byte sets its sign bit where it is more than nine; a byte whose sign was set before is no digit either. */
export const OVER_NINE = 0x76767676;
export const SIGNS: number = 0x80808080 | 0;
/** Added to a byte sets its sign bit where it is `:` or above. */
const FROM_COLON = 0x46464646;
/** Added to a byte sets its sign bit where it is `.` or above. */
const FROM_POINT = 0x52525252;

export function literal(text: string): Literal {
  const bytes = new TextEncoder().encode(text);
  const words = new Int32Array(Math.ceil(bytes.length / 4));
  const masks = new Int32Array(words.length);
  for (const [index, byte] of bytes.entries()) {
    words[index >> 2] = (words[index >> 2] as number) | (byte << ((index & 3) * 8));
    masks[index >> 2] = (masks[index >> 2] as number) | (0xff << ((index & 3) * 8));
  }
  return { words, masks, length: bytes.length };
}

/** Four ASCII digits, loaded with the first in the lowest byte, as a number; or -1. */
export function digits4(word: number): number {
  const digits = word ^ ZEROS;
  return ((digits | (digits + OVER_NINE)) & SIGNS) === 0 ? value4(digits) : -1;
}

/** Four digits of a byte each, the first in the lowest, as a number: two pairs at once, then both together. */
export function value4(digits: number): number {
  const pairs = (Math.imul(digits, 10 * 256 + 1) >>> 8) & 0x00ff00ff;
  return Math.imul(pairs, 100 * 65_536 + 1) >>> 16;
}

/** How many bytes from `at` on are digits or points. A slash, which lies between these, counts too: it is as plain. */
export function decimalLength(view: DataView, at: number): number {
  for (let length = 0; ; length += 4) {
    const word = view.getInt32(at + length, true);
    const others = (word | (word + FROM_COLON) | ~(word + FROM_POINT)) & SIGNS;
    // The lowest bit set is the sign of the first byte that is neither: what is added carries into later bytes only.
    if (others !== 0) return length + ((31 - Math.clz32(others & -others)) >> 3);
  }
}
