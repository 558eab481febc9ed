import { byteReader, type Literal, literal } from './byte-reader.js';
import type { TextBytes } from './frame.js';

const E = 0x65;
const TRUE = 0x65757274;
const FALS = 0x736c6166;

const INTEGER = '#';
const DECIMAL = '$';
const BOOLEAN = '?';

/**
 * The exact text of a stream's frames, with placeholders for the values: `#` stands for an integer without a sign, `$`
 * for digits and points, `?` for true or false.
 */
export class FrameTemplate {
  /** The texts before each value, and the text after the last value. */
  readonly #literals: readonly Literal[];
  readonly #placeholders: readonly string[];
  readonly #integers: Float64Array;
  readonly #booleans: boolean[] = [];
  /** For each decimal, the index of its first byte and the index after its last byte. */
  readonly #decimals: Int32Array;

  constructor(template: string) {
    this.#literals = template.split(/[#$?]/).map(literal);
    this.#placeholders = template.match(/[#$?]/g) ?? [];
    this.#integers = new Float64Array(this.#placeholders.length);
    this.#decimals = new Int32Array(this.#placeholders.length * 2);
  }

  /**
   * Whether the rest of a frame, from the index `from`, matches the template. After a match, the values of this frame
   * can be read until another frame is loaded.
   */
  matches(frame: TextBytes, from: number): boolean {
    const reader = byteReader;
    reader.loadStartOnce(frame, from);
    const literals = this.#literals;
    const placeholders = this.#placeholders;
    let at = from;
    let integers = 0;
    let decimals = 0;
    let booleans = 0;
    for (let i = 0; i < literals.length; i++) {
      const before = literals[i] as Literal;
      if (!reader.has(before, at)) return false;
      at += before.length;
      switch (placeholders[i]) {
        case INTEGER: {
          reader.at = at;
          const integer = reader.integer();
          if (integer < 0) return false;
          this.#integers[integers++] = integer;
          at = reader.at;
          break;
        }
        case DECIMAL:
          this.#decimals[decimals++] = at;
          at = reader.decimalEnd(at);
          this.#decimals[decimals++] = at;
          break;
        case BOOLEAN: {
          const word = reader.view.getInt32(at, true);
          if (word === TRUE) at += 4;
          else if (word === FALS && reader.bytes[at + 4] === E) at += 5;
          else return false;
          this.#booleans[booleans++] = word === TRUE;
        }
      }
    }
    return at === frame.length;
  }

  /** Returns the integer at index `i` of the integers in the frame. */
  integer(i: number): number {
    return this.#integers[i] as number;
  }

  /** Returns the boolean at index `i` of the booleans in the frame. */
  boolean(i: number): boolean {
    return this.#booleans[i] as boolean;
  }

  /**
   * Returns the text of the decimal at index `i` of the decimals in the frame. Each usual length has its own call of
   * `String.fromCharCode`, because separate arguments are faster than a spread array.
   */
  decimal(i: number): string {
    const { bytes } = byteReader;
    const start = this.#decimals[i * 2] as number;
    const end = this.#decimals[i * 2 + 1] as number;
    const b = (at: number): number => bytes[start + at] as number;
    const { fromCharCode: text } = String;
    switch (end - start) {
      case 10:
        return text(b(0), b(1), b(2), b(3), b(4), b(5), b(6), b(7), b(8), b(9));
      case 11:
        return text(b(0), b(1), b(2), b(3), b(4), b(5), b(6), b(7), b(8), b(9), b(10));
      case 12:
        return text(b(0), b(1), b(2), b(3), b(4), b(5), b(6), b(7), b(8), b(9), b(10), b(11));
      case 13:
        return text(b(0), b(1), b(2), b(3), b(4), b(5), b(6), b(7), b(8), b(9), b(10), b(11), b(12));
      case 14:
        return text(b(0), b(1), b(2), b(3), b(4), b(5), b(6), b(7), b(8), b(9), b(10), b(11), b(12), b(13));
      default:
        return text(...bytes.subarray(start, end));
    }
  }
}
