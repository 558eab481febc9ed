import type { Verdict, WindowAnswer, WindowReport } from './window-report.js';

/**
 * How long a call waits before it asks Redis again after a refusal, in ms. The wait starts at `first`, and doubles with
 * each further refusal up to `most`. If Redis refused because the limit is used up in this window, the wait is `full`.
 */
const RETRY = { first: 25, most: 500, full: 1000 };

/**
 * `WindowReport.rank` is a class that contains one or more ranks of calls. The index here is the class. The value is
 * its lowest rank, which has the highest priority.
 */
const firstRanks: readonly number[] = [0, 2, 3];

/** Remembers that Redis refused to lease room in a window. For a while, similar calls then do not ask Redis again. */
export class LeaseBackoff {
  /**
   * The call that Redis refused, and when it may ask again, in ms of the store's monotonic clock; undefined if no call
   * was refused.
   */
  #refused: { cost: number; rank: number; verdict: Verdict; until: number } | undefined;
  #inSuccession = 0;

  /** When the refused call may ask again, in ms of the store's monotonic clock; undefined if no call was refused. */
  get until(): number | undefined {
    return this.#refused?.until;
  }

  /**
   * Returns how long a call must wait before it may ask Redis, in ms; 0 if it may ask now. While the refused call has
   * to wait, only calls that need less room or have a higher priority than the refused call may ask. If Redis refused
   * because the limit is used up in this window, the wait lasts until the next window, which begins in `remaining` ms.
   */
  delayOf(cost: number, rank: number, monotonic: number, remaining: number): number {
    const refused = this.#refused;
    if (!refused || refused.until <= monotonic || cost < refused.cost || rank < refused.rank) return 0;
    return refused.verdict === 'full' ? remaining : Math.max(1, refused.until - monotonic);
  }

  /** Handles the answer of Redis to a report that asked for room. */
  take({ need, rank, into, guard }: WindowReport, { verdict }: WindowAnswer, monotonic: number): void {
    if (verdict === 'granted') {
      // If the granted call needs less room than the refused call, there may still be no room for the refused call. So
      // the refusal is kept.
      if (need >= (this.#refused?.cost ?? 1)) this.clear();
      return;
    }
    const next = Math.min(RETRY.first * 2 ** this.#inSuccession, RETRY.most);
    const isGuarded = verdict === 'guard' && into < guard;
    const wait = isGuarded ? guard - into : verdict === 'full' ? RETRY.full : next;
    if (!isGuarded) this.#inSuccession++;
    this.#refused = { cost: need, rank: firstRanks[rank] ?? 3, verdict, until: monotonic + wait };
  }

  /** Allows the refused call to ask again now. If Redis refuses it again, it has to wait for longer than before. */
  retry(): void {
    this.#refused = undefined;
  }

  /** Forgets all refusals. */
  clear(): void {
    this.#refused = undefined;
    this.#inSuccession = 0;
  }
}
