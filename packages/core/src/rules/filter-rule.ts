import { decimalText, parseScaled } from '../decimal/index.js';
import type { Bound, Limit } from './bound.js';
import type { Leg, Sheet } from './sheet.js';
import type { FilterInfo, RuledSymbol } from './symbol-info.js';

/** A compiled filter: binds the numbers of each leg, or judges the order as a whole. */
export type FilterRule = {
  readonly leg?: (leg: Leg, sheet: Sheet) => void;
  readonly order?: (sheet: Sheet) => void;
  /** Its leg's rule binds amendments too: it is about the quantity. */
  readonly ofQuantity?: true;
};

/** Compiles one kind of filter for a symbol. Each kind has its file. */
export type FilterCompiler = (filter: FilterReader, symbol: RuledSymbol) => FilterRule;

/** Reads a filter's fields; a limit that is absent or 0 is off. */
export class FilterReader {
  readonly name: string;
  readonly scale: number;
  /** Whether every field that was asked for could be understood. */
  isReadable = true;
  readonly #fields: FilterInfo;

  constructor(filter: FilterInfo, scale: number) {
    this.name = filter.filterType;
    this.scale = scale;
    this.#fields = filter;
  }

  limit(field: string, verb?: string): Limit | undefined {
    const text = decimalText(this.#given(field)) ?? '';
    const value = parseScaled(text, this.scale);
    if (typeof value === 'bigint') return value === 0n ? undefined : { name: field, text, value, verb };
    if (this.#given(field) !== undefined) this.isReadable = false;
    return undefined;
  }

  /** Bounds that are fields of the filter as they stand. */
  bound(min: string, max: string, step?: string): Bound {
    return { filter: this.name, min: this.limit(min), max: this.limit(max), step: step ? this.limit(step) : undefined };
  }

  /** A whole number, such as a count. */
  count(field: string): number | undefined {
    const given = this.#given(field);
    if (given === undefined) return undefined;
    const value = wholeNumber(given);
    if (value === undefined) this.isReadable = false;
    return value;
  }

  text(field: string): string {
    return String(this.#fields[field] ?? '');
  }

  /** A switch; one that is absent is on, as filters of years ago had no switch. */
  isOn(field: string): boolean {
    return this.#fields[field] !== false && this.#fields[field] !== 'false';
  }

  #given(field: string): unknown {
    return this.#fields[field] === '' ? undefined : (this.#fields[field] ?? undefined);
  }
}

/** A whole number, as a number or as its digits; undefined for anything else. */
export function wholeNumber(value: unknown): number | undefined {
  const isWhole = typeof value === 'number' || (typeof value === 'string' && /^\d+$/.test(value));
  return isWhole && Number.isSafeInteger(Number(value)) && Number(value) >= 0 ? Number(value) : undefined;
}
