import type { Timer } from '@pkg/core';
import type { BinanceStreamError } from '@pkg/core/errors';
import type { Frame } from '../link/frame.js';
import { Link, type LinkOwner, type LinkSetup } from '../link/link.js';
import { MarketLane } from './market-lane.js';
import { Merge } from './merge.js';
import type { Route } from './route.js';
import { RouteTable } from './route-table.js';
import { Silence } from './silence.js';
import { carriable, combinedUrl } from './stream-name.js';

/** Streams that one connection may carry. */
export const STREAMS_PER_CONNECTION = 1_024;
/** How long both connections of a renewal are listened to at least, for what is still under way on the old one. */
const OVERLAP = 2_000;
const OVERLAP_AT_MOST = 10_000;
/** How long after a renewal the new line may still be behind the old one. Longer, and its ids have started anew. */
const CATCH_UP = 5_000;

export type MarketShardSetup = LinkSetup & {
  readonly origin: string;
  readonly microseconds: boolean;
  readonly changed: (shard: MarketShard) => void;
  readonly refused: (stream: string, error: BinanceStreamError) => void;
};

/** Up to 1,024 streams over one connection, kept through losses and renewals. */
export class MarketShard implements LinkOwner<MarketLane> {
  readonly #setup: MarketShardSetup;
  readonly #routes: RouteTable = new RouteTable();
  readonly link: Link<MarketLane>;
  /** The streams that arrive twice while a renewal is under way, and after it until the new line has passed the old. */
  #merges: Map<string, Merge> | undefined;
  #old: MarketLane | undefined;
  #oldEndedAt = 0;
  readonly #silence: Silence;
  #overlap: Timer;
  #starting = false;
  /** Whether the next dial's address names the streams: not after one that was turned away, which may be to blame. */
  #carries = true;

  constructor(setup: MarketShardSetup) {
    this.#setup = setup;
    this.link = new Link(setup, this);
    this.#silence = new Silence(setup.clock, () => this.#routes.routes, {
      repeat: (stream) => this.link.lane?.repeat(stream),
      renew: (reason) => void this.link.renew(reason),
    });
  }

  get size(): number {
    return this.#routes.size;
  }

  get routes(): IterableIterator<Route> {
    return this.#routes.routes;
  }

  add(route: Route): void {
    this.#routes.add(route);
    this.link.lane?.add(route.stream);
    this.link.nextLane?.add(route.stream);
    this.#start();
  }

  /** Resolves when the exchange has been told. */
  async remove(route: Route): Promise<void> {
    this.#routes.delete(route);
    this.#merges?.delete(route.stream);
    const lane = this.link.lane;
    lane?.remove(route.stream);
    this.link.nextLane?.remove(route.stream);
    if (lane?.isOpen) await lane.settled();
  }

  close(reason: string): void {
    this.#endOverlap();
    this.link.close(reason);
  }

  /** Everything asked for in this turn is in the address of the first dial. */
  #start(): void {
    if (this.#starting) return;
    this.#starting = true;
    queueMicrotask(() => {
      this.#starting = false;
      if (this.#routes.size > 0) this.link.start();
    });
  }

  // What follows is what the link asks for.

  createLane(): MarketLane {
    const { clock, origin, microseconds } = this.#setup;
    const wanted = this.#routes.names;
    const carried = this.#carries ? carriable(wanted) : [];
    const isRenewal = this.link.state === 'open';
    const url = combinedUrl(origin, carried, microseconds);
    const lane: MarketLane = new MarketLane(clock, url, wanted, carried, {
      frame: (frame) => this.#frame(lane, this.#routes.find(frame), frame),
      named: (stream, frame) => this.#frame(lane, this.#routes.get(stream), frame),
      confirmed: (streams) => this.#confirmed(lane, streams),
      refused: (stream, error) => this.#setup.refused(stream, error),
      shutdown: () => void this.link.renew('the exchange announced its shutdown'),
      stuck: (reason) => this.link.recycle(reason),
      strange: this.#setup.strange,
      lost: (reason) => this.#lost(lane, reason),
    });
    if (isRenewal) {
      this.#merges ??= new Map();
      this.#old = this.link.lane;
      for (const merge of this.#merges.values()) merge.forget();
    }
    return lane;
  }

  changed(): void {
    if (this.link.state !== 'open') this.#silence.stop();
    else if (!this.link.nextLane) this.#silence.start();
    this.#setup.changed(this);
  }

  handOver(_current: MarketLane, _next: MarketLane, done: () => void): void {
    const { clock } = this.#setup;
    const until = clock.monotonic() + OVERLAP_AT_MOST;
    const check = (): void => {
      const settled = [...(this.#merges?.values() ?? [])].every((merge) => merge.isSettled);
      if (settled || clock.monotonic() >= until) done();
      else this.#overlap = clock.setTimeout(check, OVERLAP / 4);
    };
    this.#overlap = clock.setTimeout(check, OVERLAP);
  }

  #frame(lane: MarketLane, route: Route | undefined, frame: Frame): boolean {
    if (!route) return false;
    if (this.#merges) this.#merge(this.#merges, lane, route, frame);
    else route.deliver(frame, this.link.turn.now);
    return true;
  }

  #merge(merges: Map<string, Merge>, lane: MarketLane, route: Route, frame: Frame): void {
    let merge = merges.get(route.stream);
    if (this.#old) {
      if (!merge) {
        merge = new Merge((merged) => route.deliver(merged, this.link.turn.now));
        merges.set(route.stream, merge);
      }
      if (lane === this.#old) merge.fromOld(frame);
      else merge.fromNew(frame);
      return;
    }
    const { monotonic, now } = this.link.turn;
    if (merge && !merge.passes(frame)) {
      if (monotonic < this.#oldEndedAt + CATCH_UP) return;
      route.tellGap('ids started anew', now);
    }
    merges.delete(route.stream);
    if (merges.size === 0) this.#merges = undefined;
    route.deliver(frame, now);
  }

  #confirmed(lane: MarketLane, streams: readonly string[]): void {
    const now = this.#setup.clock.now();
    if (lane !== this.link.lane) return;
    for (const stream of streams) this.#routes.get(stream)?.confirm(now);
  }

  #lost(lane: MarketLane, reason: string): void {
    this.#carries = lane.wasOpen || !this.#carries;
    if (lane === this.#old) this.#oldEnded(reason);
    else if (this.#old) return;
    else {
      this.#merges = undefined;
      for (const route of this.#routes.routes) route.lose(reason);
    }
  }

  /** The old line of a renewal is gone, closed by us or lost; the new one goes on alone. */
  #oldEnded(reason: string): void {
    const next = this.link.lane;
    const { monotonic, now } = this.link.turn;
    this.#endOverlap();
    this.#oldEndedAt = monotonic;
    for (const route of this.#routes.routes) {
      const merge = this.#merges?.get(route.stream);
      if (!next?.has(route.stream)) route.lose(reason);
      else if (merge?.isBroken) route.tellGap(reason, now);
      merge?.release();
    }
    if (!next || this.#merges?.size === 0) this.#merges = undefined;
  }

  #endOverlap(): void {
    this.#setup.clock.clearTimeout(this.#overlap);
    this.#old = undefined;
  }
}
