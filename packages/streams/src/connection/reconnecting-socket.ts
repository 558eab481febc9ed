import type { Clock, Environment, Random, Timer } from '@pkg/core';
import type { BinanceStreamError } from '@pkg/core/internal/platform';
import { defaultWebSocket } from '#web-socket';
import { frameTooLong, invalidAddress, missingWebSocket, unexpectedFrame } from '../stream-errors.js';
import { blockAttempts, releaseAttempt, reserveAttempt } from './attempt-budget.js';
import { backoffDelay } from './backoff.js';
import { FrameClock } from './frame-clock.js';
import { LivenessMonitor } from './liveness-monitor.js';
import type { Session, SessionOwner } from './session.js';
import { Socket } from './socket.js';

const HOUR = 3_600_000;
/** The exchange cuts a connection after 24 hours. */
const MAX_AGE = 23 * HOUR;
const CONNECT_TIMEOUT = 10_000;
/** Only a connection that received frames for this long resets the attempt count. */
const HEALTHY_AFTER = 10_000;
/** After the code of a renewal could not be loaded. */
const RENEW_AGAIN_AFTER = 60_000;
/** Default of the option `maxFrameBytes`. */
const MAX_FRAME_BYTES = 8 * 2 ** 20;

/** When a connection is renewed. */
export type RenewalOptions = {
  /**
   * Age at which a connection is renewed at the latest, ms. Values above the default have no effect. @default 23 hours
   */
  readonly after?: number | undefined;
  /** How much earlier it may be renewed, drawn anew each time, ms. @default 30 minutes */
  readonly jitter?: number | undefined;
  /** Called before a renewal. The renewal waits for it. */
  readonly before?: (() => void | Promise<void>) | undefined;
};

export type ReconnectingSocketOptions = {
  readonly clock: Clock;
  readonly random: Pick<Random, 'next'>;
  /**
   * Where the socket connects. After the origin refuses a handshake and names a time to wait, all connections to it
   * wait.
   */
  readonly origin: string;
  /** Its `WebSocket` is read for each new socket. */
  readonly environment: Pick<Environment, 'WebSocket'>;
  readonly renewal: RenewalOptions | undefined;
  /** The longest frame that is read. @default 8 MiB */
  readonly maxFrameBytes: number | undefined;
  /** Removes secrets from a text that the other end sent. */
  readonly redact?: ((text: string) => string) | undefined;
  /** Receives what {@link RenewalOptions.before} throws. */
  readonly report: (error: unknown) => void;
  /** Receives the error of each frame that was dropped. */
  readonly dropped: (error: unknown) => void;
  /** The machine slept. The handler has to {@link ReconnectingSocket.wake} every connection. */
  readonly woke: () => void;
};

/**
 * - `idle`: not started, or closed.
 * - `waiting`: waits for the next attempt.
 * - `connecting`: the socket is being opened, or it is open and its session is not ready yet.
 * - `open`: the session is ready. A renewal may be under way beside it.
 * - `failed`: given up because of {@link ReconnectingSocket.error}.
 */
export type ConnectionState = 'idle' | 'waiting' | 'connecting' | 'open' | 'failed';

/** A session with its socket and timers. */
type Slot<S> = {
  readonly session: S;
  isReady: boolean;
  /** Whether the connection attempt that was reserved for it was made. */
  wasTried?: boolean;
  socket?: Socket | undefined;
  liveness?: LivenessMonitor;
  timer?: Timer;
};

/**
 * A connection that reconnects after losses and renews itself before the exchange cuts it.
 *
 * ```
 *             start()
 *   idle ──────────────────▶ connecting ── session ready ──▶ open
 *                             ▲      │                        │
 *         delay over, wake()  │      │ socket lost            │ socket lost
 *                             │      ▼ or not open in 10 s    ▼
 *                            waiting ◀────────────────────────┘
 *
 *   connecting ── refused for good, no WebSocket ──▶ failed ── start() ──▶ connecting
 *   any state ── close() ──▶ idle
 * ```
 *
 * - Where the attempt budget is used up, `start()` and `wake()` lead to `waiting` first.
 * - A renewal opens a second socket while the state stays `open`. If the first socket is lost before the renewal is done,
 *   the second one takes over: the state becomes `open` if its session is ready, else `connecting`.
 */
export class ReconnectingSocket<S extends Session> {
  readonly #options: ReconnectingSocketOptions;
  readonly #owner: SessionOwner<S>;
  /** The clock of its frames. */
  readonly frameClock: FrameClock;
  #state: ConnectionState = 'idle';
  #current: Slot<S> | undefined;
  /** The second socket of a renewal. */
  #next: Slot<S> | undefined;
  #attempt = 0;
  #renewalFailures = 0;
  #healthyFrom = 0;
  #retryTimer: Timer;
  /** Whether the retry timer runs, which has a reserved attempt. */
  #isRetrying = false;
  #renewalTimer: Timer;
  #reason = '';
  #error: BinanceStreamError | undefined;

  constructor(options: ReconnectingSocketOptions, owner: SessionOwner<S>) {
    this.#options = options;
    this.#owner = owner;
    this.frameClock = new FrameClock(options.clock);
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** Attempts since the connection was last healthy. */
  get attempt(): number {
    return this.#attempt;
  }

  /** Why the state last changed. */
  get reason(): string {
    return this.#reason;
  }

  /** Why the state is `failed`. */
  get error(): BinanceStreamError | undefined {
    return this.#error;
  }

  /** The session in use, ready or not. */
  get session(): S | undefined {
    return this.#current?.session;
  }

  /** The second session, while a renewal is under way. */
  get nextSession(): S | undefined {
    return this.#next?.session;
  }

  /** Connects if the state is `idle` or `failed`. */
  start(): void {
    if (this.#state !== 'idle' && this.#state !== 'failed') return;
    this.#error = undefined;
    this.#attempt = 0;
    this.#schedule(0, 'started');
  }

  /** Closes the connection until the next {@link start}. */
  close(reason = 'closed'): void {
    this.#stopTimers();
    const slots = [this.#current, this.#next];
    this.#current = undefined;
    this.#next = undefined;
    this.#attempt = 0;
    for (const slot of slots) if (slot) this.#drop(slot, reason, true);
    if (this.#state !== 'idle') this.#enter('idle', reason);
  }

  /** Closes the connection because of an error that no retry can change. */
  fail(error: BinanceStreamError): void {
    this.close(error.message);
    this.#error = error;
    this.#enter('failed', error.message);
  }

  /** Cuts the socket in use and connects anew. */
  reconnect(reason: string): void {
    if (this.#current) this.#lost(this.#current, reason);
  }

  /** The machine may have slept or changed its network: probes the open sockets, or connects at once. */
  wake(): void {
    if (this.#state === 'waiting') {
      this.#attempt = 0;
      this.#schedule(0, 'woke');
    }
    for (const slot of [this.#current, this.#next]) slot?.liveness?.wake();
  }

  /** Whether the socket in use was silent for so long that the machine must have slept. */
  get hasSlept(): boolean {
    return this.#current?.liveness?.hasSlept ?? false;
  }

  /** If the machine slept, probes the connections now, before a timer or a frame shows it. */
  checkSleep(): void {
    this.#current?.liveness?.checkSleep();
  }

  /** Opens a second socket beside the one in use and replaces that one by it. */
  async renew(reason: string): Promise<void> {
    if (this.#state !== 'open' || this.#next) return;
    const { clock, renewal, report } = this.#options;
    clock.clearTimeout(this.#renewalTimer);
    const current = this.#current;
    try {
      await this.#owner.prepareRenewal();
    } catch (error) {
      if (this.#current !== current) return;
      this.#renewalTimer = clock.setTimeout(() => void this.renew(reason), RENEW_AGAIN_AFTER);
      return report(error);
    }
    try {
      await renewal?.before?.();
    } catch (error) {
      report(error);
    }
    if (this.#state !== 'open' || this.#next || this.#current !== current) return;
    this.#reason = reason;
    this.#renewalFailures = 0;
    this.#openNext();
  }

  #openNext(): void {
    const { clock, random } = this.#options;
    const slot: Slot<S> = { session: this.#owner.createSession(), isReady: false };
    this.#next = slot;
    const failures = this.#renewalFailures;
    const wait = reserveAttempt(clock, this.#options.origin) + (failures > 0 ? backoffDelay(failures, random) : 0);
    slot.timer = clock.setTimeout(() => this.#open(slot), wait);
    this.#owner.changed();
  }

  #schedule(delay: number, reason: string): void {
    const { clock, origin } = this.#options;
    this.#stopRetry();
    const wait = Math.max(delay, reserveAttempt(clock, origin));
    if (wait > 0) {
      this.#isRetrying = true;
      this.#retryTimer = clock.setTimeout(() => {
        this.#isRetrying = false;
        this.#connect(reason);
      }, wait);
      this.#enter('waiting', reason);
    } else {
      this.#connect(reason);
    }
  }

  #connect(reason: string): void {
    this.#attempt += 1;
    const slot: Slot<S> = { session: this.#owner.createSession(), isReady: false };
    this.#current = slot;
    this.#enter('connecting', reason);
    // A listener of the change may have closed the connection.
    if (this.#current === slot) this.#open(slot);
  }

  #open(slot: Slot<S>): void {
    const { clock, environment, origin, dropped, redact, maxFrameBytes = MAX_FRAME_BYTES } = this.#options;
    slot.wasTried = true;
    const WebSocket = environment.WebSocket ?? defaultWebSocket();
    if (!WebSocket) return this.fail(missingWebSocket());
    slot.timer = clock.setTimeout(() => this.#lost(slot, 'no connection within 10 s'), CONNECT_TIMEOUT);
    try {
      slot.socket = new Socket(WebSocket, slot.session.url, maxFrameBytes, {
        open: () => this.#opened(slot),
        message: (frame) => {
          slot.liveness?.received();
          // Whatever a frame makes the code throw, the connection continues.
          try {
            if (frame.length > maxFrameBytes) throw frameTooLong(frame.length, maxFrameBytes);
            slot.session.message(frame);
          } catch (error) {
            dropped(error);
          }
        },
        control: () => {
          slot.liveness?.received();
          slot.session.control();
        },
        binary: () => {
          slot.liveness?.received();
          dropped(unexpectedFrame('binary'));
        },
        close: (shown, refusal) => {
          const reason = redact?.(shown) ?? shown;
          slot.socket = undefined;
          if (refusal) blockAttempts(clock, origin, refusal.wait);
          if (refusal && slot === this.#current && this.#attempt > refusal.lastAttempt) this.fail(refusal.error);
          else this.#lost(slot, reason);
        },
      });
    } catch (cause) {
      clock.clearTimeout(slot.timer);
      this.fail(invalidAddress(slot.session.url, cause));
    }
  }

  #opened(slot: Slot<S>): void {
    const { clock, woke } = this.#options;
    const { session, socket } = slot;
    if (!socket) return;
    clock.clearTimeout(slot.timer);
    slot.liveness = new LivenessMonitor(clock, this.frameClock, socket.seesPings, {
      probe: (isStale) => session.probe(isStale),
      dead: (reason) => this.#lost(slot, reason),
      woke: () => woke(),
    });
    session.opened(socket, () => this.#ready(slot));
  }

  #ready(slot: Slot<S>): void {
    const current = this.#current;
    slot.isReady = true;
    if (slot === current) this.#enterOpen();
    else if (current && slot === this.#next) {
      this.#owner.handOver(current.session, slot.session, () => this.#finishRenewal(slot));
    }
  }

  #finishRenewal(slot: Slot<S>): void {
    const old = this.#current;
    if (!old || this.#next !== slot) return;
    this.#current = slot;
    this.#next = undefined;
    this.#drop(old, 'renewed', true);
    // A consumer of the old session's last events may have closed the connection.
    if (this.#current === slot) this.#enterOpen();
  }

  #enterOpen(): void {
    const { clock, random, renewal } = this.#options;
    const { after = MAX_AGE, jitter = HOUR / 2 } = renewal ?? {};
    this.#healthyFrom = clock.monotonic() + HEALTHY_AFTER;
    clock.clearTimeout(this.#renewalTimer);
    const age = Math.min(after - random.next() * jitter || MAX_AGE, MAX_AGE);
    this.#renewalTimer = clock.setTimeout(() => void this.renew('renewed by age'), age);
    this.#enter('open', this.#reason);
  }

  #lost(slot: Slot<S>, reason: string): void {
    const receivedAt = slot.liveness?.receivedAt.monotonic ?? 0;
    if (slot === this.#next) {
      this.#next = undefined;
      this.#drop(slot, reason, false);
      this.#renewalFailures += 1;
      if (this.#state === 'open') this.#openNext();
    } else if (slot === this.#current) {
      if (this.#state === 'open' && receivedAt >= this.#healthyFrom) this.#attempt = 0;
      const next = this.#next;
      this.#next = undefined;
      this.#current = next;
      this.#stopTimers();
      this.#drop(slot, reason, false);
      if (next && this.#current === next) this.#useNext(next, reason);
      else if (this.#state === 'open' || this.#state === 'connecting') {
        this.#schedule(backoffDelay(Math.max(1, this.#attempt), this.#options.random), reason);
      }
    }
  }

  /** The old socket was lost during a renewal, so the new one takes over at once. */
  #useNext(next: Slot<S>, reason: string): void {
    this.#attempt = 1;
    if (next.isReady) {
      this.#reason = reason;
      this.#enterOpen();
    } else {
      this.#enter('connecting', reason);
    }
  }

  #drop(slot: Slot<S>, reason: string, gracefully: boolean): void {
    const { clock } = this.#options;
    clock.clearTimeout(slot.timer);
    if (!slot.wasTried) releaseAttempt(clock);
    slot.liveness?.stop();
    const socket = slot.socket;
    slot.socket = undefined;
    socket?.terminate(gracefully);
    slot.session.lost(reason);
  }

  #stopTimers(): void {
    this.#stopRetry();
    this.#options.clock.clearTimeout(this.#renewalTimer);
  }

  #stopRetry(): void {
    const { clock } = this.#options;
    clock.clearTimeout(this.#retryTimer);
    if (this.#isRetrying) releaseAttempt(clock);
    this.#isRetrying = false;
  }

  #enter(state: ConnectionState, reason: string): void {
    this.#state = state;
    this.#reason = reason;
    this.#owner.changed();
  }
}
