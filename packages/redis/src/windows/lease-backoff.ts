import type { Verdict, WindowAnswer, WindowReport } from './window-report.js';

/**
 * If Redis refuses to lease room for a call, this is how long the call waits before it asks again, in ms. The wait
 * starts at `first`, and doubles with each further refusal up to `most`. If Redis refused because the limit is used up
 * in this window, the wait is `full`.
 */
const RETRY = { first: 25, most: 500, full: 1000 };

/**
 * The first rank of each class of calls (0, 1 and 2, as in `WindowReport.rank`). A rank is the place of a call in the
 * order of priority: 0 is the highest. Class 0 has the ranks 0 and 1, class 1 has rank 2, and class 2 has all others.
 */
const firstRanks: readonly number[] = [0, 2, 3];

/**
 * Remembers that Redis refused to lease a part of a limit, because the limit had no room for the call. For a while,
 * similar calls then do not ask Redis again.
 */
export class LeaseBackoff {
  /**
   * The call that Redis refused, and when it may ask again, by this process's monotonic clock in ms; undefined if no
   * call was refused.
   */
  #refused: { cost: number; rank: number; verdict: Verdict; until: number } | undefined;
  #inSuccession = 0;

  /**
   * When the refused call may ask Redis again, by this process's monotonic clock in ms; undefined if no call was
   * refused.
   */
  get until(): number | undefined {
    return this.#refused?.until;
  }

  /**
   * Returns how long a call must wait before it may ask Redis, in ms; 0 if it may ask now. While the refused call has
   * to wait, another call may ask only if it needs less room or has a higher priority. If Redis refused because the
   * limit is used up in this window, the wait is `remaining`, the time in ms until the next window begins.
   */
  delayOf(cost: number, rank: number, monotonic: number, remaining: number): number {
    const refused = this.#refused;
    if (!refused || refused.until <= monotonic || cost < refused.cost || rank < refused.rank) return 0;
    return refused.verdict === 'full' ? remaining : Math.max(1, refused.until - monotonic);
  }

  /** Handles the answer of Redis to a request to lease room for a call. */
  take({ need, rank, into, guard }: WindowReport, { verdict }: WindowAnswer, monotonic: number): void {
    if (verdict === 'granted') {
      // If the granted call needs less room than the refused call, the refusal is kept. There may still be too little
      // room for the refused call.
      if (need >= (this.#refused?.cost ?? 1)) this.clear();
      return;
    }
    const next = Math.min(RETRY.first * 2 ** this.#inSuccession, RETRY.most);
    const isGuarded = verdict === 'guard' && into < guard;
    const wait = isGuarded ? guard - into : verdict === 'full' ? RETRY.full : next;
    if (!isGuarded) this.#inSuccession++;
    this.#refused = { cost: need, rank: firstRanks[rank] ?? 3, verdict, until: monotonic + wait };
  }

  /**
   * Lets the refused call ask Redis again now. If Redis refuses the call once more, it has to wait longer than before.
   */
  retry(): void {
    this.#refused = undefined;
  }

  /** Forgets all refusals. */
  clear(): void {
    this.#refused = undefined;
    this.#inSuccession = 0;
  }
}
