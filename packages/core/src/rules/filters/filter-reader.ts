import { decimalText, parseScaled } from '../../decimal/index.js';
import type { NumberLimit, NumberRule } from '../number-rule.js';
import type { FilterInfo } from '../symbol-info.js';

/** Reads the fields of a filter. A limit that is absent or 0 is not applied. */
export class FilterReader {
  declare readonly name: string;
  declare readonly scale: number;
  /** Whether all fields that were read so far have legal values. */
  isReadable = true;
  readonly #fields: FilterInfo;

  constructor(filter: FilterInfo, scale: number) {
    this.name = filter.filterType;
    this.scale = scale;
    this.#fields = filter;
  }

  /** Reads a decimal field as a limit. */
  limit(field: string): NumberLimit | undefined {
    const text = decimalText(this.#value(field)) ?? '';
    const value = parseScaled(text, this.scale);
    if (typeof value === 'bigint') return value === 0n ? undefined : { name: field, text, value };
    if (this.#value(field) !== undefined) this.isReadable = false;
    return undefined;
  }

  /** Reads the fields with the names `min`, `max` and `step` as the minimum, maximum and step of one rule. */
  numberRule(min: string, max: string, step?: string): NumberRule {
    return { filter: this.name, min: this.limit(min), max: this.limit(max), step: step ? this.limit(step) : undefined };
  }

  /** Reads a field that holds a whole number. */
  count(field: string): number | undefined {
    const value = wholeNumber(this.#value(field));
    if (value === undefined && this.#value(field) !== undefined) this.isReadable = false;
    return value;
  }

  /** Reads a field that holds text. */
  text(field: string): string {
    const value = this.#value(field) ?? '';
    if (typeof value === 'string') return value;
    this.isReadable = false;
    return '';
  }

  /** Reads a boolean field. A missing field counts as true, because old recorded answers of the exchange lack it. */
  isOn(field: string): boolean {
    return String(this.#fields[field]) !== 'false';
  }

  #value(field: string): unknown {
    return this.#fields[field] === '' ? undefined : (this.#fields[field] ?? undefined);
  }
}

/** Converts a non-negative whole number, given as a number or as text; undefined for any other value. */
export function wholeNumber(value: unknown): number | undefined {
  const isNumber = typeof value === 'number' || typeof value === 'string';
  return isNumber && /^\d+$/.test(String(value)) && Number.isSafeInteger(Number(value)) ? Number(value) : undefined;
}
