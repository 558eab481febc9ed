import type { UserEvent } from './user.js';

type Check = (value: unknown) => boolean;
type Fields = Readonly<Record<string, Check>>;

/** The last millisecond of the year 2100. A later time would keep true values from ever replacing the event's. */
const LAST_TIME = Date.UTC(2101, 0, 1) - 1;

const isText: Check = (value) => typeof value === 'string';
const isTextOrNull: Check = (value) => value === null || isText(value);
const isFlag: Check = (value) => typeof value === 'boolean';
const isDecimal: Check = (value) => typeof value === 'string' && /^-?\d{1,40}(\.\d{1,40})?$/.test(value);
/** A whole number. Those beyond 2^53 arrive as text. */
const isId: Check = (value) =>
  Number.isSafeInteger(value) || (typeof value === 'string' && /^-?\d{16,20}$/.test(value));
type TimeUnit = 'millisecond' | 'microsecond';

const documented: Readonly<Record<TimeUnit, Readonly<Record<string, Fields>>>> = {
  millisecond: documentedFields(isTimeUntil(LAST_TIME)),
  microsecond: documentedFields(isTimeUntil(LAST_TIME * 1_000)),
};

/**
 * Checks an event of an account before anything relies on its fields. Returns undefined if a documented field is missing
 * or has another type. An event of an unknown kind is returned as it is: new kinds are data for consumers.
 */
export function checkUserEvent(event: unknown, timeUnit: TimeUnit): UserEvent | undefined {
  const kind = (Object(event) as Record<string, unknown>).e;
  if (typeof kind !== 'string') return undefined;
  const byKind = documented[timeUnit];
  const expected = Object.hasOwn(byKind, kind) ? byKind[kind] : undefined;
  return !expected || matches(event, expected) ? (event as UserEvent) : undefined;
}

/** The fields that code relies on, by the kind of the event. */
function documentedFields(isTime: Check): Readonly<Record<UserEvent['e'], Fields>> {
  return {
    outboundAccountPosition: { E: isTime, u: isTime, B: isListOf({ a: isText, f: isDecimal, l: isDecimal }) },
    balanceUpdate: { E: isTime, a: isText, d: isDecimal, T: isTime },
    executionReport: {
      ...fields(isText, 's c S o f C x X r'),
      ...fields(isDecimal, 'q p P F l z L n Z Y Q'),
      ...fields(isId, 'g i t I'),
      ...fields(isTime, 'E T O'),
      ...fields(isFlag, 'w m'),
      N: isTextOrNull,
    },
    listStatus: {
      ...fields(isText, 's c l L r C'),
      ...fields(isTime, 'E T'),
      g: isId,
      O: isListOf({ s: isText, i: isId, c: isText }),
    },
    externalLockUpdate: { E: isTime, a: isText, d: isDecimal, T: isTime },
    eventStreamTerminated: {},
  };
}

function isTimeUntil(last: number): Check {
  return (value) => Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) <= last;
}

function isListOf(expected: Fields): Check {
  return (value) => Array.isArray(value) && value.every((item) => matches(item, expected));
}

function fields(check: Check, names: string): Fields {
  return Object.fromEntries(names.split(' ').map((name) => [name, check]));
}

function matches(value: unknown, expected: Fields): boolean {
  const record = Object(value) as Record<string, unknown>;
  return Object.entries(expected).every(([name, check]) => check(record[name]));
}
