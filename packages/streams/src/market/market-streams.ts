import type { ClientContext, Clock, Emit, Environment, Listener, Logger, Random } from '@pkg/core';
import {
  assertConfig,
  BinanceStreamError,
  checkEnvironment,
  Emitter,
  liveStreams,
  systemClock,
  systemJitter,
} from '@pkg/core/internal/platform';
import { sharedSignal } from '#shared-signal';
import { checkListener, checkSignal } from '../arguments.js';
import { droppedFrames } from '../connection/dropped-frames.js';
import type { RenewalOptions } from '../connection/renewal-age.js';
import { type BoardEvents, type Notify, StatusBoard, type StatusListener } from '../connection/status-board.js';
import type { WakeSource } from '../connection/wake-source.js';
import { callListener, handled } from '../events/call-listener.js';
import type { Consumer, GapNotice, Stop, StreamNotice, StreamStatus } from '../events/consumer.js';
import { managerClosed } from '../stream-errors.js';
import { checkStreamName } from '../stream-names.js';
import type { EventOf } from '../topics.js';
import type { ConnectionOptions, ConnectionUser, MarketConnection } from './market-connection.js';
import { connectionFor } from './shared-connections.js';
import { type StreamEvents, streamEventNames } from './stream-events.js';
import { notifyStatus, type StreamReader } from './stream-subscription.js';

/** Options of {@link MarketStreams} and of the classes that build on it. */
export type StreamsOptions = {
  /** Where to connect. @default environments.live */
  readonly environment?: Environment | undefined;
  /** Unit of all times in events. @default 'millisecond' */
  readonly timeUnit?: 'millisecond' | 'microsecond' | undefined;
  /** The clock for times and timers. @default the clock of this machine */
  readonly clock?: Clock | undefined;
  /**
   * The source of random numbers, for the delays of connection attempts and renewals.
   * @default the platform's source
   */
  readonly random?: Random | undefined;
  /** Receives the log messages of the streams. @default none */
  readonly logger?: Logger | undefined;
  /**
   * Receives errors of four kinds: of listeners; of frames that cannot be read; of accounts that cannot be read or that
   * the exchange refuses; and about gaps in streams that have a consumer without a `notice` listener.
   * @default `warn` of the logger, or of the console if there is no logger
   */
  readonly onError?: ((error: unknown, stream: string) => unknown) | undefined;
  /**
   * Sets when each connection is replaced by a new one. The exchange closes each connection after 24 hours.
   * @default at an age between 22.5 and 23 hours
   */
  readonly renewal?: RenewalOptions | undefined;
  /**
   * The largest frame that is accepted, in bytes. When a larger one arrives, `ws` in Node closes the connection. A
   * browser cannot limit frames, so there the frame is dropped after it was received.
   *
   * @default 8 MiB
   */
  readonly maxFrameBytes?: number | undefined;
  /** Reports that the machine woke from sleep. @default events of the page in a browser; elsewhere none */
  readonly wake?: WakeSource | undefined;
  /**
   * Whether the manager shares connections of market streams with other managers. Managers share them if their
   * `environment` has the same `streams` and `WebSocket`, their `timeUnit` and `maxFrameBytes` are equal, and their
   * `clock`, `random`, `renewal` and `wake` are the same objects. @default true
   */
  readonly shareConnections?: boolean | undefined;
};

/** Anything with a {@link ClientContext}, such as a client of `@pkg/core`. */
export type ContextOwner = {
  /** The context that the client shares with the streams. */
  readonly context: ClientContext;
};

/** Options of one subscription. */
export type ConsumeOptions = {
  /** A signal that ends the subscription when it is aborted, even before the stream is confirmed. @default none */
  readonly signal?: AbortSignal | undefined;
};

/** Options of one subscription by a listener. */
export type SubscribeOptions = ConsumeOptions & {
  /**
   * Receives notices of gaps, before the events that follow the gap.
   * @default none; gaps of market streams are then reported by `onError`
   */
  readonly notice?: ((notice: StreamNotice) => void) | undefined;
};

/**
 * Subscribes to any number of market streams, over as few connections as possible. All consumers of a stream share one
 * subscription.
 *
 * Whole numbers in events are JavaScript numbers, so numbers above 2^53 are rounded. Current ids are about 100,000
 * times smaller than this limit. REST and user data return numbers above 2^53 as text.
 */
export class MarketStreams {
  readonly #options: StreamsOptions;
  readonly #connectionOptions: ConnectionOptions;
  /** For each connection that this manager uses, the manager's own consumers of the connection's streams. */
  readonly #connections: Map<MarketConnection, Set<StreamReader>> = new Map();
  /**
   * Passes an error of a listener or of a frame to `onError`. Without `onError` it goes to the logger, or else to the
   * console.
   */
  protected readonly report = (error: unknown, stream = ''): void => {
    const { onError, logger } = this.#options;
    const hook = (): unknown => {
      if (onError) return onError(error, stream);
      if (logger?.warn) return logger.warn(`${stream}: ${error}`, { stream });
      return console.warn(`${stream}:`, error);
    };
    // An error thrown by `onError` or by the logger is ignored, because it cannot be reported anywhere.
    callListener(hook, () => undefined);
  };
  /** The functions by which connections and streams notify this manager. */
  readonly #user: ConnectionUser;
  #connectionCount = 0;
  #isClosed = false;
  #unnoticedGaps = 0;
  protected readonly events: Emitter<StreamEvents> = new Emitter<StreamEvents>(streamEventNames, this.report);
  /** The status of all connections, including those for user data. */
  protected readonly board: StatusBoard;

  constructor(clientOrOptions: ContextOwner | StreamsOptions = {}) {
    assertConfig(
      Object(clientOrOptions) === clientOrOptions,
      'clientOrOptions',
      'a client or options',
      clientOrOptions,
    );
    const options: StreamsOptions = 'context' in clientOrOptions ? clientOrOptions.context : clientOrOptions;
    this.#options = options;
    const { clock = systemClock, random, environment, renewal, maxFrameBytes, wake } = options;
    const { streams, WebSocket } = environment ? checkEnvironment(environment) : { streams: liveStreams };
    this.#connectionOptions = {
      ...{
        clock,
        streams,
        WebSocket,
        renewal,
        maxFrameBytes,
        wake,
        inMicroseconds: options.timeUnit === 'microsecond',
      },
      // The default `random` of a client has the same `next` as `systemJitter`, but is another object. One object is
      // used for both, so that managers with and without a client share connections.
      random: !random || random.next === systemJitter.next ? systemJitter : random,
      owner: options.shareConnections === false && this,
    };
    // `options` may be the context of a client. Its credentials know the secrets that error messages must not contain.
    const { credentials } = options as Partial<ClientContext>;
    const redact = (text: string): string => credentials?.redactor()(text) ?? text;
    const dropped = droppedFrames(clock, this.report, redact);
    this.#user = { report: this.report, dropped, redact, gap: this.#gap, changed: this.#changed };
    // `StreamEvents` includes every event of `BoardEvents`.
    this.board = new StatusBoard(clock, this.events.emit as Emit<BoardEvents>);
  }

  /** The worst of the statuses of all connections. */
  get status(): StreamStatus {
    return this.board.status ?? (this.#isClosed ? 'closed' : 'idle');
  }

  /** Calls `listener` at each change of a connection. Returns a function that removes the listener. */
  onStatus(listener: StatusListener): () => void {
    checkListener(listener);
    return this.on('status', (change) => callListener(() => listener(change), this.report));
  }

  /**
   * Calls `listener` with each event of this name: `status`, `connect`, `disconnect` and `renew` of the connections,
   * and `gap` of the streams. Returns a function that removes the listener. A listener that throws or rejects does not
   * affect anything else; its first failure goes to `onError`.
   *
   * @throws {BinanceConfigError} if there is no event of this name, or `listener` is not a function.
   */
  on<K extends keyof StreamEvents & string>(name: K, listener: Listener<StreamEvents[K]>): () => void {
    return this.events.on(name, listener);
  }

  /**
   * Adds a consumer to a stream. The first consumer causes the subscription to the stream.
   *
   * Resolves with a function that ends the subscription, when the exchange has confirmed the stream. While there is no
   * connection, the call keeps waiting; abort the `signal` to give up. The exchange also confirms the stream of a
   * symbol that it does not list, but sends nothing on it.
   *
   * @throws {BinanceConfigError} when an argument is illegal. Nothing is sent.
   * @throws {BinanceStreamError} when the exchange refuses the stream or the connection for good, or the manager is
   * closed meanwhile.
   */
  consume<T extends string>(topic: T, consumer: Consumer<EventOf<T>>, options?: ConsumeOptions): Promise<Stop> {
    return handled(this.#consume(topic, consumer, options));
  }

  async #consume<E>(topic: string, consumer: Consumer<E>, options?: ConsumeOptions): Promise<Stop> {
    checkStreamName(topic);
    assertConfig(Object(consumer) === consumer, 'consumer', 'an object', consumer);
    if ('event' in consumer) checkListener(consumer.event);
    const signal = options?.signal;
    checkSignal(signal);
    signal?.throwIfAborted();
    this.#isClosed = false;
    const connection = connectionFor(topic, this.#connectionOptions);
    const readers = this.#join(connection);
    let stopping: Promise<void> | undefined;
    let abort: () => void;
    let reader: StreamReader;
    const stop = (): Promise<void> => {
      sharedSignal(signal)?.removeEventListener('abort', abort);
      stopping ??= this.#detach(connection, reader);
      return stopping;
    };
    const confirmed = new Promise<void>((resolve, reject) => {
      abort = () => {
        void stop();
        reject(signal?.reason);
      };
      sharedSignal(signal)?.addEventListener('abort', abort);
      reader = {
        stream: topic,
        consumer: consumer as Consumer,
        manager: this.#user,
        report: (error) => this.report(error, topic),
        settle: (error) => (error ? reject(error) : resolve()),
        stop,
      };
      readers.add(reader);
      connection.add(reader);
      connection.start();
    });
    try {
      await confirmed;
    } catch (error) {
      void stop();
      throw error;
    }
    return stop;
  }

  /**
   * Calls `listener` with each event of a stream. All listeners of a stream receive the same object, so do not change it.
   * Resolves as {@link consume} does.
   *
   * @throws {BinanceConfigError} when an argument is illegal. Nothing is sent.
   * @throws {BinanceStreamError} when the exchange refuses the stream or the connection for good, or the manager is
   * closed meanwhile.
   */
  subscribe<T extends string>(
    topic: T,
    listener: (event: EventOf<T>) => unknown,
    options?: SubscribeOptions,
  ): Promise<Stop> {
    return this.consume(topic, { event: listener, notice: options?.notice }, options);
  }

  /**
   * Whether the connection of a stream has been silent for over 30 s. While the machine is awake, a probe is sent
   * before that, so such a silence means that the machine slept. Only compares times; {@link checkSleep} also reacts to
   * the sleep.
   */
  hasSlept(topic: string): boolean {
    const connections = [...this.#connections.keys()];
    return connections.some((connection) => connection.carries(topic) && connection.socket.liveness?.hasSlept);
  }

  /**
   * Checks now whether the machine slept, without waiting for the next timer or frame of a connection. If it slept,
   * consumers are notified by {@link Consumer.stale}, and a request on every connection checks whether it is alive.
   */
  checkSleep(): void {
    for (const { socket } of this.#connections.keys()) socket.liveness?.checkSleep();
  }

  /**
   * Ends every subscription, and closes every connection that no other manager uses. A later subscription connects
   * again.
   */
  async close(): Promise<void> {
    this.#isClosed = true;
    const error = managerClosed();
    const notifies: Notify[] = [];
    for (const [connection, own] of this.#connections) {
      const readers = [...own];
      for (const reader of readers) void reader.stop();
      const notify = this.#leave(connection, 'closed');
      notifies.push(() => {
        for (const reader of readers) notifyStatus(reader, 'closed', error);
        notify?.();
      });
    }
    // A consumer or a status listener may subscribe again, which adds a new connection. The new one stays open.
    for (const notify of notifies) notify();
  }

  /** Returns the set of this manager's consumers on a connection. */
  #join(connection: MarketConnection): Set<StreamReader> {
    let readers = this.#connections.get(connection);
    if (!readers) {
      readers = new Set();
      this.#connections.set(connection, readers);
      this.board.add(connection.socket, `market-${++this.#connectionCount}`);
      connection.users.add(this.#user);
    }
    return readers;
  }

  #leave(connection: MarketConnection, reason: string): Notify | undefined {
    this.#connections.delete(connection);
    connection.leave(this.#user, reason);
    return this.board.remove(connection.socket, reason);
  }

  async #detach(connection: MarketConnection, reader: StreamReader): Promise<void> {
    // If the manager was closed meanwhile, it no longer has this consumer.
    if (!this.#connections.get(connection)?.delete(reader)) return;
    await connection.remove(reader);
    if (this.#connections.get(connection)?.size === 0) this.#leave(connection, 'no stream left')?.();
  }

  readonly #changed = (connection: MarketConnection): Notify | undefined => {
    const { socket } = connection;
    return this.board.update(socket, (status) => {
      const readers = this.#connections.get(connection);
      // A consumer may subscribe again when it is notified. The copy does not contain such new readers, because the
      // change and its error are older than their subscriptions.
      for (const reader of new Set(readers)) if (readers?.has(reader)) notifyStatus(reader, status, socket.error);
    });
  };

  /**
   * Emits a `gap` event. If a consumer has no `notice` listener, also reports an error. All gaps of one task of the
   * event loop are reported by a single error.
   */
  readonly #gap = (notice: GapNotice, isUnnoticed: boolean): void => {
    this.events.emit('gap', () => notice);
    // Only the first of the gaps schedules the report.
    if (!isUnnoticed || this.#unnoticedGaps++) return;
    queueMicrotask(() => {
      const message = `events of ${this.#unnoticedGaps} streams are missing: ${notice.reason}`;
      this.report(new BinanceStreamError(message), notice.stream);
      this.#unnoticedGaps = 0;
    });
  };
}
