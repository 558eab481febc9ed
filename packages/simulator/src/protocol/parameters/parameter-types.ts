import { type Amount, parseAmount } from '../../engine/types/amount.js';
import { type Refusal, refusal } from '../../refusals/refusal.js';

/** How one parameter is read from its text. `T` is the type of the value that a handler gets. */
export type Parameter<T, R extends boolean = boolean> = {
  readonly required: R;
  /** Whether the WebSocket API expects the parameter as a JSON array, not as text. */
  readonly array?: true;
  readonly read: (text: string, name: string) => T;
};

export type ParameterTable = Readonly<Record<string, Parameter<unknown>>>;

/** The types of the values that a handler gets for a table of parameters. */
export type Values<P extends ParameterTable> = {
  readonly [K in keyof P]: P[K] extends Parameter<infer T, infer R> ? (R extends true ? T : T | undefined) : never;
};

type Optional<T> = Parameter<T, false>;
type Required<T> = Parameter<T, true>;

export function required<T>(parameter: Optional<T>): Required<T> {
  return { ...parameter, required: true };
}

const optional = <T>(read: Parameter<T>['read']): Optional<T> => ({ required: false, read });

function text(pattern: RegExp): Optional<string> {
  return optional((value, name) => {
    if (!pattern.test(value)) throw refusal('ILLEGAL_CHARACTERS', { name, range: pattern.source });
    return value;
  });
}

const LARGEST_INT = 2n ** 31n - 1n;
const LARGEST_LONG = 2n ** 63n - 1n;

function integer(largest: bigint): Optional<number> {
  const pattern = /^[0-9]{1,20}$/;
  return optional((value, name) => {
    if (!pattern.test(value)) throw refusal('ILLEGAL_CHARACTERS', { name, range: pattern.source });
    const number = Number(value);
    // A number above 2^53 is not exact, so a bigint is compared instead.
    const isTooLarge = Number.isSafeInteger(number) ? number > Number(largest) : BigInt(value) > largest;
    if (isTooLarge) throw refusal('PARAMETER_OVERFLOW', { name });
    return number;
  });
}

export const INT: Optional<number> = integer(LARGEST_INT);
export const LONG: Optional<number> = integer(LARGEST_LONG);

const PLAIN_DECIMAL = /^([0-9]{1,20})(\.[0-9]{1,20})?$/;

/** A decimal without an exponent. */
export const DECIMAL: Optional<Amount> = optional((value, name) => {
  if (!PLAIN_DECIMAL.test(value)) throw refusal('ILLEGAL_CHARACTERS', { name, range: PLAIN_DECIMAL.source });
  const amount = parseAmount(value);
  if (amount === undefined) throw refusal('TOO_MUCH_PRECISION', { name });
  // Binance documents no largest decimal. The limit is 92233720368.54775807, the largest amount that fits a signed
  // 64-bit integer in units of 0.00000001.
  if (amount > LARGEST_LONG) throw refusal('PARAMETER_OVERFLOW', { name });
  return amount;
});

export const BOOLEAN: Optional<boolean> = optional((value, name) => {
  if (value !== 'true' && value !== 'false') throw refusal('INVALID_PARAMETER', { name });
  return value === 'true';
});

/** A symbol: capitals, digits, and letters of scripts without capitals, because some symbols have Chinese names. */
export const SYMBOL: Optional<string> = text(/^[\p{Lu}\p{Lo}\p{N}\-_.]{1,50}$/u);

export const CLIENT_ID: Optional<string> = text(/^[a-zA-Z0-9-_]{1,36}$/);

export const TEXT: Optional<string> = text(/^[\s\S]+$/);

/** One of `values`. Other values get the refusal that `refuse` creates. */
export function oneOf<const V extends string>(
  values: readonly V[],
  refuse: (name: string) => Refusal = (name) => refusal('INVALID_PARAMETER', { name }),
): Optional<V> {
  return optional((value, name) => {
    if ((values as readonly string[]).includes(value)) return value as V;
    throw refuse(name);
  });
}

/** A JSON array of symbols without duplicates. */
export const SYMBOLS: Optional<readonly string[]> = {
  ...optional((value, name) => {
    const list = jsonArray(value, name).map((symbol) => SYMBOL.read(symbol, name));
    if (new Set(list).size < list.length) {
      throw refusal('REPEATED_SYMBOL');
    }
    return list;
  }),
  array: true,
};

const PERMISSION = /^(?:SPOT|MARGIN|LEVERAGED|TRD_GRP_\d{3})$/;

/** One permission, or a JSON array of permissions. */
export const PERMISSIONS: Optional<readonly string[]> = optional((value, name) => {
  const list = value.startsWith('[') ? jsonArray(value, name) : [value];
  if (!list.every((permission) => PERMISSION.test(permission))) throw refusal('INVALID_PARAMETER', { name });
  return list;
});

function jsonArray(value: string, name: string): string[] {
  let list: unknown;
  try {
    list = JSON.parse(value);
  } catch {
    throw refusal('INVALID_JSON_PARAMETER', { name });
  }
  if (!Array.isArray(list) || list.length === 0 || list.some((entry) => typeof entry !== 'string')) {
    throw refusal('INVALID_PARAMETER', { name });
  }
  return list as string[];
}

/** A number of rows, at least 1. Numbers above `maximum` are lowered to `maximum`. */
export function limit(maximum: number): Optional<number> {
  return optional((value, name) => {
    const count = INT.read(value, name);
    if (count < 1) throw refusal('INVALID_PARAMETER', { name });
    return Math.min(count, maximum);
  });
}

/** The earliest accepted time, 2017-01-01, in ms. A number of at least 1,000 times this value is a time in µs. */
export const EARLIEST_TIME = 1_483_228_800_000;

/** A time in ms or µs, as a time in µs. */
export const TIME: Optional<number> = optional((value, name) => {
  const time = LONG.read(value, name);
  return time >= EARLIEST_TIME * 1000 ? time : time * 1000;
});

/**
 * The end of a range of times in ms or µs, as a time in µs. The range includes the end. So an end in ms includes the
 * whole millisecond, as which a reply shows all of its microseconds.
 */
export const END_TIME: Optional<number> = optional((value, name) => {
  const time = LONG.read(value, name);
  return time >= EARLIEST_TIME * 1000 ? time : time * 1000 + 999;
});

/** `recvWindow`, in ms with at most three decimals, as a time in µs. */
export const RECV_WINDOW: Optional<number> = optional((value, name) => {
  const pattern = /^[0-9]{1,20}(\.[0-9]{1,3})?$/;
  if (!pattern.test(value)) throw refusal('ILLEGAL_CHARACTERS', { name, range: pattern.source });
  const window = Math.round(Number(value) * 1000);
  if (window > 60_000_000) throw refusal('RECV_WINDOW_TOO_LONG');
  return window;
});

/** An offset from UTC between -12:00 and +14:00, such as `8`, `-1:00` or `05:45`, as a number of minutes. */
export const TIME_ZONE: Optional<number> = optional((value, name) => {
  const parts = /^([+-]?)(\d{1,2})(?::([0-5]\d))?$/.exec(value);
  if (!parts) throw refusal('INVALID_PARAMETER', { name });
  const minutes = (Number(parts[2]) * 60 + Number(parts[3] ?? 0)) * (parts[1] === '-' ? -1 : 1);
  if (minutes < -720 || minutes > 840) throw refusal('INVALID_PARAMETER', { name });
  return minutes;
});
