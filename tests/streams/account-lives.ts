import type { ExchangeAccount } from '@pkg/simulator';
import type { StreamNotice, UserData, UserDataEvent } from '@pkg/streams';
import { checkEvents, type Json } from './check-user-events.js';
import type { socketClient } from './support.js';

type Client = ReturnType<typeof socketClient>;

/** An event of the engine, and the monotonic time at which it happened. */
export type Fact = { readonly at: number; readonly event: Json };

/** One account of the exchange. The program opens and closes its user data several times. */
export type Slot = {
  readonly name: string;
  readonly account: ExchangeAccount;
  readonly key: string;
  /** Clients with the same key. Each of them may open the user data. */
  readonly clients: readonly Client[];
  readonly trader: Client;
  /** All events of the account, from the engine of the exchange. */
  readonly facts: Fact[];
  /** The user data that is open; undefined if none is. */
  life: Life | undefined;
  isOpening: boolean;
  /** When the last user data was closed or failed. */
  closedAt: number;
  /** How often the exchange refuses the key for good, so that the user data fails. */
  mayFail: number;
};

/** The user data of an account, from `userData()` to `close()` or a failure. */
export type Life = {
  readonly slot: Slot;
  readonly user: UserData;
  /** Whether the program has named all symbols, so that after a loss no order can be missed. */
  readonly knowsSymbols: boolean;
  readonly openedAt: number;
  /** The number of `slot.facts` (events of the engine) when the user data was opened. */
  readonly from: number;
  /** When the user data was live for the first time, and the number of `slot.facts` at that time. */
  live: { readonly at: number; readonly from: number } | undefined;
  /** The number of `slot.facts` when the user data was closed; undefined while it is open. */
  until: number | undefined;
  readonly seen: UserDataEvent[];
  /** The events that a `for await` loop received. The loop begins together with the listener. */
  readonly looped: UserDataEvent[];
  readonly notices: StreamNotice[];
  /** The last status that a listener has received. */
  told: string | undefined;
  /** The moment at which the program closes the user data, such as `event` or `sent userDataStream`. */
  closeAt: string;
  isOver: boolean;
};

/**
 * Checks the events that one user data has delivered until now, or until it was closed, against the events of the
 * engine.
 */
export function checkLife(life: Life): string[] {
  const { slot, seen, looped, notices, live, openedAt, from, until } = life;
  const truth = slot.facts.map(({ event }) => event);
  const faults: string[] = [];
  const isOpen = until === undefined;
  // A loop may end before it has received the last events.
  const received = isOpen ? seen : seen.slice(0, looped.length);
  if (textsOf(looped).join() !== textsOf(received).join()) {
    faults.push(`a loop received ${looped.length} events, a listener ${seen.length}`);
  }
  // What happened while the account was read for the first time may be in the answers, or follow as events. So the
  // events are compared exactly only if nothing happened at that time.
  const isCalmStart = live !== undefined && !slot.facts.some(({ at }) => at >= openedAt - 10 && at <= live.at + 10);
  if (isCalmStart && isOpen && (life.knowsSymbols || notices.length === 0)) {
    faults.push(...checkEvents(truth.slice(live.from), seen, notices, { earlier: truth.slice(0, live.from) }));
  } else {
    faults.push(...checkEvents(truth.slice(from, until), seen, notices, { isComplete: false }));
  }
  if (notices.length === 0 && isCalmStart) {
    // Without a loss, each delivered event must equal the event of the engine at the same position.
    const expected = textsOf(truth.slice(live.from));
    const hole = textsOf(seen).findIndex((text, i) => text !== expected[i]);
    if (hole >= 0) faults.push(`without a loss, received ${textsOf(seen)[hole]} instead of ${expected[hole]}`);
  }
  // If the old connection of a renewal missed an `outboundAccountPosition`, the client may deliver later ones of the
  // same millisecond twice.
  const isAllowed = (fault: string): boolean =>
    notices.length > 0 && fault.startsWith('twice: {"e":"outboundAccountPosition"');
  return faults.filter((fault) => !isAllowed(fault)).map((fault) => `${slot.name}: ${fault}`);
}

/** The events as text, without the time `E` at which they were sent. */
export function textsOf(events: readonly object[]): string[] {
  return events.map((event) => JSON.stringify({ ...event, E: 0 }));
}
