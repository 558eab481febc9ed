/** The bytes of a text that a frame must contain at a certain position. They are compared four at a time. */
export type Literal = {
  readonly length: number;
  /** The bytes in groups of four, each as one integer with the first byte in its lowest bits. */
  readonly words: Int32Array;
  /** For each word, the bits that are compared. In the last word, bytes after the end of the text are excluded. */
  readonly masks: Int32Array;
};

/** The initial size of the buffer, in bytes. Longer frames enlarge it. */
const SIZE = 8192;
/**
 * The number of spare bytes in the buffer after a frame. A comparison with a {@link Literal} may read past the end of
 * the frame, so no literal may be longer than this.
 */
const SLACK = 256;
/** The number of bytes that {@link ByteReader.loadStart} copies, which is more than its callers need. */
const START = 1024;
/** The most digits of an integer that a double can hold exactly. */
const MAX_DIGITS = 16;

/**
 * The ASCII code of the digit 0, in one byte and in each of four bytes. Subtracting it from codes of digits gives the
 * digits' values.
 */
const ZERO = 0x30;
export const ZEROS = 0x30303030;
/**
 * Finds bytes that are not the value of a digit, 0 to 9. Adding this number to four bytes sets the sign bit of each
 * byte from 10 to 127. A byte above 127 has its sign bit set already. So each byte above 9 has its sign bit set either
 * in the bytes themselves or in the sum.
 */
export const OVER_NINE = 0x76767676;
/** The sign bits of four bytes. */
export const SIGNS: number = 0x80808080 | 0;
/** Adding this number to four bytes sets the sign bit of each byte that is `:` or above. */
const FROM_COLON = 0x46464646;
/** Adding this number to four bytes sets the sign bit of each byte that is `.` or above. */
const FROM_POINT = 0x52525252;

/**
 * Reads one frame at a time. It copies the bytes of a frame to its own buffer, from which it can read four bytes at
 * once. Copying is faster than creating a `DataView` of each frame.
 *
 * A zero byte follows the frame in the buffer. No literal or number contains a zero byte, so nothing matches beyond the
 * frame.
 */
export class ByteReader {
  bytes: Uint8Array = new Uint8Array(SIZE);
  view: DataView = new DataView(this.bytes.buffer);
  /** The length of the frame in the buffer, in bytes. */
  length = 0;
  /** The index of the next byte to read. */
  at = 0;
  readonly #encoder: TextEncoder = new TextEncoder();
  #loaded: Uint8Array | undefined;

  /** Loads a whole frame, and sets the reading position to its start. */
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

  /** Loads the first 1,024 bytes of a frame, and sets the reading position to its start. */
  loadStart(frame: Uint8Array): void {
    const { bytes } = this;
    const start = frame.length > START ? frame.subarray(0, START) : frame;
    bytes.set(start);
    bytes[start.length] = 0;
    this.length = start.length;
    this.at = 0;
    this.#loaded = frame;
  }

  /** Loads the first 1,024 bytes of a frame, unless they are loaded already. Then sets the reading position. */
  loadStartOnce(frame: Uint8Array, at: number): void {
    if (this.#loaded !== frame) this.loadStart(frame);
    this.at = at;
  }

  /** Whether the frame contains a literal at a position. */
  has({ words, masks }: Literal, at: number): boolean {
    const { view } = this;
    for (let i = 0; i < words.length; i++) {
      if (((view.getInt32(at + i * 4, true) ^ (words[i] as number)) & (masks[i] as number)) !== 0) return false;
    }
    return true;
  }

  /**
   * If the frame contains a literal at the current position, skips the literal and returns true. Otherwise returns
   * false.
   */
  skip(literal: Literal): boolean {
    const { words, masks } = literal;
    const { view, at } = this;
    let different = 0;
    // All words are compared, even after a difference. Most messages have no difference, so ending the loop early would
    // save no time.
    for (let i = 0; i < words.length; i++) {
      different |= (view.getInt32(at + i * 4, true) ^ (words[i] as number)) & (masks[i] as number);
    }
    if (different !== 0) return false;
    this.at = at + literal.length;
    return true;
  }

  /**
   * Reads an integer without a sign. Returns -1 if there is none at the current position, or if a double cannot hold it
   * exactly.
   */
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

  /**
   * Returns the index after the digits and points that begin at `from`. Slashes are accepted too, because the code of
   * `/` lies between the codes of `.` and `0`. This does no harm: `JSON.parse` would also return a string with a slash
   * unchanged.
   */
  decimalEnd(from: number): number {
    const { view } = this;
    for (let at = from; ; at += 4) {
      const word = view.getInt32(at, true);
      const others = (word | (word + FROM_COLON) | ~(word + FROM_POINT)) & SIGNS;
      // Only the lowest set bit is used. It belongs to the first byte that is neither a digit nor a point. The higher
      // bits may be wrong, because an addition can carry into the next byte.
      if (others !== 0) return at + ((31 - Math.clz32(others & -others)) >> 3);
    }
  }
}

/** All frames are read with this reader. Each frame is read completely before the next one is loaded. */
export const byteReader: ByteReader = new ByteReader();

/** Returns the bytes of a text as a {@link Literal}. */
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
 * Returns the number that four decimal digits form. Each byte of `digits` is the value of one digit, 0 to 9, and the
 * lowest byte is the first digit. The first multiplication joins them into two numbers of two digits each, and the
 * second joins these two numbers.
 */
export function value4(digits: number): number {
  const pairs = (Math.imul(digits, 10 * 256 + 1) >>> 8) & 0x00ff00ff;
  return Math.imul(pairs, 100 * 65_536 + 1) >>> 16;
}

/** Returns the value of four ASCII digits, the first of which is in the lowest byte; -1 if a byte is not a digit. */
function digits4(word: number): number {
  const digits = word ^ ZEROS;
  return ((digits | (digits + OVER_NINE)) & SIGNS) === 0 ? value4(digits) : -1;
}
