import type { Clock, Environment, Timer } from '@pkg/core';
import { BinanceStreamError } from '@pkg/core/internal/platform';
import { loadUpkeep } from '#parts';
import {
  type ConnectionOwner,
  ReconnectingSocket,
  type ReconnectingSocketOptions,
} from '../connection/reconnecting-socket.js';
import type { WatchedConnection } from '../connection/status-board.js';
import type { StreamStatus } from '../events/consumer.js';
import type { Frame } from '../scan/frame.js';
import type { Handover } from './handover.js';
import { MarketSession, type MarketSessionOwner } from './market-session.js';
import type { SilenceDetector } from './silence-detector.js';
import { carriable, combinedUrl } from './stream-url.js';
import type { Subscription } from './subscription.js';
import { SubscriptionTable } from './subscription-table.js';

/** Streams that one connection may carry. */
export const STREAMS_PER_CONNECTION = 1_024;
/** When what could not be loaded is asked for again. */
const LOAD_AGAIN = 60_000;

/** What market streams need of an environment. */
export type MarketEnvironment = Pick<Environment, 'streams' | 'WebSocket'>;

export type MarketConnectionOptions = ReconnectingSocketOptions & {
  readonly environment: MarketEnvironment;
  readonly microseconds: boolean;
  /** Tells what the connection is doing now; gives its status where that is another than before. */
  readonly changed: (link: WatchedConnection) => StreamStatus | undefined;
};

type Upkeep = Awaited<ReturnType<typeof loadUpkeep>>;

/** Up to 1,024 streams over one connection, kept through losses and renewals. */
export class MarketConnection implements ConnectionOwner<MarketSession>, MarketSessionOwner {
  readonly #setup: MarketConnectionOptions;
  readonly #routes: SubscriptionTable = new SubscriptionTable();
  readonly link: ReconnectingSocket<MarketSession>;
  #upkeep: Upkeep | undefined;
  #loadAgain: Timer;
  #silence: SilenceDetector | undefined;
  /** Where the lines of a renewal meet, while they do. */
  #seam: Handover | undefined;
  #starting = false;
  /** Whether the next dial's address names the streams: not after one that was turned away, which may be to blame. */
  #carries = true;

  constructor(setup: MarketConnectionOptions) {
    this.#setup = setup;
    this.link = new ReconnectingSocket(setup, this);
  }

  get size(): number {
    return this.#routes.byName.size;
  }

  add(route: Subscription): void {
    this.#routes.add(route);
    this.link.lane?.add(route.stream);
    this.link.nextSession?.add(route.stream);
    this.#start();
  }

  /** Resolves when the exchange has been told. */
  async remove(route: Subscription): Promise<void> {
    this.#routes.delete(route);
    this.#seam?.forget(route.stream);
    const { lane, nextSession } = this.link;
    lane?.remove(route.stream);
    nextSession?.remove(route.stream);
    await lane?.settled();
  }

  close(reason: string): void {
    this.#starting = false;
    this.clock.clearTimeout(this.#loadAgain);
    this.#seam?.close();
    this.link.close(reason);
  }

  /** Everything asked for in this turn is in the address of the first dial. */
  #start(): void {
    if (this.#starting) return;
    this.#starting = true;
    queueMicrotask(() => {
      if (this.#starting && this.size > 0) this.link.start();
      this.#starting = false;
    });
  }

  // What follows is what the link asks for.

  createSession(): MarketSession {
    const { environment, microseconds } = this.#setup;
    const wanted = [...this.#routes.byName.keys()];
    const carried = this.#carries ? carriable(wanted) : [];
    const isRenewal = this.link.state === 'open';
    const url = combinedUrl(environment.streams, carried, microseconds);
    const lane = new MarketSession(this, url, wanted, carried);
    if (isRenewal && this.#upkeep) {
      this.#seam ??= new this.#upkeep.Handover(this.clock, this.link.turn);
      this.#seam.begin(this.link.lane);
    }
    return lane;
  }

  changed(): void {
    if (this.link.state !== 'open') this.#silence?.stop();
    else if (!this.link.nextSession) void this.#watch();
    const status = this.#setup.changed(this.link);
    for (const route of this.#routes.byName.values()) route.follow(status, this.link.error);
  }

  async prepareRenewal(): Promise<boolean> {
    return (await this.#load()) !== undefined;
  }

  handOver(_current: MarketSession, _next: MarketSession, done: () => void): void {
    this.#seam?.handOver(done);
  }

  /** Looks for silent streams from now on. */
  async #watch(): Promise<void> {
    const upkeep = await this.#load();
    this.clock.clearTimeout(this.#loadAgain);
    if (this.link.state !== 'open') return;
    if (upkeep) {
      this.#silence ??= new upkeep.SilenceDetector(this.clock, () => this.#routes.byName.values(), {
        repeat: (stream) => this.link.lane?.repeat(stream),
        renew: (reason) => void this.link.renew(reason),
      });
      this.#silence.start();
    } else {
      this.#loadAgain = this.clock.setTimeout(() => void this.#watch(), LOAD_AGAIN);
    }
  }

  async #load(): Promise<Upkeep | undefined> {
    try {
      this.#upkeep ??= await loadUpkeep();
    } catch (cause) {
      this.strange(`upkeep could not be loaded: ${cause}`);
    }
    return this.#upkeep;
  }

  // What follows is what the lanes ask for.

  get clock(): Clock {
    return this.#setup.clock;
  }

  frame(lane: MarketSession, frame: Frame, stream?: string): boolean {
    const route = stream === undefined ? this.#routes.find(frame) : this.#routes.byName.get(stream);
    if (!route) return false;
    const seam = this.#seam;
    if (seam) {
      seam.take(lane, route, frame);
      if (seam.isOver) this.#seam = undefined;
    } else {
      route.deliver(frame, this.link.turn.moment.now);
    }
    return true;
  }

  confirmed(streams: readonly string[]): void {
    for (const stream of streams) this.#routes.byName.get(stream)?.confirm(this.clock.now());
  }

  doubt(lane: MarketSession, isDoubtful: boolean): void {
    if (lane !== this.link.lane) return;
    for (const { audience } of this.#routes.byName.values()) audience.tell((consumer) => consumer.doubt?.(isDoubtful));
  }

  refused(stream: string, error: BinanceStreamError): void {
    this.#routes.byName.get(stream)?.follow('failed', error);
  }

  shutdown(): void {
    void this.link.renew('the exchange announced its shutdown');
  }

  stuck(reason: string): void {
    this.link.recycle(reason);
  }

  strange(reason: string): void {
    this.#setup.report(new BinanceStreamError(reason));
  }

  lost(lane: MarketSession, reason: string): void {
    this.#carries = lane.wasOpen || !this.#carries;
    const { lane: next } = this.link;
    // A doubt ends with an answer over the line in use, which is another one now.
    if (this.#seam?.lost(lane, next, this.#routes.byName.values(), reason)) return next?.probe(false);
    this.#seam = undefined;
    for (const route of this.#routes.byName.values()) route.lose(reason);
  }
}
