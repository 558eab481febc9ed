import { BinanceOrderFilterError, type ErrorRequest } from '../errors/index.js';
import type { DecimalInput, DecimalObject, formatDecimal } from './decimal.js';

/** Plain decimal text as the exchange takes it: at most 20 digits on either side of the point. */
const plain = /^-?\d{1,20}(?:\.\d{1,20})?$/;

/** As {@link formatDecimal}, for a request. */
export function writeDecimal(value: DecimalInput, param: string, request?: ErrorRequest): string {
  const text = decimalText(value);
  if (text !== undefined) return text;
  const shown = typeof value === 'string' ? JSON.stringify(value.slice(0, 60)) : String(value).slice(0, 60);
  const limit = 'a plain decimal of at most 20 + 20 digits; a number only where it is exact (15 digits)';
  const message = `${param} ${shown} is not ${limit}`;
  throw new BinanceOrderFilterError([{ filter: 'PARAMETERS', param, value: shown, limit, message }], request);
}

/** As {@link formatDecimal}; undefined instead of an error. */
export function decimalText(value: unknown): string | undefined {
  let text: string | undefined;
  if (typeof value === 'string') text = value;
  else if (typeof value === 'number') text = numberText(value);
  else if (typeof value === 'bigint') text = String(value);
  else if (isDecimalObject(value)) text = value.toFixed();
  return text !== undefined && plain.test(text) ? text : undefined;
}

/** Whether a value is a decimal object such as a `Big`. A number in a box is none: its `toFixed()` rounds. */
export function isDecimalObject(value: unknown): value is DecimalObject {
  const isObject = typeof value === 'object' && !(value instanceof Number);
  return isObject && typeof (value as Partial<DecimalObject> | null)?.toFixed === 'function';
}

/** The number's shortest text, written out; undefined where those digits are not what was meant. */
function numberText(value: number): string | undefined {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(value)) ?? [];
  if (whole === '') return undefined;
  const digits = (whole + fraction).replace(/^0+/, '');
  if (digits.length > 15 && !Number.isSafeInteger(value)) return undefined;
  const point = whole.length + Number(exponent);
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${whole}${fraction}`;
  const padded = (whole + fraction).padEnd(point, '0');
  return sign + padded.slice(0, point) + (padded.length > point ? `.${padded.slice(point)}` : '');
}
