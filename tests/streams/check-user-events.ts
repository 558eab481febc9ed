import type { StreamNotice, UserDataEvent } from '@pkg/streams';

export type Json = Readonly<Record<string, unknown>>;

/**
 * The fields of execution reports that the client cannot restore, because no query returns them. The keys are execution
 * types (`x`).
 */
const UNKNOWN: Readonly<Record<string, readonly string[]>> = { TRADE_PREVENTION: ['pl', 'pY'] };
const ENDS = ['FILLED', 'CANCELED', 'EXPIRED', 'EXPIRED_IN_MATCH', 'REJECTED'];

/**
 * Compares the events that a consumer received with the events of the engine. Returns the differences, except those
 * that the client cannot avoid, because no query returns the data. With `isComplete: false`, events may be missing: the
 * consumer may have begun later than the engine or ended earlier. `earlier` are the events before `truth`.
 */
export function checkEvents(
  truth: readonly Json[],
  seen: readonly UserDataEvent[],
  notices: readonly StreamNotice[],
  { isComplete = true, earlier = [] }: { readonly isComplete?: boolean; readonly earlier?: readonly Json[] } = {},
): string[] {
  const faults: string[] = [];
  const isDelivered = truth.map(() => false);
  const texts = truth.map((event) => JSON.stringify({ ...event, E: 0 }));
  // After a loss of the connection, events of different symbols do not wait for each other. So only the sequence of the
  // events of each symbol is checked.
  const at = new Map<unknown, number>();
  for (const event of seen) {
    if (event.recovered) continue;
    const text = JSON.stringify({ ...event, E: 0 });
    const group = notices.length > 0 && 's' in event ? event.s : '';
    const after = at.get(group) ?? -1;
    const index = texts.findIndex((each, i) => i > after && each === text && !isDelivered[i]);
    if (index < 0) {
      const earlier = texts.indexOf(text);
      faults.push(`${earlier < 0 ? 'made up' : isDelivered[earlier] ? 'twice' : 'out of order'}: ${text}`);
      continue;
    }
    isDelivered[index] = true;
    at.set(group, index);
  }
  checkLists(faults, truth, isDelivered, seen);
  if (isComplete) checkListsAreComplete(faults, truth, isDelivered, earlier);
  const delivered = new Map<unknown, UserDataEvent[]>();
  for (const event of seen) {
    if (event.e !== 'executionReport') continue;
    const id = `${event.s} ${event.i}`;
    delivered.set(id, [...(delivered.get(id) ?? []), event]);
    if (!event.recovered) continue;
    const isSame = (other: Json): boolean =>
      other.e === event.e && other.s === event.s && other.i === event.i && other.x === event.x;
    const index = truth.findIndex(
      (other, i) =>
        !isDelivered[i] &&
        isSame(other) &&
        (event.x !== 'TRADE' || (other.t === event.t && other.a === event.a)) &&
        (event.x !== 'NEW' || (other.T === event.T && other.w === event.w)) &&
        (event.x !== 'REPLACED' || other.I === event.I) &&
        (event.x !== 'TRADE_PREVENTION' || other.A === event.A),
    );
    if (index < 0) {
      faults.push(`invented or delivered twice: ${JSON.stringify(event)}`);
      continue;
    }
    isDelivered[index] = true;
    const { E: _E, I: _I, ...expected } = truth[index] as Json;
    const actual: Json = event;
    const unknown = UNKNOWN[event.x] ?? [];
    for (const field of new Set([...Object.keys(expected), ...Object.keys(actual)])) {
      if (['E', 'I', 'recovered', ...unknown].includes(field)) continue;
      if (JSON.stringify(actual[field]) === JSON.stringify(expected[field])) continue;
      if (isUnknowable(field, event, expected, truth)) continue;
      faults.push(
        `recovered ${event.x} of ${id}: ${field} is ${actual[field]}, was ${expected[field]}: ${JSON.stringify(truth[index])}`,
      );
    }
  }
  if (!isComplete) return faults;
  checkOrders(faults, truth, delivered);
  if (notices.length === 0) {
    truth.forEach((event, i) => {
      if (!isDelivered[i]) faults.push(`missing without a loss: ${JSON.stringify(event)}`);
    });
  }
  return faults;
}

/**
 * Whether the value of this field cannot be derived from queries. For example, several changes may have happened in the
 * same millisecond, and queries do not show their sequence.
 */
function isUnknowable(field: string, event: Json, expected: Json, truth: readonly Json[]): boolean {
  const own = truth.filter((other) => other.e === 'executionReport' && other.i === event.i && other.s === event.s);
  const twins = own.filter(({ T }) => T === event.T);
  const has = (...kinds: readonly string[]): boolean => kinds.every((x) => twins.some((other) => other.x === x));
  if (field === 'D') return event.D === event.T;
  if (has('TRADE', 'TRADE_PREVENTION') && ['X', 'z', 'Z', 'v', 'A'].includes(field)) return true;
  if (has('REPLACED') && twins.length > 1)
    return ['X', 'z', 'Z', 'v', 'A', 'w', 'W', 'q', 'c', 'k', 'gp'].includes(field);
  // In an OPO list (one-pays-the-other), the pending order has no quantity until the working order has paid for it.
  // Once it has a quantity, queries no longer show that it had none before.
  if (field === 'q' && expected.X === 'PENDING_NEW' && Number(expected.q) === 0) return true;
  // A cancellation gives an order a new client order id. If the client missed the placement of the order, queries show
  // only the new id. So the original id in the restored event is empty.
  if ((field === 'c' || field === 'C') && event[field] === '') return own.some(({ x }) => x === 'CANCELED');
  return false;
}

/** Checks that events of order lists that were restored from queries equal those of the engine. */
function checkLists(
  faults: string[],
  truth: readonly Json[],
  isDelivered: boolean[],
  seen: readonly UserDataEvent[],
): void {
  for (const event of seen) {
    if (event.e !== 'listStatus' || !event.recovered) continue;
    const { recovered: _recovered, ...listStatus } = event;
    const text = JSON.stringify({ ...listStatus, E: 0 });
    const unknown = event.O.flatMap(({ i, c }) => (c === '' ? [i] : []));
    const index = truth.findIndex((other, i) => {
      if (isDelivered[i] || other.e !== 'listStatus') return false;
      const O = (other as unknown as typeof event).O.map((each) =>
        unknown.includes(each.i) ? { ...each, c: '' } : each,
      );
      return JSON.stringify({ ...other, E: 0, O }) === text;
    });
    if (index < 0) faults.push(`list invented, or delivered twice: ${JSON.stringify(event)}`);
    else isDelivered[index] = true;
  }
}

/** Checks that each start and each end of an order list is delivered. */
function checkListsAreComplete(
  faults: string[],
  truth: readonly Json[],
  isDelivered: readonly boolean[],
  earlier: readonly Json[],
): void {
  const begun = new Set(earlier.map(({ g }) => g));
  truth.forEach((event, i) => {
    if (event.e !== 'listStatus') return;
    const isDue = event.l === 'ALL_DONE' || (event.l === 'EXEC_STARTED' && !begun.has(event.g));
    begun.add(event.g);
    if (isDue && !isDelivered[i]) faults.push(`missing: ${JSON.stringify(event)}`);
  });
}

/**
 * Checks that each order ends once, that no execution report follows its end, and that its fills are complete and add
 * up.
 */
function checkOrders(
  faults: string[],
  truth: readonly Json[],
  delivered: ReadonlyMap<unknown, readonly UserDataEvent[]>,
): void {
  const actual = new Map<string, Json[]>();
  for (const event of truth) {
    if (event.e !== 'executionReport') continue;
    const id = `${event.s} ${event.i}`;
    actual.set(id, [...(actual.get(id) ?? []), event]);
  }
  for (const [id, events] of actual) {
    // No query returns a rejected order, so the client need not report it.
    if (events[0]?.x === 'REJECTED' && !delivered.has(id)) continue;
    const reports = (delivered.get(id) ?? []) as unknown as Json[];
    const ends = reports.filter((report) => ENDS.includes(report.X as string));
    const end = events.find((event) => ENDS.includes(event.X as string));
    if (ends.length !== (end ? 1 : 0)) faults.push(`${id} ended ${ends.length} times, expected ${end ? 1 : 0}`);
    if (end && reports.at(-1) !== ends[0]) faults.push(`${id}: a report follows the end`);
    const last = events.at(-1) as Json;
    for (const field of ['X', 'z', 'Z'] as const) {
      const was = reports.at(-1)?.[field];
      if (was !== last[field]) faults.push(`${id}: the last ${field} is ${String(was)}, was ${String(last[field])}`);
    }
    const fillsOf = (all: readonly Json[]): unknown[] =>
      all.filter((each) => each.x === 'TRADE').map(({ t, a, l, z }) => [t, a, l, z]);
    expectSame(faults, `fills of ${id}`, fillsOf(events), fillsOf(reports));
    // If an order becomes active and expires within a millisecond, no query shows that the order was active.
    const isUnknown = ({ x, T }: Json): boolean => x === 'NEW' && T === last.T && last.x === 'EXPIRED';
    const kindsOf = (all: readonly Json[]): unknown[] => all.map(({ x }) => x).sort();
    const least = events.filter((each, at) => at === 0 || !isUnknown(each));
    if (reports.length !== least.length) expectSame(faults, `reports of ${id}`, kindsOf(events), kindsOf(reports));
    if (reports[0]?.x !== events[0]?.x) faults.push(`${id} begins with ${String(reports[0]?.x)}`);
    for (let i = 1; i < reports.length; i++) {
      if (Number(reports[i]?.z) < Number(reports[i - 1]?.z)) faults.push(`${id}: the filled quantity shrinks`);
    }
  }
}

/** Adds a fault if two lists differ. */
export function expectSame(
  faults: string[],
  what: string,
  expected: readonly unknown[],
  actual: readonly unknown[],
): void {
  const [one, other] = [expected, actual].map((all) => all.map((each) => JSON.stringify(each))) as [string[], string[]];
  if (one.join() === other.join()) return;
  const missing = one.filter((each) => !other.includes(each));
  faults.push(`${what}: missing ${missing.join()}, surplus ${other.filter((each) => !one.includes(each)).join()}`);
}

export function balancesOf(balances: readonly { asset: string; free: string; locked: string }[]): string[] {
  return balances.map(({ asset, free, locked }) => `${asset} ${free} ${locked}`).sort();
}

export function pickOrder(order: object): string {
  const { symbol, orderId, orderListId, clientOrderId, side, type, timeInForce, status, price, stopPrice } =
    order as Json;
  const { origQty, executedQty, cummulativeQuoteQty, time, updateTime } = order as Json;
  return JSON.stringify([
    ...[symbol, orderId, orderListId, clientOrderId, side, type, timeInForce, status, price, stopPrice ?? '0.00000000'],
    ...[origQty, executedQty, cummulativeQuoteQty, time, updateTime],
  ]);
}
