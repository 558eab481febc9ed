import { compareDecimals } from '@pkg/core/internal';
import { type Shape, shape, wrongField } from './field-kinds.js';
import type { UserEvent } from './user.js';

const BALANCES_PER_EVENT = 10_000;
const ORDERS_PER_LIST = 100;
const LONGEST_KIND = 64;

const positionBalance: Shape = shape({
  text: 'a',
  decimal: 'f l',
});
const listedOrder: Shape = shape({
  text: 's c',
  id: 'i',
});

const shapes: Readonly<Record<UserEvent['e'], Shape>> = {
  outboundAccountPosition: shape({
    time: 'E u',
  }),
  balanceUpdate: shape({
    text: 'a',
    decimal: 'd',
    time: 'E',
    'time?': 'T',
  }),
  executionReport: shape({
    text: 's c S o f C x X r',
    'text?': 'V Cs b k gP gOT eR',
    'text|null': 'N',
    decimal: 'q p P F l z L n Z Y Q',
    'decimal?': 'A B pl pL pY gp',
    id: 'g i t',
    'id?': 'I v u U a',
    time: 'E T O',
    'time?': 'W D',
    'number?': 'd j J gOV',
    flag: 'w m',
    'flag?': 'M uS',
  }),
  listStatus: shape({
    text: 's c l L r C',
    id: 'g',
    time: 'E T',
  }),
  externalLockUpdate: shape({
    text: 'a',
    decimal: 'd',
    time: 'E T',
  }),
  eventStreamTerminated: [],
};

/**
 * The last millisecond of the year 2100. An event with a later time is wrong, so it is rejected. If it were accepted,
 * all correct events that follow would seem to be older than the wrong event.
 */
const LAST_TIME = Date.UTC(2101, 0, 1) - 1;

/**
 * Checks an event of an account before its fields are used. Returns undefined if a documented field is missing or has
 * another type. An event of an unknown kind is returned unchecked, so that consumers receive new kinds of events.
 */
export function checkUserEvent(event: unknown, timeUnit: 'millisecond' | 'microsecond'): UserEvent | undefined {
  const latest = timeUnit === 'microsecond' ? LAST_TIME * 1_000 : LAST_TIME;
  return isUserEvent(event, latest) ? event : undefined;
}

/** Whether an event has its documented fields, and no time after `latest`. */
export function isUserEvent(event: unknown, latest: number): event is UserEvent {
  const kind: unknown = Object(event).e;
  if (typeof kind !== 'string' || kind.length > LONGEST_KIND) return false;
  if (!Object.hasOwn(shapes, kind)) return true;
  return !wrongField(event, shapes[kind as UserEvent['e']], latest) && !wrongPart(event as UserEvent, latest);
}

function wrongPart(event: UserEvent, latest: number): string | undefined {
  switch (event.e) {
    case 'outboundAccountPosition':
      return wrongList('B', event.B, positionBalance, BALANCES_PER_EVENT, latest);
    case 'listStatus':
      return wrongList('O', event.O, listedOrder, ORDERS_PER_LIST, latest);
    case 'executionReport':
      // The order's quantity `q` is zero while it is not known yet, for example in a MARKET order with `quoteOrderQty`.
      // Only a known quantity limits the filled quantity `z`.
      return compareDecimals(event.q, '0') > 0 && compareDecimals(event.z, event.q) > 0 ? 'z' : undefined;
    default:
      return undefined;
  }
}

function wrongList(field: string, value: unknown, shape: Shape, limit: number, latest: number): string | undefined {
  if (!Array.isArray(value) || value.length > limit) return field;
  return value.some((each) => wrongField(each, shape, latest) !== undefined) ? field : undefined;
}
