import { byteReader, type Literal, literal, OVER_NINE, SIGNS, value4, ZEROS } from '../scan/byte-reader.js';
import { HEAD, NAME_END } from '../scan/frame-head.js';
import type { BookFormat, FixedPointFormat } from './fixed-point.js';

const QUOTE = 0x22;
const COMMA = 0x2c;
const POINT = 0x2e;
const ZERO = 0x30;
const OPEN = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE = 0x5d;
const END = 0x7d;

/** Any number with this many digits fits an int32. */
const INT32_DIGITS = 9;
/**
 * If the integer part of a decimal with 8 digits after the point is at most this, 10^8 times the decimal is a safe
 * integer.
 */
const MAX_WHOLE_8 = 90_071_991;

/**
 * Reads depth messages from their bytes into two arrays of integers, prices and quantities, without allocating objects.
 *
 * The scanner accepts only the exact form in which the exchange writes depth messages: fields in order, no spaces, and
 * decimals with as many digits after the point as the book's format has. For any other form its methods return false,
 * and the caller uses `JSON.parse` instead.
 */
export class DepthScanner {
  /** First update id of the last event read. */
  firstUpdateId = 0;
  /** Last update id of the last event or snapshot read. */
  lastUpdateId = 0;
  /** Event time of the last event read, as sent by the exchange. */
  eventTime = 0;
  /**
   * Prices of the last message read: bids in the order of the message, then asks. Each price is an integer, because it
   * is multiplied by the `unit` of the format.
   */
  prices: Float64Array = new Float64Array(512);
  quantities: Float64Array = new Float64Array(512);
  /** How many of the levels of the last message are bids. */
  bids = 0;
  /** The number of levels of the last message, bids and asks together. */
  levels = 0;

  #format!: BookFormat;

  /**
   * Reads a `depthUpdate`, with or without the wrapper of a combined stream. Returns false if the message has another
   * form.
   */
  event(message: string | Uint8Array, symbol: Literal, format: BookFormat): boolean {
    this.#load(message, format);
    const isWrapped = skipWrapper();
    if (!byteReader.skip(beforeEventTime)) return false;
    this.eventTime = byteReader.integer();
    if (!byteReader.skip(symbol)) return false;
    this.firstUpdateId = byteReader.integer();
    if (!byteReader.skip(beforeLastId)) return false;
    this.lastUpdateId = byteReader.integer();
    if (!byteReader.skip(beforeBids) || !this.#side()) return false;
    this.bids = this.levels;
    if (!byteReader.skip(beforeAsks) || !this.#side()) return false;
    const { firstUpdateId, lastUpdateId, eventTime } = this;
    return isAtEnd(isWrapped) && firstUpdateId <= lastUpdateId && eventTime >= 0 && firstUpdateId >= 0;
  }

  /** Reads a snapshot or a partial depth event. Returns false if the message has another form. */
  snapshot(message: string | Uint8Array, format: BookFormat): boolean {
    this.#load(message, format);
    const isWrapped = skipWrapper();
    if (!byteReader.skip(beforeSnapshotId)) return false;
    this.lastUpdateId = byteReader.integer();
    if (!byteReader.skip(beforeSnapshotBids) || !this.#side()) return false;
    this.bids = this.levels;
    if (!byteReader.skip(beforeSnapshotAsks) || !this.#side()) return false;
    return isAtEnd(isWrapped) && this.lastUpdateId >= 0;
  }

  #load(message: string | Uint8Array, format: BookFormat): void {
    byteReader.load(message);
    this.bids = 0;
    this.levels = 0;
    this.#format = format;
  }

  /** Reads a list of levels at the current position. */
  #side(): boolean {
    const bytes = byteReader.bytes;
    const at = byteReader.at;
    if (bytes[at] !== OPEN) return false;
    if (bytes[at + 1] === CLOSE) {
      byteReader.at = at + 2;
      return true;
    }
    const { price, quantity } = this.#format;
    byteReader.at = at + 1;
    return hasDecimals8(price) && hasDecimals8(quantity) ? this.#levels8() : this.#levels(price, quantity);
  }

  /** Reads levels of a format that stores all 8 decimals of prices and quantities. Most markets have this format. */
  #levels8(): boolean {
    const bytes = byteReader.bytes;
    const view = byteReader.view;
    let { prices, quantities, levels } = this;
    let at = byteReader.at;
    if (bytes[at] !== OPEN) return false;
    for (;;) {
      // `bytes[at]` is the `[` of a level. This was checked before the loop, or at the end of the last round.
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
      if (digit !== POINT - 48 || !isInteger8(whole, at - start, bytes[start] as number)) return false;
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
      if (digit !== POINT - 48 || wrong !== 0 || !isInteger8(whole, at - second, bytes[second] as number)) return false;
      quantities[levels++] = whole * 1e8 + (value4(high) * 10_000 + value4(low));

      at += 12;
      if (view.getInt32(at - 3, true) === 0x5b2c5d22) continue;
      if ((view.getInt32(at - 3, true) & 0xffffff) !== 0x5d5d22) return false;
      this.levels = levels;
      byteReader.at = at;
      return true;
    }
  }

  /** Reads levels whose prices or quantities are not stored with 8 decimals. */
  #levels(priceFormat: FixedPointFormat, quantityFormat: FixedPointFormat): boolean {
    const bytes = byteReader.bytes;
    for (;;) {
      if (bytes[byteReader.at] !== OPEN || bytes[byteReader.at + 1] !== QUOTE) return false;
      if (this.levels === this.prices.length) this.#enlarge();
      byteReader.at += 2;
      const price = this.#decimal(priceFormat);
      if (price < 0 || (byteReader.view.getInt32(byteReader.at, true) & 0xffffff) !== 0x222c22) return false;
      byteReader.at += 3;
      const quantity = this.#decimal(quantityFormat);
      if (quantity < 0 || bytes[byteReader.at] !== QUOTE || bytes[byteReader.at + 1] !== CLOSE) return false;
      this.prices[this.levels] = price;
      this.quantities[this.levels++] = quantity;
      byteReader.at += 3;
      if (bytes[byteReader.at - 1] === CLOSE) return true;
      if (bytes[byteReader.at - 1] !== COMMA) return false;
    }
  }

  /**
   * Reads a decimal. Returns it multiplied by `unit`, which makes it an integer, or -1 if it does not fit the format.
   */
  #decimal({ width, scale, unit, maxWhole }: FixedPointFormat): number {
    const bytes = byteReader.bytes;
    const from = byteReader.at;
    let at = from;
    let whole = 0;
    for (let digit = (bytes[at] as number) - 48; digit >= 0 && digit <= 9; digit = (bytes[++at] as number) - 48) {
      whole = whole * 10 + digit;
    }
    if (at === from || (bytes[from] === ZERO && at > from + 1) || whole > maxWhole) return -1;
    let fraction = 0;
    if (width > 0) {
      if (bytes[at++] !== POINT) return -1;
      for (const end = at + scale; at < end; at++) {
        const digit = (bytes[at] as number) - 48;
        if (digit < 0 || digit > 9) return -1;
        fraction = fraction * 10 + digit;
      }
      for (const end = at + width - scale; at < end; at++) if (bytes[at] !== ZERO) return -1;
    }
    byteReader.at = at;
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

/**
 * Skips the start of the wrapper of a combined stream: `{"stream":"…","data":`. Returns false if there is no wrapper.
 */
function skipWrapper(): boolean {
  if (!byteReader.skip(wrapper)) return false;
  const { bytes } = byteReader;
  let { at } = byteReader;
  for (let byte = bytes[at] as number; byte !== QUOTE; byte = bytes[++at] as number) {
    if (byte < 0x20 || byte === BACKSLASH) return false;
  }
  byteReader.at = at;
  return byteReader.skip(beforeData);
}

/** Whether the rest of the message consists of its closing braces. */
function isAtEnd(isWrapped: boolean): boolean {
  const { bytes, length } = byteReader;
  let { at } = byteReader;
  if (bytes[at++] !== END) return false;
  if (isWrapped && bytes[at++] !== END) return false;
  return at === length;
}

function hasDecimals8({ width, scale }: FixedPointFormat): boolean {
  return width === 8 && scale === 8;
}

/** Whether the integer part of a decimal has no leading zeros and is at most `MAX_WHOLE_8`. */
function isInteger8(whole: number, digits: number, first: number): boolean {
  return whole <= MAX_WHOLE_8 && (digits === 1 || ((digits - 1) >>> 0 < INT32_DIGITS && first !== ZERO));
}

/** Returns the bytes of an event between its event time and its first update id: `,"s":"BNBBTC","U":`. */
export function symbolLiteral(symbol: string): Literal {
  return literal(`,"s":${JSON.stringify(symbol)},"U":`);
}

const wrapper: Literal = literal(HEAD);
const beforeData: Literal = literal(NAME_END);
const beforeEventTime: Literal = literal('{"e":"depthUpdate","E":');
const beforeLastId: Literal = literal(',"u":');
const beforeBids: Literal = literal(',"b":');
const beforeAsks: Literal = literal(',"a":');
const beforeSnapshotId: Literal = literal('{"lastUpdateId":');
const beforeSnapshotBids: Literal = literal(',"bids":');
const beforeSnapshotAsks: Literal = literal(',"asks":');
