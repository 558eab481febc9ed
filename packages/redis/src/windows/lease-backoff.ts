import type { Verdict, WindowAnswer, WindowReport } from './window-report.js';

/**
 * How long a call for which Redis had no room waits before it asks again, in ms: `first` at first, up to `most`, and
 * `full` if the window is used up.
 */
const RETRY = { first: 25, most: 500, full: 1000 };

/** The highest rank of each class of calls in `WindowReport.rank`. */
const firstRanks: readonly number[] = [0, 2, 3];

/**
 * Remembers that Redis refused to lease room in a window. For a while after that, similar calls do not ask Redis again.
 */
export class LeaseBackoff {
  /**
   * The call that Redis refused, and when it may ask again, by the store's monotonic clock in ms; undefined if none was
   * refused.
   */
  #refused: { cost: number; rank: number; verdict: Verdict; until: number } | undefined;
  #inSuccession = 0;

  /** When the refused call may ask again, by the store's monotonic clock in ms; undefined if no call was refused. */
  get until(): number | undefined {
    return this.#refused?.until;
  }

  /**
   * Returns how long a call must wait before it may ask Redis, in ms; 0 if it may ask now. It must wait if Redis
   * refused a call that needs no more room and has the same rank or a higher one. If the window is used up, it must
   * wait for the next window, which begins in `remaining` ms.
   */
  delayOf(cost: number, rank: number, monotonic: number, remaining: number): number {
    const refused = this.#refused;
    if (!refused || refused.until <= monotonic || cost < refused.cost || rank < refused.rank) return 0;
    return refused.verdict === 'full' ? remaining : Math.max(1, refused.until - monotonic);
  }

  /** Handles the answer of Redis to a report that asked for room. */
  take({ need, rank, into, guard }: WindowReport, { verdict }: WindowAnswer, monotonic: number): void {
    if (verdict === 'granted') {
      // Redis may have room for a smaller call but not for the refused one.
      if (need >= (this.#refused?.cost ?? 1)) this.clear();
      return;
    }
    const next = Math.min(RETRY.first * 2 ** this.#inSuccession, RETRY.most);
    const isGuarded = verdict === 'guard' && into < guard;
    const wait = isGuarded ? guard - into : verdict === 'full' ? RETRY.full : next;
    if (!isGuarded) this.#inSuccession++;
    this.#refused = { cost: need, rank: firstRanks[rank] ?? 3, verdict, until: monotonic + wait };
  }

  /** Allows the refused call to ask again now. If it is refused again, it waits for longer than before. */
  retry(): void {
    this.#refused = undefined;
  }

  /** Forgets all refusals. */
  clear(): void {
    this.#refused = undefined;
    this.#inSuccession = 0;
  }
}
