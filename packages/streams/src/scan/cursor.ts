import type { TextBytes } from '../link/frame.js';

const QUOTE = 0x22;
const POINT = 0x2e;
const ZERO = 0x30;
const LOWER_T = 0x74;
/** Whole numbers of more digits may not be exact in a double. */
const MAX_DIGITS = 16;

/**
 * Reads bytes from left to right as long as they are exactly what is expected. After the first surprise `failed` is true
 * and what was read means nothing.
 */
export class Cursor {
  failed = false;
  /** Where it stands. */
  at = 0;
  #bytes: Uint8Array = new Uint8Array();

  start(bytes: TextBytes, at: number): void {
    this.#bytes = bytes;
    this.at = at;
    this.failed = false;
  }

  /** Passes over exactly these bytes. */
  skip(expected: Uint8Array): void {
    const bytes = this.#bytes;
    const at = this.at;
    for (let i = 0; i < expected.length; i++) {
      if (bytes[at + i] !== expected[i]) {
        this.failed = true;
        return;
      }
    }
    this.at = at + expected.length;
  }

  /** A whole number without sign. */
  integer(): number {
    const bytes = this.#bytes;
    const start = this.at;
    let at = start;
    let value = 0;
    // Past the end there is undefined, which compares as no digit.
    for (let digit = (bytes[at] as number) - ZERO; digit >= 0 && digit <= 9; digit = (bytes[++at] as number) - ZERO) {
      value = value * 10 + digit;
    }
    const length = at - start;
    const hasLeadingZero = length > 1 && bytes[start] === ZERO;
    if (length === 0 || length > MAX_DIGITS || hasLeadingZero || value > Number.MAX_SAFE_INTEGER) this.failed = true;
    this.at = at;
    return value;
  }

  /** Passes over digits and points up to the quote that ends their string; gives where the quote is. */
  decimal(): number {
    const bytes = this.#bytes;
    let at = this.at;
    let byte = bytes[at];
    while (byte !== undefined && ((byte >= ZERO && byte <= ZERO + 9) || byte === POINT)) byte = bytes[++at];
    if (byte !== QUOTE) this.failed = true;
    this.at = at;
    return at;
  }

  boolean(): boolean {
    const isTrue = this.#bytes[this.at] === LOWER_T;
    this.skip(isTrue ? TRUE : FALSE);
    return isTrue;
  }

  /** Whether everything was as expected, to the end. */
  get isDone(): boolean {
    return !this.failed && this.at === this.#bytes.length;
  }
}

/** ASCII text as bytes. */
export function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (char) => char.charCodeAt(0));
}

const TRUE: Uint8Array = ascii('true');
const FALSE: Uint8Array = ascii('false');
