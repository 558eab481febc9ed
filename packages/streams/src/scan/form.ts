import type { TextBytes } from './frame.js';
import { scratch } from './scratch.js';
import { decimalLength, digits4, type Literal, literal } from './words.js';

const ZERO = 0x30;
const NINE = 0x39;
const E = 0x65;
const TRUE = 0x65757274;
const FALS = 0x736c6166;
/** Whole numbers of more digits may not be exact in a double. */
const MAX_DIGITS = 16;

const NUMBER = '#';
const DECIMAL = '$';
const FLAG = '?';

/**
 * The one way in which frames of a stream are written: their text, with `#` for a whole number without sign, `$` for
 * digits and points, and `?` for true or false.
 */
export class Form {
  /** What stands before each value, and at last after all of them. */
  readonly #literals: readonly Literal[];
  readonly #values: readonly string[];
  readonly #numbers: Float64Array;
  readonly #flags: boolean[] = [];
  /** Where each decimal begins and ends. */
  readonly #decimals: Int32Array;

  constructor(template: string) {
    this.#literals = template.split(/[#$?]/).map(literal);
    this.#values = template.match(/[#$?]/g) ?? [];
    this.#numbers = new Float64Array(this.#values.length);
    this.#decimals = new Int32Array(this.#values.length * 2);
  }

  /** Whether the rest of a frame is of this form. Its values can be asked for until another frame is read. */
  reads(frame: TextBytes, from: number): boolean {
    scratch.see(frame);
    const { bytes, view } = scratch;
    const literals = this.#literals;
    const values = this.#values;
    let at = from;
    let numbers = 0;
    let decimals = 0;
    let flags = 0;
    for (let i = 0; i < literals.length; i++) {
      const before = literals[i] as Literal;
      if (!scratch.has(before, at)) return false;
      at += before.length;
      const start = at;
      switch (values[i]) {
        case NUMBER: {
          let number = 0;
          for (let four = digits4(view.getInt32(at, true)); four >= 0 && at - start < MAX_DIGITS; ) {
            number = number * 10_000 + four;
            at += 4;
            four = digits4(view.getInt32(at, true));
          }
          for (let byte = bytes[at] as number; byte >= ZERO && byte <= NINE; byte = bytes[++at] as number) {
            number = number * 10 + byte - ZERO;
          }
          if (at === start || at - start > MAX_DIGITS || (bytes[start] === ZERO && at - start > 1)) return false;
          if (number > Number.MAX_SAFE_INTEGER) return false;
          this.#numbers[numbers++] = number;
          break;
        }
        case DECIMAL:
          at += decimalLength(view, at);
          this.#decimals[decimals++] = start;
          this.#decimals[decimals++] = at;
          break;
        case FLAG: {
          const word = view.getInt32(at, true);
          if (word === TRUE) at += 4;
          else if (word === FALS && bytes[at + 4] === E) at += 5;
          else return false;
          this.#flags[flags++] = word === TRUE;
        }
      }
    }
    return at === frame.length;
  }

  /** The whole number that comes as the `i`th of them. */
  number(i: number): number {
    return this.#numbers[i] as number;
  }

  flag(i: number): boolean {
    return this.#flags[i] as boolean;
  }

  /** The text of a decimal. In the usual lengths it is made here: the way into a decoder takes longer than the text. */
  decimal(i: number): string {
    const { bytes } = scratch;
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
