import type { Random, Timer } from '@pkg/core';
import type { BinanceStreamError } from '@pkg/core/internal/platform';
import { releaseAttempt, reserveAttempt } from './attempt-budget.js';
import { backoffDelay } from './backoff.js';
import { FrameClock } from './frame-clock.js';
import type { HandshakeRefusal } from './handshake-refusal.js';
import type { LivenessMonitor } from './liveness-monitor.js';
import { type RenewalOptions, renewalAge } from './renewal-age.js';
import type { Session, SessionOwner } from './session.js';
import { type SessionEvents, SessionSocket, type SocketOptions } from './session-socket.js';

/**
 * A connection counts as healthy if it still receives frames this many ms after it opened. When a healthy connection is
 * lost, the attempts to reconnect are counted from 0, so the delays between them are short at first.
 */
const HEALTHY_AFTER = 10_000;
/**
 * How long to wait before the connection is renewed again, in ms. This wait applies if the code for renewals could not
 * be loaded, or if the exchange has announced that it will close the new socket too.
 */
const RENEW_AGAIN_AFTER = 60_000;

export type ReconnectingSocketOptions = SocketOptions & {
  readonly random: Pick<Random, 'next'>;
  readonly renewal: RenewalOptions | undefined;
  /** Receives the errors of {@link RenewalOptions.before}, and errors in loading the code that renewals need. */
  readonly report: (error: unknown) => void;
};

/**
 * - `idle`: not started, or closed.
 * - `waiting`: waits for the next attempt.
 * - `connecting`: the socket is being opened, or it is open and its session is not ready yet.
 * - `open`: the session is ready. During a renewal, there is a second socket.
 * - `failed`: no retry can succeed, because of {@link ReconnectingSocket.error}.
 */
export type ConnectionState = 'idle' | 'waiting' | 'connecting' | 'open' | 'failed';

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
 * - If the attempt budget is used up, `start()` and `wake()` lead to `waiting` first.
 * - A renewal opens a second socket while the state stays `open`. If the first socket is lost before the renewal is done,
 *   the second one takes over: the state becomes `open` if its session is ready, else `connecting`.
 */
export class ReconnectingSocket<S extends Session> {
  readonly #options: ReconnectingSocketOptions;
  readonly #owner: SessionOwner<S>;
  /** The clock of both sockets. It reads the time once for all frames that arrive in one task of the event loop. */
  readonly frameClock: FrameClock;
  #state: ConnectionState = 'idle';
  #current: SessionSocket<S> | undefined;
  /** The second socket, which exists during a renewal. */
  #next: SessionSocket<S> | undefined;
  #attempt = 0;
  /** How the exchange refused the last attempt; undefined if this attempt failed or ended in another way. */
  #refusal: HandshakeRefusal | undefined;
  #renewalFailures = 0;
  #healthyFrom = 0;
  #retryTimer: Timer;
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

  /** The number of attempts since the last loss of a connection that had worked for at least 10 s. */
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

  /** The current session, even if it is not ready yet. */
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
    this.#schedule(0, 'started');
  }

  /** Closes the connection until the next {@link start}. */
  close(reason = 'closed'): void {
    this.#stopTimers();
    const sockets = [this.#current, this.#next];
    this.#current = undefined;
    this.#next = undefined;
    this.#attempt = 0;
    this.#refusal = undefined;
    for (const socket of sockets) socket?.drop(reason, true);
    if (this.#state !== 'idle') this.#enter('idle', reason);
  }

  /** Closes the connection because of an error that would also end every further attempt. */
  fail(error: BinanceStreamError): void {
    this.close(error.message);
    this.#error = error;
    this.#enter('failed', error.message);
  }

  /** Cuts the socket of `session` and reconnects. During a renewal, the socket of the other session stays open. */
  reconnect(session: S, reason: string): void {
    const socket = this.#socketOf(session);
    if (socket) this.#lost(socket, reason);
  }

  /**
   * Called when the machine may have slept or changed its network. Connects at once if the connection is waiting for
   * its next attempt. Checks whether open sockets are still alive.
   */
  wake(): void {
    if (this.#state === 'waiting') {
      this.#attempt = 0;
      this.#schedule(0, 'woke');
    }
    this.#current?.liveness?.wake();
    // A consumer that was just told that its data is stale may have closed the connection.
    this.#next?.liveness?.wake();
  }

  /** The liveness monitor of the current socket; undefined until the socket is open. */
  get liveness(): LivenessMonitor | undefined {
    return this.#current?.liveness;
  }

  /** Renews the connection, because the exchange has announced that it will close the socket of a session. */
  endsSoon(session: S, reason: string): void {
    const socket = this.#socketOf(session);
    if (socket === this.#current && this.#state === 'open') void this.renew(reason);
    // The socket is not in use yet. `#enterOpen` reads this reason when the socket comes into use, and renews the
    // connection 60 s later.
    else if (socket) socket.endsBecause = reason;
  }

  #socketOf(session: S): SessionSocket<S> | undefined {
    return [this.#current, this.#next].find((socket) => socket?.session === session);
  }

  /** Opens a second socket, which then replaces the current one. */
  async renew(reason: string): Promise<void> {
    if (this.#state !== 'open' || this.#next) return;
    const { clock, renewal, report } = this.#options;
    const current = this.#current;
    try {
      await this.#owner.prepareRenewal();
    } catch (error) {
      if (this.#current !== current) return;
      clock.clearTimeout(this.#renewalTimer);
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
    const socket = this.#createSocket();
    this.#next = socket;
    const failures = this.#renewalFailures;
    const wait = reserveAttempt(clock, this.#options.origin) + (failures > 0 ? backoffDelay(failures, random) : 0);
    socket.openAfter(wait, this.#eventsOf(socket));
    this.#owner.changed();
  }

  #schedule(delay: number, reason: string): void {
    const { clock, origin } = this.#options;
    this.#stopTimers();
    const wait = Math.max(delay, reserveAttempt(clock, origin));
    if (wait > 0) {
      this.#retryTimer = clock.setTimeout(() => this.#connect(reason), wait);
      this.#enter('waiting', reason);
    } else {
      this.#connect(reason);
    }
  }

  #connect(reason: string): void {
    this.#attempt += 1;
    const socket = this.#createSocket();
    this.#current = socket;
    this.#enter('connecting', reason);
    // A listener that was notified of the state may have closed the connection.
    if (this.#current === socket) socket.open(this.#eventsOf(socket));
  }

  #createSocket(): SessionSocket<S> {
    return new SessionSocket(this.#owner.createSession(), this.#options, this.frameClock);
  }

  #eventsOf(socket: SessionSocket<S>): SessionEvents {
    return {
      ready: () => this.#ready(socket),
      lost: (reason, refusal) => this.#lost(socket, reason, refusal),
      failed: (error) => this.fail(error),
    };
  }

  #ready(socket: SessionSocket<S>): void {
    const current = this.#current;
    if (socket === current) this.#enterOpen();
    else if (current && socket === this.#next) {
      this.#owner.handOver(current.session, socket.session, () => this.#finishRenewal(socket));
    }
  }

  #finishRenewal(socket: SessionSocket<S>): void {
    const old = this.#current;
    if (!old || this.#next !== socket) return;
    this.#checkHealth(old);
    this.#current = socket;
    this.#next = undefined;
    old.drop('renewed', true);
    // A consumer that received the last events of the old session may have closed the connection.
    if (this.#current === socket) this.#enterOpen();
  }

  #enterOpen(openedBecause = this.#reason): void {
    const { clock, random, renewal } = this.#options;
    this.#healthyFrom = clock.monotonic() + HEALTHY_AFTER;
    clock.clearTimeout(this.#renewalTimer);
    const endsBecause = this.#current?.endsBecause;
    const wait = endsBecause ? RENEW_AGAIN_AFTER : renewalAge(renewal, random);
    this.#renewalTimer = clock.setTimeout(() => void this.renew(endsBecause ?? 'renewed by age'), wait);
    this.#enter('open', openedBecause);
  }

  /** Counts the attempts from 0 if the connection is healthy. `socket` is its current socket. */
  #checkHealth({ liveness }: SessionSocket<S>): void {
    if (this.#state === 'open' && liveness && liveness.receivedAt.monotonic >= this.#healthyFrom) this.#attempt = 0;
  }

  #lost(socket: SessionSocket<S>, reason: string, refusal?: HandshakeRefusal): void {
    if (socket === this.#next) {
      this.#next = undefined;
      socket.drop(reason, false);
      this.#renewalFailures += 1;
      if (this.#state === 'open') this.#openNext();
    } else if (socket === this.#current) {
      const before = this.#refusal;
      this.#refusal = refusal;
      if (refusal?.isFinal(before)) return this.fail(refusal.error);
      this.#checkHealth(socket);
      const next = this.#next;
      this.#next = undefined;
      this.#current = next;
      this.#stopTimers();
      socket.drop(reason, false);
      if (next && this.#current === next) {
        // The old socket was lost during a renewal, so the new one is used at once.
        this.#attempt = 1;
        if (next.isReady) this.#enterOpen(reason);
        else this.#enter('connecting', reason);
      } else if (this.#state === 'open' || this.#state === 'connecting') {
        this.#schedule(backoffDelay(Math.max(1, this.#attempt), this.#options.random), reason);
      }
    }
  }

  #stopTimers(): void {
    const { clock } = this.#options;
    clock.clearTimeout(this.#renewalTimer);
    clock.clearTimeout(this.#retryTimer);
    // The attempt that the retry timer would have started is reserved in the attempt budget. It is not made now, so it
    // is given back.
    if (this.#state === 'waiting') releaseAttempt(clock);
  }

  #enter(state: ConnectionState, reason: string): void {
    this.#state = state;
    this.#reason = reason;
    this.#owner.changed();
  }
}
