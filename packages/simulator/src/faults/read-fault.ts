import { isCloseCode } from './close-code.js';
import { type Fault, type FaultKind, type FaultOf, type FaultWhen, scopesOf } from './fault-kinds.js';

/**
 * Checks and reads a fault from code, from JSON, or from a query, in which numbers are text.
 *
 * @throws {RangeError} if a field is missing, unknown or invalid; the message names the field
 */
export function readFault(written: Readonly<Record<string, unknown>>): Fault {
  const { kind, ...given } = written;
  if (typeof kind !== 'string' || !isKind(kind)) {
    throw new RangeError(`kind: expected ${Object.keys(own).join(', ')}, got ${JSON.stringify(kind)}`);
  }
  const fields: Readonly<Record<string, Field>> = { scope: oneOf(...scopesOf[kind]), ...when, ...own[kind] };
  const fault: Record<string, unknown> = { kind };
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined) continue;
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (!field)
      throw new RangeError(`${kind}: expected only the fields ${Object.keys(fields).join(', ')}, got ${name}`);
    fault[name] = field.read(value);
    if (fault[name] === undefined) {
      throw new RangeError(`${kind}: ${name}: expected ${field.is}, got ${JSON.stringify(value)}`);
    }
  }
  for (const [name, field] of Object.entries(fields)) {
    if (field.required && fault[name] === undefined)
      throw new RangeError(`${kind}: ${name}: expected ${field.is}, got nothing`);
  }
  // The cast is safe, because all fields were checked for this kind of fault.
  return fault as Fault;
}

/**
 * The legal values of one field of a fault. `is` describes them for error messages. `read` converts a value, and
 * returns undefined if the value is illegal.
 */
type Field = { readonly is: string; readonly required?: true; readonly read: (value: unknown) => unknown };

const number = (least: number, most: number): Field => ({
  is: `a number from ${least} to ${most}`,
  read: (value) => {
    const read = toNumber(value);
    return read >= least && read <= most ? read : undefined;
  },
});

const whole = (least: number, most: number): Field => ({
  is: `a whole number from ${least} to ${most}`,
  read: (value) => {
    const read = number(least, most).read(value);
    return Number.isInteger(read) ? read : undefined;
  },
});

const DAY = 86_400_000;
/** A duration in ms, such as a delay, of at most a day. */
const duration: Field = number(0, DAY);

const oneOf = (...values: string[]): Field => ({
  is: values.join(' or '),
  read: (value) => values.find((known) => known === value),
});

const required = (field: Field): Field => ({ ...field, required: true });

const flag: Field = {
  is: 'true or false',
  read: (value) => (String(value) === 'true' ? true : String(value) === 'false' ? false : undefined),
};

const text: Field = { is: 'a string', read: (value) => (typeof value === 'string' ? value : undefined) };

const headers: Field = {
  is: 'an object of strings',
  read: (value) =>
    typeof value === 'object' && value !== null && Object.values(value).every((entry) => typeof entry === 'string')
      ? value
      : undefined,
};

const closeCode: Field = {
  is: 'a close code that may be sent',
  read: (value) => (isCloseCode(toNumber(value)) ? toNumber(value) : undefined),
};

/** The reason in a close frame can have at most 123 bytes. */
const closeReason: Field = {
  is: 'a string of at most 123 bytes',
  read: (value) => (typeof value === 'string' && new TextEncoder().encode(value).length <= 123 ? value : undefined),
};

const when: { readonly [F in Exclude<keyof FaultWhen, 'scope'>]-?: Field } = {
  target: text,
  times: whole(0, 1_000_000_000),
  probability: number(0, 1),
  after: number(0, 366 * DAY),
  for: number(0, 366 * DAY),
};

type OwnField<K extends FaultKind> = Exclude<keyof FaultOf<K>, keyof FaultWhen | 'kind'>;

const own: { readonly [K in FaultKind]: { readonly [F in OwnField<K>]-?: Field } } = {
  delay: { ms: required(duration), jitter: duration, direction: oneOf('request', 'answer') },
  loseAnswer: {},
  reset: {},
  hang: { executed: flag },
  status: { status: required(whole(200, 599)), body: text, headers, executed: flag },
  truncate: { at: number(0, 1) },
  oversize: { bytes: whole(0, 2 ** 27) },
  duplicate: {},
  drop: {},
  disconnect: { code: closeCode, reason: closeReason },
  halfOpen: { direction: oneOf('both', 'toClient', 'toExchange') },
  stall: {},
  staleSnapshot: { ms: required(duration) },
  queryLag: { ms: required(duration) },
  reject: { code: required(whole(-99_999, -1)), msg: text, status: whole(400, 599) },
  eventFirst: { ms: duration },
};

const isKind = (kind: string): kind is FaultKind => Object.hasOwn(own, kind);

/** Converts a number or a numeric string to a number. Returns NaN for other values. */
function toNumber(value: unknown): number {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN;
}
