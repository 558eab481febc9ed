/** Bytes that a frame must contain at a known place. They are compared four at a time. */
export type Literal = {
  readonly length: number;
  /** The bytes in groups of four, the first in the lowest byte. */
  readonly words: Int32Array;
  /** Masks for the words: that of the last word excludes the bytes after the literal. */
  readonly masks: Int32Array;
};

/** The first size of the buffer, in bytes. Longer frames enlarge it. */
const SIZE = 8192;
/** Bytes that may be read past the end of a frame: more than the longest literal has. */
const SLACK = 256;
/** Bytes that {@link ByteReader.loadStart} copies: more than any event decoded from bytes, or the head of any frame. */
const START = 1024;
/** The most digits of an integer that a double may hold exactly. */
const MAX_DIGITS = 16;

/** The ASCII code of the digit 0, once and four times. Subtracting it from the codes of digits gives their values. */
const ZERO = 0x30;
export const ZEROS = 0x30303030;
/**
 * Adding this sets the sign bit of each byte above nine. A byte that had its sign bit set before is no digit either.
 */
export const OVER_NINE = 0x76767676;
/** The sign bits of four bytes. */
export const SIGNS: number = 0x80808080 | 0;
/** Adding this sets the sign bit of each byte that is `:` or above. */
const FROM_COLON = 0x46464646;
/** Adding this sets the sign bit of each byte that is `.` or above. */
const FROM_POINT = 0x52525252;

/**
 * Reads one frame at a time, from a copy of its bytes in which four bytes can be read at once. Copying costs less than
 * creating a view of each frame.
 *
 * A zero byte follows the frame. It is part of no literal or number, so nothing is read beyond it.
 */
export class ByteReader {
  bytes: Uint8Array = new Uint8Array(SIZE);
  view: DataView = new DataView(this.bytes.buffer);
  /** How many bytes were copied. */
  length = 0;
  /** Where the next byte is read. */
  at = 0;
  readonly #encoder: TextEncoder = new TextEncoder();
  #loaded: Uint8Array | undefined;

  /** Loads a whole frame and goes to its start. */
  load(frame: string | Uint8Array): void {
    const most = (typeof frame === 'string' ? frame.length * 3 : frame.length) + SLACK;
    if (most > this.bytes.length) {
      this.bytes = new Uint8Array(most * 2);
      this.view = new DataView(this.bytes.buffer);
    }
    if (typeof frame === 'string') this.length = this.#encoder.encodeInto(frame, this.bytes).written;
    else {
      this.bytes.set(frame);
      this.length = frame.length;
    }
    this.bytes[this.length] = 0;
    this.at = 0;
    this.#loaded = undefined;
  }

  /** Loads the first 1,024 bytes of a frame and goes to its start. */
  loadStart(frame: Uint8Array): void {
    const { bytes } = this;
    const start = frame.length > START ? frame.subarray(0, START) : frame;
    bytes.set(start);
    bytes[start.length] = 0;
    this.length = start.length;
    this.at = 0;
    this.#loaded = frame;
  }

  /** Loads the first 1,024 bytes of a frame, unless looking up its stream has just done so, and goes to a position. */
  loadStartOnce(frame: Uint8Array, at: number): void {
    if (this.#loaded !== frame) this.loadStart(frame);
    this.at = at;
  }

  /** Whether a literal is at a position. */
  has({ words, masks }: Literal, at: number): boolean {
    const { view } = this;
    for (let i = 0; i < words.length; i++) {
      if (((view.getInt32(at + i * 4, true) ^ (words[i] as number)) & (masks[i] as number)) !== 0) return false;
    }
    return true;
  }

  /** Whether a literal is at the current position. If so, moves behind it. */
  skip(literal: Literal): boolean {
    const { words, masks } = literal;
    const { view, at } = this;
    let different = 0;
    // In a message of the expected form every word is equal, so an exit from the loop would only cost time.
    for (let i = 0; i < words.length; i++) {
      different |= (view.getInt32(at + i * 4, true) ^ (words[i] as number)) & (masks[i] as number);
    }
    if (different !== 0) return false;
    this.at = at + literal.length;
    return true;
  }

  /** Reads an integer without a sign; -1 if there is none or a double may not hold it exactly. */
  integer(): number {
    const { view, bytes } = this;
    const from = this.at;
    let at = from;
    let value = 0;
    for (let four = digits4(view.getInt32(at, true)); four >= 0; four = digits4(view.getInt32(at, true))) {
      value = value * 10_000 + four;
      at += 4;
      if (at - from >= MAX_DIGITS) break;
    }
    for (let digit = (bytes[at] as number) - ZERO; digit >= 0 && digit <= 9; digit = (bytes[at] as number) - ZERO) {
      value = value * 10 + digit;
      at++;
      if (at - from > MAX_DIGITS) return -1;
    }
    if (at === from || (bytes[from] === ZERO && at > from + 1) || value > Number.MAX_SAFE_INTEGER) return -1;
    this.at = at;
    return value;
  }

  /** The end of the digits and points from a position on. Slashes count too: they need no escape in JSON either. */
  decimalEnd(from: number): number {
    const { view } = this;
    for (let at = from; ; at += 4) {
      const word = view.getInt32(at, true);
      const others = (word | (word + FROM_COLON) | ~(word + FROM_POINT)) & SIGNS;
      // The lowest bit set belongs to the first byte that does not count: additions carry into later bytes only.
      if (others !== 0) return at + ((31 - Math.clz32(others & -others)) >> 3);
    }
  }
}

/** The reader of all frames: each is read to its end before the next one is loaded. */
export const byteReader: ByteReader = new ByteReader();

/** The bytes of a text as a {@link Literal}. */
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

/**
 * The number that four decimal digits form. Each byte of `digits` is the value of one digit, 0 to 9, and the lowest byte has
 * the first one. Two multiplications do it: one joins the digits to two numbers of two digits, the other joins these.
 */
export function value4(digits: number): number {
  const pairs = (Math.imul(digits, 10 * 256 + 1) >>> 8) & 0x00ff00ff;
  return Math.imul(pairs, 100 * 65_536 + 1) >>> 16;
}

/** The value of four ASCII digits, the first in the lowest byte; -1 if one is no digit. */
function digits4(word: number): number {
  const digits = word ^ ZEROS;
  return ((digits | (digits + OVER_NINE)) & SIGNS) === 0 ? value4(digits) : -1;
}
