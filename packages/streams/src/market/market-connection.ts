import type { Clock, Environment } from '@pkg/core';
import { FrameIndex } from '#frames';
import { ReconnectingSocket, type ReconnectingSocketOptions } from '../connection/reconnecting-socket.js';
import type { SessionOwner } from '../connection/session.js';
import type { WatchedConnection } from '../connection/status-board.js';
import type { StreamStatus } from '../events/consumer.js';
import type { Frame } from '../scan/frame.js';
import { streamRefused } from '../stream-errors.js';
import type { Handover } from './handover.js';
import { loadedUpkeep, loadUpkeep } from './load-upkeep.js';
import { MarketSession, type MarketSessionOwner } from './market-session.js';
import type { SilenceDetector } from './silence-detector.js';
import type { StreamSubscription } from './stream-subscription.js';
import { combinedUrl, streamsThatFit } from './stream-url.js';

/** How many streams the exchange allows on one connection at most. */
export const STREAMS_PER_CONNECTION = 1_024;

/** How many characters of the exchange's message are quoted at most in the error for a refused stream. */
const LONGEST_REASON = 500;

/** The fields of an environment that market streams use. */
export type MarketEnvironment = Pick<Environment, 'streams' | 'WebSocket'>;

export type MarketConnectionOptions = Omit<ReconnectingSocketOptions, 'origin' | 'report'> & {
  readonly report: (error: unknown, stream?: string) => void;
  readonly environment: MarketEnvironment;
  readonly inMicroseconds: boolean;
  /**
   * Called at each change of the connection. Returns its new status, or undefined if the status is the same as before.
   */
  readonly changed: (connection: WatchedConnection) => StreamStatus | undefined;
};

/** A connection that carries up to 1,024 streams. After a loss or a renewal it subscribes them again. */
export class MarketConnection implements SessionOwner<MarketSession>, MarketSessionOwner {
  readonly #options: MarketConnectionOptions;
  /** The subscriptions, by the name of their stream. */
  readonly #index: FrameIndex<StreamSubscription> = new FrameIndex();
  readonly socket: ReconnectingSocket<MarketSession>;
  #silence: SilenceDetector | undefined;
  /** The handover of the streams from the old socket to the new one, during a renewal of the connection. */
  #handover: Handover | undefined;
  #isStarting = false;
  /**
   * Whether the URL of the next socket contains the names of streams. If a connection attempt fails, a name may be the
   * cause, so the URL of the next attempt contains no names.
   */
  #namesStreams = true;

  constructor(options: MarketConnectionOptions) {
    this.#options = options;
    this.socket = new ReconnectingSocket({ ...options, origin: options.environment.streams }, this);
  }

  /** The number of streams. */
  get size(): number {
    return this.#index.byName.size;
  }

  add(subscription: StreamSubscription): void {
    this.#index.add(subscription.stream, subscription);
    this.socket.session?.add(subscription.stream);
    this.socket.nextSession?.add(subscription.stream);
  }

  /** Removes a stream. Resolves when the exchange has confirmed that it no longer sends the stream. */
  async remove(subscription: StreamSubscription): Promise<void> {
    this.#index.delete(subscription.stream);
    this.#handover?.remove(subscription.stream);
    const { session, nextSession } = this.socket;
    session?.remove(subscription.stream);
    nextSession?.remove(subscription.stream);
    await session?.settled();
  }

  close(reason: string): void {
    this.#isStarting = false;
    this.#handover?.close();
    this.socket.close(reason);
  }

  /**
   * Connects, unless the connection was started before. Waits for the end of the current task of the event loop, so
   * that the first URL names every stream that is subscribed in this task.
   */
  start(): void {
    if (this.#isStarting) return;
    this.#isStarting = true;
    queueMicrotask(() => {
      if (this.#isStarting && this.size > 0) this.socket.start();
      this.#isStarting = false;
    });
  }

  // The methods below are called by the reconnecting socket.

  createSession(): MarketSession {
    const { environment, inMicroseconds } = this.#options;
    const wanted = [...this.#index.byName.keys()];
    const inUrl = this.#namesStreams ? streamsThatFit(wanted) : [];
    const isRenewal = this.socket.state === 'open';
    const session = new MarketSession(this, combinedUrl(environment.streams, inUrl, inMicroseconds), wanted, inUrl);
    const upkeep = loadedUpkeep();
    if (isRenewal && upkeep) {
      this.#handover ??= new upkeep.Handover(this.clock, this.socket.frameClock);
      this.#handover.begin(this.socket.session);
    }
    return session;
  }

  readonly prepareRenewal: () => Promise<unknown> = loadUpkeep;

  changed(): void {
    const { error, nextSession } = this.socket;
    if (!nextSession) this.#watchSilence();
    const status = this.#options.changed(this.socket);
    for (const subscription of this.#index.byName.values()) subscription.connectionChanged(status, error);
  }

  #watchSilence(): void {
    if (this.socket.state !== 'open') return this.#silence?.stop();
    const upkeep = loadedUpkeep();
    if (!upkeep) return void loadUpkeep().then(() => this.#watchSilence(), this.#options.report);
    this.#silence ??= new upkeep.SilenceDetector(this.clock, () => this.#index.byName.values(), {
      resubscribe: (stream) => this.socket.session?.resubscribe(stream),
      renew: (reason) => void this.socket.renew(reason),
    });
    this.#silence.start();
  }

  handOver(_current: MarketSession, next: MarketSession, done: () => void): void {
    this.#handover?.whenSettled(next, () => this.#index.byName.values(), done);
  }

  // The methods below are called by the sessions.

  get clock(): Clock {
    return this.#options.clock;
  }

  frame(session: MarketSession, frame: Frame, stream?: string): boolean {
    const subscription = stream === undefined ? this.#index.find(frame) : this.#index.byName.get(stream);
    if (!subscription) return false;
    // The stream was unsubscribed and subscribed again. Until the exchange has confirmed the UNSUBSCRIBE or the new
    // SUBSCRIBE, events of the ended subscription may arrive. They are dropped, because events may be missing between
    // the two subscriptions.
    if (session.ending.has(subscription.stream)) return true;
    const handover = this.#handover;
    if (handover) {
      handover.take(session, subscription, frame);
      if (handover.isOver) this.#handover = undefined;
    } else {
      subscription.deliver(frame, this.socket.frameClock.time.now);
    }
    return true;
  }

  confirmed(streams: readonly string[]): void {
    const current = this.socket.session;
    for (const stream of streams) {
      // A stream counts as confirmed only when its events are delivered. During a renewal, events of the new socket are
      // held back until the old socket carries the stream too, or has ended.
      if (!current?.wasOpen || current.has(stream)) this.#index.byName.get(stream)?.confirm(this.clock.now());
    }
  }

  staleChanged(session: MarketSession, isStale: boolean): void {
    if (session !== this.socket.session) return;
    for (const subscription of this.#index.byName.values()) subscription.notifyStale(isStale);
  }

  refused(stream: string, message: unknown, code: unknown): void {
    const subscription = this.#index.byName.get(stream);
    if (!subscription) return;
    const { redact = (text: string) => text } = this.#options;
    const reason = typeof message === 'string' ? redact(message.slice(0, LONGEST_REASON)) : undefined;
    const error = streamRefused(stream, reason, typeof code === 'number' ? code : undefined);
    // The refusal is also reported here, because a caller may ignore the promise of its subscription.
    this.#options.report(error, stream);
    subscription.connectionChanged('failed', error);
  }

  dropped(error: unknown): void {
    this.#options.dropped(error);
  }

  lost(session: MarketSession, reason: string): void {
    this.#namesStreams = session.wasOpen || !this.#namesStreams;
    const subscriptions = [...this.#index.byName.values()];
    const next = this.socket.session;
    // The lost session may have been waiting for a response that proves that the data is up to date. So the remaining
    // session sends such a request again.
    if (this.#handover?.sessionEnded(session, next, subscriptions, reason)) return next?.probe(false);
    this.#handover = undefined;
    // If the session was not ready yet, the status was already `reconnecting` and does not change.
    const status = session.wasOpen && this.socket.state === 'connecting' ? 'reconnecting' : undefined;
    for (const subscription of subscriptions) {
      subscription.lose(reason);
      subscription.connectionChanged(status);
    }
  }
}
