import type { Clock, Environment, Random } from '@pkg/core';
import { BinanceStreamError } from '@pkg/core/internal/platform';
import { FrameIndex } from '#frames';
import { ReconnectingSocket } from '../connection/reconnecting-socket.js';
import type { RenewalOptions } from '../connection/renewal-age.js';
import type { SessionOwner } from '../connection/session.js';
import type { Notify } from '../connection/status-board.js';
import { listenForWake, type WakeSource } from '../connection/wake-source.js';
import type { Frame } from '../scan/frame.js';
import type { Handover } from './handover.js';
import { loadedUpkeep, loadUpkeep } from './load-upkeep.js';
import { MarketSession, type MarketSessionOwner } from './market-session.js';
import type { SilenceDetector } from './silence-detector.js';
import { type ManagerHandlers, type StreamReader, StreamSubscription } from './stream-subscription.js';
import { combinedUrl, streamsThatFit } from './stream-url.js';

/** How many streams the exchange allows on one connection at most. */
export const STREAMS_PER_CONNECTION = 1_024;

/** How many characters of the exchange's message are quoted at most in the error for a refused stream. */
const LONGEST_REASON = 500;

/** How a connection is opened and kept. Managers share connections for which all these values are the same. */
export type ConnectionOptions = Pick<Environment, 'streams' | 'WebSocket'> & {
  readonly clock: Clock;
  readonly random: Pick<Random, 'next'>;
  readonly inMicroseconds: boolean;
  readonly renewal: RenewalOptions | undefined;
  readonly maxFrameBytes: number | undefined;
  readonly wake: WakeSource | undefined;
  /** The only manager that may use the connection; `false` if every manager may. */
  readonly owner: object | false;
};

/** The functions by which a connection notifies a manager that uses it. */
export type ConnectionUser = ManagerHandlers & {
  /**
   * Called at each change of the connection. Notifies the manager's consumers. Returns a function that notifies the
   * manager's status listeners.
   */
  readonly changed: (connection: MarketConnection) => Notify | undefined;
  /** Removes the secrets of the manager's client from a text that the exchange sent. */
  readonly redact: (text: string) => string;
};

/**
 * A connection that carries up to 1,024 streams, of one or several managers. After a loss or a renewal, the connection
 * subscribes to the streams again. It is closed when no manager uses it any more.
 */
export class MarketConnection implements SessionOwner<MarketSession>, MarketSessionOwner {
  readonly #options: ConnectionOptions;
  /** All connections with the same clock, including this one until it is closed. */
  readonly #all: Set<MarketConnection>;
  /** The managers that use the connection. */
  readonly users: Set<ConnectionUser> = new Set();
  #stopWake: (() => void) | undefined;
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

  constructor(options: ConnectionOptions, all: Set<MarketConnection>) {
    this.#options = options;
    this.#all = all;
    all.add(this);
    const woke = (): void => {
      for (const { socket } of all) socket.wake();
    };
    this.socket = new ReconnectingSocket(
      {
        ...options,
        origin: options.streams,
        environment: options,
        report: this.report,
        dropped: this.dropped,
        redact: this.#redact,
        woke,
      },
      this,
    );
  }

  hasOptions(options: ConnectionOptions): boolean {
    const names = Object.keys(options) as (keyof ConnectionOptions)[];
    return names.every((name) => options[name] === this.#options[name]);
  }

  /** The number of streams. */
  get size(): number {
    return this.#index.size;
  }

  carries(stream: string): boolean {
    return this.#index.has(stream);
  }

  /**
   * Must be called when a manager has no consumers left on the connection. If other managers use the connection,
   * removes the manager. Otherwise closes the connection and keeps the manager, so that the manager still receives
   * errors that arrive later, such as an error of an asynchronous wake source.
   */
  leave(user: ConnectionUser, reason: string): void {
    if (this.users.size > 1) return void this.users.delete(user);
    this.#all.delete(this);
    this.#stopWake?.();
    this.#handover?.close();
    this.socket.close(reason);
  }

  /** Adds a consumer. The first consumer of a stream causes the subscription to the stream. */
  add(reader: StreamReader): void {
    const { stream } = reader;
    let subscription = this.#index.get(stream);
    if (!subscription) {
      subscription = new StreamSubscription(stream);
      this.#index.set(stream, subscription);
    }
    subscription.add(reader);
    // If the exchange has refused the stream before on one of the sockets, it is requested again.
    this.socket.session?.add(stream);
    this.socket.nextSession?.add(stream);
  }

  /**
   * Removes a consumer. If it was the last consumer of its stream, unsubscribes from the stream, and resolves when the
   * exchange has confirmed that it no longer sends the stream.
   */
  async remove(reader: StreamReader): Promise<void> {
    const { stream } = reader;
    const consumers = this.#index.get(stream)?.consumers;
    consumers?.remove(reader);
    if (consumers?.readers[0]) return;
    this.#index.delete(stream);
    this.#handover?.remove(stream);
    const { session, nextSession } = this.socket;
    session?.remove(stream);
    nextSession?.remove(stream);
    await session?.settled();
  }

  /**
   * Connects, unless the connection was started before. Then notifies all users, because some may have joined after the
   * last change of the connection. Both happen at the end of the current task of the event loop, so that the first URL
   * names every stream that this task subscribes.
   */
  start(): void {
    this.#stopWake ??= listenForWake(this.#options.wake, () => this.socket.wake(), this.report);
    if (this.#isStarting) return;
    this.#isStarting = true;
    queueMicrotask(() => {
      // A consumer may subscribe again if `socket.start` fails at once. This subscription starts the connection again.
      this.#isStarting = false;
      if (this.size > 0) this.socket.start();
      this.#notifyUsers();
    });
  }

  #notifyUsers(): void {
    // The consumers of all managers are notified before the listeners of any manager. So in a listener of `disconnect`,
    // no order book of the connection is live. The loop uses a copy of `users`. So a manager that joins meanwhile is
    // not notified of this change, which happened before the manager joined.
    for (const notify of [...this.users].map(({ changed }) => changed(this))) notify?.();
  }

  // The methods below are called by the reconnecting socket.

  createSession(): MarketSession {
    const { streams, inMicroseconds } = this.#options;
    const wanted = [...this.#index.keys()];
    const inUrl = this.#namesStreams ? streamsThatFit(wanted) : [];
    const session = new MarketSession(this, combinedUrl(streams, inUrl, inMicroseconds), wanted, inUrl);
    const upkeep = loadedUpkeep();
    // A session that is created while the connection is open belongs to a renewal.
    if (upkeep && this.socket.state === 'open') {
      this.#handover ??= new upkeep.Handover(this.clock, this.socket.frameClock);
      this.#handover.begin(this.socket.session);
    }
    return session;
  }

  readonly prepareRenewal: () => Promise<unknown> = loadUpkeep;

  changed(): void {
    if (!this.socket.nextSession) this.#watchSilence();
    this.#notifyUsers();
  }

  #watchSilence(): void {
    if (this.socket.state !== 'open') return this.#silence?.stop();
    const upkeep = loadedUpkeep();
    if (!upkeep) return void loadUpkeep().then(() => this.#watchSilence(), this.report);
    this.#silence ??= new upkeep.SilenceDetector(this.clock, () => this.#index.values(), this.socket);
    this.#silence.start();
  }

  handOver(_current: MarketSession, next: MarketSession, done: () => void): void {
    this.#handover?.whenSettled(next, () => this.#index.values(), done);
  }

  // The methods below are called by the sessions.

  get clock(): Clock {
    return this.#options.clock;
  }

  frame(session: MarketSession, frame: Frame, stream?: string): boolean {
    const subscription = stream === undefined ? this.#index.find(frame) : this.#index.get(stream);
    if (!subscription) return false;
    // If the stream was unsubscribed and subscribed again, events of the ended subscription may arrive until the
    // exchange has confirmed the UNSUBSCRIBE or the new SUBSCRIBE. These events are dropped, because events may be
    // missing between them and the first event of the new subscription.
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
      // A stream counts as confirmed only when its events are delivered. During a renewal, events that only the new
      // socket carries are held back. They are delivered when the old socket carries the stream too, or has ended.
      if (!current?.wasOpen || current.has(stream)) this.#index.get(stream)?.confirm(this.clock.now());
    }
  }

  staleChanged(session: MarketSession, isStale: boolean): void {
    if (session !== this.socket.session) return;
    for (const subscription of this.#index.values()) subscription.notifyStale(isStale);
  }

  refused(stream: string, message: unknown, code: unknown): void {
    const subscription = this.#index.get(stream);
    if (!subscription) return;
    const reason = typeof message === 'string' ? this.#redact(message.slice(0, LONGEST_REASON)) : 'refused';
    const error = new BinanceStreamError(`${stream}: ${reason}`, typeof code === 'number' ? code : undefined);
    subscription.refuse(error);
  }

  readonly dropped = (error: unknown): void => {
    for (const { dropped } of this.users) dropped(error);
  };

  readonly report = (error: unknown): void => {
    for (const { report } of this.users) report(error);
  };

  readonly #redact = (text: string): string => {
    for (const { redact } of this.users) text = redact(text);
    return text;
  };

  lost(session: MarketSession, reason: string): void {
    this.#namesStreams = session.wasOpen || !this.#namesStreams;
    const subscriptions = [...this.#index.values()];
    const next = this.socket.session;
    // The lost session may have been waiting for the response to a probe, to prove that the data is up to date. So the
    // remaining session sends a probe of its own.
    if (this.#handover?.sessionEnded(session, next, subscriptions, reason)) return next?.probe(false);
    this.#handover = undefined;
    // If the session never opened, the streams keep the status that they had before the session.
    const isReconnecting = session.wasOpen && this.socket.state === 'connecting';
    // A consumer that is notified may add a consumer to another stream. The new consumer must not count as confirmed.
    // So all streams are marked as lost before any consumer is notified.
    for (const each of subscriptions) each.lose(reason);
    if (isReconnecting) for (const each of subscriptions) each.notifyStatus('reconnecting');
  }
}
