import type { Clock, Timer } from '@pkg/core';
import type { FrameClock } from '../connection/frame-clock.js';
import type { Frame } from '../scan/frame.js';
import type { MarketSession } from './market-session.js';
import { StreamMerge } from './stream-merge.js';
import type { Subscription } from './subscription.js';

/** How long both lines are listened to at least, for what is still under way on the old one. */
const OVERLAP = 2_000;
const OVERLAP_AT_MOST = 10_000;
/** How long the new line may still be behind after the old one has gone. Longer, and its ids have started anew. */
const CATCH_UP = 5_000;

/** Where two lines meet: each stream that arrives over both is made one, until the new line has passed the old. */
export class Handover {
  readonly #clock: Clock;
  readonly #turn: FrameClock;
  readonly #merges: Map<string, StreamMerge> = new Map();
  /** The line that is to go; undefined once it has gone. */
  #old: MarketSession | undefined;
  #oldEndedAt = 0;
  #overlap: Timer;

  constructor(clock: Clock, turn: FrameClock) {
    this.#clock = clock;
    this.#turn = turn;
  }

  /** Whether nothing has to be merged, or not any more. */
  get isOver(): boolean {
    return this.#old === undefined && this.#merges.size === 0;
  }

  /** Another line is dialled beside `old`. */
  begin(old: MarketSession | undefined): void {
    this.#old = old;
    for (const merge of this.#merges.values()) merge.forget();
  }

  take(lane: MarketSession, route: Subscription, frame: Frame): void {
    let merge = this.#merges.get(route.stream);
    if (this.#old) {
      if (!merge) {
        merge = new StreamMerge(route.read, (merged) => route.deliver(merged, this.#turn.moment.now));
        this.#merges.set(route.stream, merge);
      }
      if (lane === this.#old) merge.fromOld(frame);
      else merge.fromNew(frame);
      return;
    }
    const { monotonic, now } = this.#turn.moment;
    if (merge && !merge.passes(frame)) {
      if (monotonic < this.#oldEndedAt + CATCH_UP) return;
      route.tellGap('ids started anew', now);
    }
    this.#merges.delete(route.stream);
    route.deliver(frame, now);
  }

  forget(stream: string): void {
    this.#merges.delete(stream);
  }

  /** Calls `done` when the old line may go. */
  handOver(done: () => void): void {
    const until = this.#clock.monotonic() + OVERLAP_AT_MOST;
    const check = (): void => {
      const settled = [...this.#merges.values()].every((merge) => merge.isSettled);
      if (settled || this.#clock.monotonic() >= until) done();
      else this.#overlap = this.#clock.setTimeout(check, OVERLAP / 4);
    };
    this.#overlap = this.#clock.setTimeout(check, OVERLAP);
  }

  /** A line is gone, closed by us or lost; `next` goes on alone. `false` where that is a loss of all its streams. */
  lost(lane: MarketSession, next: MarketSession | undefined, routes: Iterable<Subscription>, reason: string): boolean {
    // The old line brings everything still, and another is dialled.
    if (lane !== this.#old) return this.#old !== undefined;
    this.close();
    const { monotonic, now } = this.#turn.moment;
    this.#oldEndedAt = monotonic;
    for (const route of routes) {
      const merge = this.#merges.get(route.stream);
      if (!next?.has(route.stream)) route.lose(reason);
      else if (merge?.isBroken) route.tellGap(reason, now);
      merge?.release();
    }
    if (!next) this.#merges.clear();
    return true;
  }

  close(): void {
    this.#clock.clearTimeout(this.#overlap);
    this.#old = undefined;
  }
}
