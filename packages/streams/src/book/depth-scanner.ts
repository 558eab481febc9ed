import { digits4, type Literal, literal, OVER_NINE, SIGNS, value4, ZEROS } from '../scan/words.js';
import type { DecimalFormat } from './decimal-format.js';

/** How the columns of a book are kept. */
export type BookFormat = { readonly price: DecimalFormat; readonly quantity: DecimalFormat };

const QUOTE = 0x22;
const COMMA = 0x2c;
const POINT = 0x2e;
const OPEN = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE = 0x5d;
const END = 0x7d;

/** Digits that an int32 holds, whichever they are. */
const INT32_DIGITS = 9;
/** The largest whole part that fits a double with 8 more digits. */
const PLAIN_WHOLE = 90_071_991;
/** Bytes that may be looked at past the end of a message. */
const SLACK = 32;

/**
 * Reads depth messages straight from their bytes into two columns of whole numbers, with nothing allocated in between.
 *
 * It knows the one form in which the exchange writes them: fields in order, no spaces, decimals in the book's format.
 * Whatever is not exactly that it leaves to `JSON.parse`, so it never has to decide what bad input means.
 */
export class DepthScanner {
  /** Update ids and event time of the event read last; of a snapshot only `lastUpdateId`. */
  firstUpdateId = 0;
  lastUpdateId = 0;
  eventTime = 0;
  /** The levels read last: bids in the order they came, then asks. */
  prices: Float64Array = new Float64Array(512);
  quantities: Float64Array = new Float64Array(512);
  bids = 0;
  levels = 0;

  readonly #encoder = new TextEncoder();
  #bytes = new Uint8Array(8192);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;
  #at = 0;
  #format!: BookFormat;

  /** Reads a `depthUpdate`, bare or in the combined stream's wrapper; false where it is not in the known form. */
  event(message: string | Uint8Array, symbol: Literal, format: BookFormat): boolean {
    this.#take(message, format);
    const isWrapped = this.#stream();
    if (!this.#literal(head)) return false;
    this.eventTime = this.#integer();
    if (!this.#literal(symbol)) return false;
    this.firstUpdateId = this.#integer();
    if (!this.#literal(beforeLast)) return false;
    this.lastUpdateId = this.#integer();
    if (!this.#literal(beforeBids) || !this.#side()) return false;
    this.bids = this.levels;
    if (!this.#literal(beforeAsks) || !this.#side()) return false;
    const { firstUpdateId, lastUpdateId, eventTime } = this;
    return this.#ends(isWrapped) && firstUpdateId <= lastUpdateId && eventTime >= 0 && firstUpdateId >= 0;
  }

  /** Reads a snapshot or a partial depth event. */
  snapshot(message: string | Uint8Array, format: BookFormat): boolean {
    this.#take(message, format);
    const isWrapped = this.#stream();
    if (!this.#literal(beforeId)) return false;
    this.lastUpdateId = this.#integer();
    if (!this.#literal(beforeSnapshotBids) || !this.#side()) return false;
    this.bids = this.levels;
    if (!this.#literal(beforeSnapshotAsks) || !this.#side()) return false;
    return this.#ends(isWrapped) && this.lastUpdateId >= 0;
  }

  #take(message: string | Uint8Array, format: BookFormat): void {
    const most = (typeof message === 'string' ? message.length * 3 : message.length) + SLACK;
    if (most > this.#bytes.length) {
      this.#bytes = new Uint8Array(most * 2);
      this.#view = new DataView(this.#bytes.buffer);
    }
    if (typeof message === 'string') this.#length = this.#encoder.encodeInto(message, this.#bytes).written;
    else {
      this.#bytes.set(message);
      this.#length = message.length;
    }
    // Nothing that is read goes on past a zero; what lies behind it is of an earlier message.
    this.#bytes[this.#length] = 0;
    this.#at = 0;
    this.bids = 0;
    this.levels = 0;
    this.#format = format;
  }

  /** Passes the combined stream's wrapper; whether there was one. */
  #stream(): boolean {
    if (!this.#literal(wrapper)) return false;
    const bytes = this.#bytes;
    let at = this.#at;
    for (let byte = bytes[at] as number; byte !== QUOTE; byte = bytes[++at] as number) {
      if (byte < 0x20 || byte === BACKSLASH) return false;
    }
    this.#at = at;
    return this.#literal(beforeData);
  }

  #ends(isWrapped: boolean): boolean {
    const bytes = this.#bytes;
    let at = this.#at;
    if (bytes[at++] !== END) return false;
    if (isWrapped && bytes[at++] !== END) return false;
    return at === this.#length;
  }

  #literal({ words, masks, length }: Literal): boolean {
    const view = this.#view;
    const at = this.#at;
    let different = 0;
    for (let i = 0; i < words.length; i++) {
      different |= (view.getInt32(at + i * 4, true) ^ (words[i] as number)) & (masks[i] as number);
    }
    if (different !== 0) return false;
    this.#at = at + length;
    return true;
  }

  /** A whole number as JSON writes it, or -1. */
  #integer(): number {
    const bytes = this.#bytes;
    const view = this.#view;
    const from = this.#at;
    let at = from;
    let value = 0;
    for (let four = digits4(view.getInt32(at, true)); four >= 0; four = digits4(view.getInt32(at, true))) {
      value = value * 10_000 + four;
      at += 4;
      if (at - from > 12) break;
    }
    for (let digit = (bytes[at] as number) - 48; digit >= 0 && digit <= 9; digit = (bytes[at] as number) - 48) {
      value = value * 10 + digit;
      at++;
      if (at - from > 17) return -1;
    }
    if (at === from || (bytes[from] === 48 && at > from + 1) || value > Number.MAX_SAFE_INTEGER) return -1;
    this.#at = at;
    return value;
  }

  /** A list of levels, from its opening bracket on. */
  #side(): boolean {
    const bytes = this.#bytes;
    const at = this.#at;
    if (bytes[at] !== OPEN) return false;
    if (bytes[at + 1] === CLOSE) {
      this.#at = at + 2;
      return true;
    }
    const { price, quantity } = this.#format;
    this.#at = at + 1;
    return isPlain(price) && isPlain(quantity) ? this.#plainLevels() : this.#levels(price, quantity);
  }

  /** Levels whose decimals all have 8 digits after the point and are kept with all of them, as most markets' are. */
  #plainLevels(): boolean {
    const bytes = this.#bytes;
    const view = this.#view;
    let { prices, quantities, levels } = this;
    let at = this.#at;
    if (bytes[at] !== OPEN) return false;
    for (;;) {
      // At `["`, of which the bracket was seen.
      if (bytes[at + 1] !== QUOTE) return false;
      if (levels === prices.length) {
        this.#enlarge();
        prices = this.prices;
        quantities = this.quantities;
      }
      const start = at + 2;
      at = start;
      let whole = 0;
      let digit = (bytes[at] as number) - 48;
      while (digit >= 0 && digit <= 9) {
        whole = (Math.imul(whole, 10) + digit) | 0;
        digit = (bytes[++at] as number) - 48;
      }
      let high = view.getInt32(at + 1, true) ^ ZEROS;
      let low = view.getInt32(at + 5, true) ^ ZEROS;
      let wrong = (high | low | (high + OVER_NINE) | (low + OVER_NINE)) & SIGNS;
      if (digit !== POINT - 48 || !isWhole(whole, at - start, bytes[start] as number)) return false;
      prices[levels] = whole * 1e8 + (value4(high) * 10_000 + value4(low));

      if ((view.getInt32(at + 9, true) & 0xffffff) !== 0x222c22) return false;
      const second = at + 12;
      at = second;
      whole = 0;
      digit = (bytes[at] as number) - 48;
      while (digit >= 0 && digit <= 9) {
        whole = (Math.imul(whole, 10) + digit) | 0;
        digit = (bytes[++at] as number) - 48;
      }
      high = view.getInt32(at + 1, true) ^ ZEROS;
      low = view.getInt32(at + 5, true) ^ ZEROS;
      wrong |= (high | low | (high + OVER_NINE) | (low + OVER_NINE)) & SIGNS;
      if (digit !== POINT - 48 || wrong !== 0 || !isWhole(whole, at - second, bytes[second] as number)) return false;
      quantities[levels++] = whole * 1e8 + (value4(high) * 10_000 + value4(low));

      at += 12;
      if (view.getInt32(at - 3, true) === 0x5b2c5d22) continue;
      if ((view.getInt32(at - 3, true) & 0xffffff) !== 0x5d5d22) return false;
      this.levels = levels;
      this.#at = at;
      return true;
    }
  }

  /** Levels in any format. */
  #levels(price: DecimalFormat, quantity: DecimalFormat): boolean {
    const bytes = this.#bytes;
    for (;;) {
      if (bytes[this.#at] !== OPEN || bytes[this.#at + 1] !== QUOTE) return false;
      if (this.levels === this.prices.length) this.#enlarge();
      this.#at += 2;
      const at = this.#decimal(price);
      if (at < 0 || (this.#view.getInt32(this.#at, true) & 0xffffff) !== 0x222c22) return false;
      this.#at += 3;
      const amount = this.#decimal(quantity);
      if (amount < 0 || bytes[this.#at] !== QUOTE || bytes[this.#at + 1] !== CLOSE) return false;
      this.prices[this.levels] = at;
      this.quantities[this.levels++] = amount;
      this.#at += 3;
      if (bytes[this.#at - 1] === CLOSE) return true;
      if (bytes[this.#at - 1] !== COMMA) return false;
    }
  }

  /** A decimal in any format, in the format's units, or -1. */
  #decimal({ width, scale, unit, maxWhole }: DecimalFormat): number {
    const bytes = this.#bytes;
    const from = this.#at;
    let at = from;
    let whole = 0;
    for (let digit = (bytes[at] as number) - 48; digit >= 0 && digit <= 9; digit = (bytes[++at] as number) - 48) {
      whole = whole * 10 + digit;
    }
    if (at === from || (bytes[from] === 48 && at > from + 1) || whole > maxWhole) return -1;
    let fraction = 0;
    if (width > 0) {
      if (bytes[at++] !== POINT) return -1;
      for (const end = at + scale; at < end; at++) {
        const digit = (bytes[at] as number) - 48;
        if (digit < 0 || digit > 9) return -1;
        fraction = fraction * 10 + digit;
      }
      for (const end = at + width - scale; at < end; at++) if (bytes[at] !== 48) return -1;
    }
    this.#at = at;
    return whole * unit + fraction;
  }

  #enlarge(): void {
    const { prices, quantities } = this;
    this.prices = new Float64Array(prices.length * 2);
    this.quantities = new Float64Array(prices.length * 2);
    this.prices.set(prices);
    this.quantities.set(quantities);
  }
}

function isPlain({ width, scale }: DecimalFormat): boolean {
  return width === 8 && scale === 8;
}

/** What stands between the event time and the first id: `,"s":"BNBBTC","U":`. */
export function symbolLiteral(symbol: string): Literal {
  return literal(`,"s":${JSON.stringify(symbol)},"U":`);
}

/** Whether what was read before the point is written as JSON writes it, and small enough to go with 8 more digits. */
function isWhole(whole: number, digits: number, first: number): boolean {
  return whole <= PLAIN_WHOLE && (digits === 1 || ((digits - 1) >>> 0 < INT32_DIGITS && first !== 48));
}

const wrapper: Literal = literal('{"stream":"');
const beforeData: Literal = literal('","data":');
const head: Literal = literal('{"e":"depthUpdate","E":');
const beforeLast: Literal = literal(',"u":');
const beforeBids: Literal = literal(',"b":');
const beforeAsks: Literal = literal(',"a":');
const beforeId: Literal = literal('{"lastUpdateId":');
const beforeSnapshotBids: Literal = literal(',"bids":');
const beforeSnapshotAsks: Literal = literal(',"asks":');
