import type { Verdict, WindowAnswer, WindowReport } from './window-report.js';

/** After how many ms a call that found no room asks Redis again. */
const RETRY = { first: 25, most: 500, full: 1000 };

/** The ranks of the limiter with which the classes of `WindowReport.rank` begin. */
const firstRanks: readonly number[] = [0, 2, 3];

/** The last refusal of Redis to lease room in a window. Until a while has passed, no similar call asks again. */
export class LeaseBackoff {
  /** The refused call, and when it may ask again by the store's monotonic clock; undefined if none was refused. */
  #refused: { cost: number; rank: number; verdict: Verdict; until: number } | undefined;
  #inSuccession = 0;

  /** When the refused call may ask again, by the store's monotonic clock; undefined if no call was refused. */
  get until(): number | undefined {
    return this.#refused?.until;
  }

  /**
   * Returns how long a call need not ask Redis, because a call that costs no more and has the same rank or a higher one
   * was refused: in ms, 0 if it must ask. If the window is used up, the call waits for the next one in `remaining` ms.
   */
  delayOf(cost: number, rank: number, monotonic: number, remaining: number): number {
    const refused = this.#refused;
    if (!refused || refused.until <= monotonic || cost < refused.cost || rank < refused.rank) return 0;
    return refused.verdict === 'full' ? remaining : Math.max(1, refused.until - monotonic);
  }

  /** Takes the answer to a report that asked for room. */
  take({ need, rank, into, guard }: WindowReport, { verdict }: WindowAnswer, monotonic: number): void {
    if (verdict === 'granted') {
      // The room for a smaller call does not mean that there is room for the refused one.
      if (need >= (this.#refused?.cost ?? 1)) this.clear();
      return;
    }
    const next = Math.min(RETRY.first * 2 ** this.#inSuccession, RETRY.most);
    const isGuarded = verdict === 'guard' && into < guard;
    const wait = isGuarded ? guard - into : verdict === 'full' ? RETRY.full : next;
    if (!isGuarded) this.#inSuccession++;
    this.#refused = { cost: need, rank: firstRanks[rank] ?? 3, verdict, until: monotonic + wait };
  }

  /** Lets the refused call ask again now. The delays of further refusals keep growing. */
  retry(): void {
    this.#refused = undefined;
  }

  /** Forgets all refusals. */
  clear(): void {
    this.#refused = undefined;
    this.#inSuccession = 0;
  }
}
