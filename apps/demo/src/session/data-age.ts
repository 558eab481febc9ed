import type { Clock } from '@pkg/core';
import type { DepthCache } from '@pkg/streams';
import { durationText } from '../format.js';

/**
 * Whether the shown data is up to date:
 *
 * - `connecting`: the page is connecting to the exchange.
 * - `waiting`: the exchange was not reached, and the page waits for the next attempt.
 * - `syncing`: the book is being loaded.
 * - `live`: the book is live and its newest event happened at most 2 s ago.
 * - `stale`: the newest event happened more than 2 s ago, or the status of the book is `stale`.
 * - `paused`: the time of the simulated exchange is stopped.
 * - `offline`: the browser reports that this machine has no network.
 */
export type PulseState = 'connecting' | 'syncing' | 'live' | 'stale' | 'paused' | 'offline' | 'waiting';

export type Pulse = {
  readonly state: PulseState;
  /** A short text about the state, for the top bar. */
  readonly text: string;
  /** Time since the newest event happened, in ms, rounded to 100. */
  readonly age?: number | undefined;
};

/** If the newest event is older than this, in ms, the user should not rely on the data to place an order. */
export const STALE_AFTER = 2_000;

/**
 * If no event arrives for this long, in ms, it is uncertain whether orders and balances are up to date, and the page
 * offers to reconnect.
 */
export const SILENT_AFTER = 5_000;

export type PulseInput = {
  readonly phase: 'connecting' | 'ready' | 'waiting';
  readonly isOnline: boolean;
  readonly book: Pick<DepthCache, 'status' | 'reason' | 'metrics'> | undefined;
  /** How late the newest event of the book arrived, in ms. */
  readonly delay: number;
  readonly isTimeStopped: boolean;
};

export function assessPulse({ phase, isOnline, book, delay, isTimeStopped }: PulseInput): Pulse {
  const age = ageOf(book, delay);
  if (!isOnline) return { state: 'offline', text: 'offline', age };
  if (phase === 'waiting') return { state: 'waiting', text: 'not reached' };
  if (phase === 'connecting' || !book) return { state: 'connecting', text: 'connecting' };
  const { status } = book;
  if (status === 'syncing') return { state: 'syncing', text: 'loading the book', age };
  if (status !== 'live')
    return { state: 'stale', text: `stale: ${REASONS[book.reason ?? ''] ?? book.reason ?? status}`, age };
  if (isTimeStopped) return { state: 'paused', text: 'time stands still', age };
  if (age === undefined || age <= STALE_AFTER) return { state: 'live', text: 'live', age };
  return { state: 'stale', text: `data is ${durationText(age)} old`, age };
}

/**
 * Whether nothing has come from the exchange for so long that orders and balances may be out of date. `unheardFor` is
 * the time since the last frame or reply, in ms. It is used only while a book is being loaded: this book has no
 * event yet whose age could be used.
 */
export function isSilent({ state, age = 0 }: Pulse, unheardFor: number): boolean {
  return (state === 'stale' && age > SILENT_AFTER) || (state === 'syncing' && unheardFor > SILENT_AFTER);
}

function ageOf(book: PulseInput['book'], delay: number): number | undefined {
  const age = book?.metrics.age;
  return age === undefined ? undefined : Math.round((age + delay) / 100) * 100;
}

/** Calculates how late events of books arrive. */
export class EventDelay {
  /** The least time from an event to its arrival so far, by two clocks with different zeros, in ms. */
  #least = Number.POSITIVE_INFINITY;

  /**
   * Returns how late the newest event of `book` arrived, in ms. Without the exchange's time, returns how much longer
   * this event took than the fastest event so far.
   *
   * @param offset the exchange's time minus the monotonic time of this machine, in ms; undefined if it is unknown.
   */
  of(book: PulseInput['book'], clock: Clock, offset: number | undefined): number {
    const { lag } = book?.metrics ?? {};
    if (lag === undefined) return 0;
    // The book calculates `lag` by the time of this machine, which may be wrong.
    const taken = lag - clock.now() + clock.monotonic();
    this.#least = Math.min(this.#least, taken);
    return Math.max(0, taken + (offset ?? -this.#least));
  }
}

const REASONS: Readonly<Record<string, string>> = {
  gap: 'an update is missing',
  reconnect: 'connection lost',
  silent: 'the stream is silent',
  woke: 'the machine slept',
  depleted: 'renewing the book',
  rewound: 'the exchange was restarted',
  malformed: 'a frame was unreadable',
};
