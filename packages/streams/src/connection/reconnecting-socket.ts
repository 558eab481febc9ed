import type { Clock, Environment, Random, Timer } from '@pkg/core';
import { BinanceStreamError } from '@pkg/core/internal/platform';
import { defaultWebSocket } from '#web-socket';
import type { Frame } from '../scan/frame.js';
import { takeAttempt } from './attempt-budget.js';
import { backoffDelay } from './backoff.js';
import { FrameClock } from './frame-clock.js';
import { LivenessMonitor } from './liveness-monitor.js';
import { Socket } from './socket.js';

const HOUR = 3_600_000;
/** The exchange cuts a connection after 24 hours. */
const OLDEST = 23 * HOUR;
const DIAL_TIMEOUT = 10_000;
/** Only a line that carried something for this long forgives the failures before it. */
const HEALTHY_AFTER = 10_000;
/** When a renewal that could not be done is tried again. */
const RENEW_AGAIN = 60_000;

/** What one socket is used for: made anew for each dial, and told what happens to its socket. */
export interface Session {
  readonly url: string;
  /** The socket is open. Make it usable, then call `ready` once. */
  opened(socket: Socket, ready: () => void): void;
  message(frame: Frame): void;
  /** A ping or pong went over the line. */
  control(): void;
  /** Send something the exchange will answer; `isDoubtful` where the host may have slept since the last frame. */
  probe(isDoubtful: boolean): void;
  /** The socket is gone; nothing comes any more. */
  lost(reason: string): void;
}

/** What a link asks of its owner. */
export interface ConnectionOwner<L extends Session> {
  /** A lane for the next dial. */
  createSession(): L;
  changed(): void;
  /** Asked before a renewal, which waits for it; `false` where there can be none now. Never rejects. */
  prepareRenewal(): Promise<boolean>;
  /** `next` is ready beside `current`: merge them, then call `done`; the old one is closed then. */
  handOver(current: L, next: L, done: () => void): void;
}

/** When a connection is renewed. */
export type RenewalOptions = {
  /** Age at which a connection is renewed at the latest, ms; never later than by default. @default 23 hours */
  readonly after?: number | undefined;
  /** How much earlier it may be, drawn anew each time, ms. @default 30 minutes */
  readonly jitter?: number | undefined;
  /** Called before a renewal starts, which waits for it. */
  readonly before?: (() => void | Promise<void>) | undefined;
};

export type ReconnectingSocketOptions = {
  readonly clock: Clock;
  readonly random: Pick<Random, 'next'>;
  /** Its `WebSocket` is looked up at each dial. */
  readonly environment: Pick<Environment, 'WebSocket'>;
  readonly renewal: RenewalOptions | undefined;
  /** Told of a frame of a kind no stream sends, and of what the hook before a renewal threw. */
  readonly report: (error: unknown) => void;
  /** Time jumped. Has to {@link ReconnectingSocket.wake} every link. */
  readonly woke: () => void;
};

/**
 * - `idle`: nothing was asked of it yet, or it was closed.
 * - `waiting`: for its next attempt.
 * - `connecting`: a dial is under way, or the socket is open and not yet usable.
 * - `open`: usable; a renewal may be under way beside it.
 * - `failed`: it cannot be; {@link ReconnectingSocket.error} says why. A new `start` tries again.
 */
export type ConnectionState = 'idle' | 'waiting' | 'connecting' | 'open' | 'failed';

type Line<L> = {
  readonly lane: L;
  ready: boolean;
  socket?: Socket | undefined;
  watchdog?: LivenessMonitor;
  timer?: Timer;
};

/**
 * One connection's life over any number of sockets.
 *
 * ```
 * idle ── start ──▶ connecting ── ready ──▶ open ── lost ──▶ waiting
 *                    ▲    └──── lost ────▶ waiting ── timer, wake ──▶ connecting
 * any ── close ──▶ idle        connecting ── refused for good ──▶ failed
 * ```
 * While `open`, a renewal dials a second line; when that one is ready both are merged and the first is closed.
 */
export class ReconnectingSocket<L extends Session> {
  readonly #setup: ReconnectingSocketOptions;
  readonly #owner: ConnectionOwner<L>;
  /** The time by which its frames are noted. */
  readonly turn: FrameClock;
  #state: ConnectionState = 'idle';
  #current: Line<L> | undefined;
  #next: Line<L> | undefined;
  #attempt = 0;
  #renewalFailures = 0;
  #healthyFrom = 0;
  #retry: Timer;
  #renewal: Timer;
  #reason = '';
  #error: BinanceStreamError | undefined;

  constructor(setup: ReconnectingSocketOptions, owner: ConnectionOwner<L>) {
    this.#setup = setup;
    this.#owner = owner;
    this.turn = new FrameClock(setup.clock);
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** Failures since the last healthy time. */
  get attempt(): number {
    return this.#attempt;
  }

  /** Why the state last changed. */
  get reason(): string {
    return this.#reason;
  }

  /** What made it fail. */
  get error(): BinanceStreamError | undefined {
    return this.#error;
  }

  /** The lane in use, open or being opened. */
  get lane(): L | undefined {
    return this.#current?.lane;
  }

  /** The lane of a renewal under way. */
  get nextSession(): L | undefined {
    return this.#next?.lane;
  }

  /** Connects, where nothing is under way. */
  start(): void {
    if (this.#state !== 'idle' && this.#state !== 'failed') return;
    this.#error = undefined;
    this.#attempt = 0;
    this.#schedule(0, 'started');
  }

  /** Gives the connection up, at once and for good until the next {@link start}. */
  close(reason = 'closed'): void {
    this.#stopTimers();
    const lines = [this.#current, this.#next];
    this.#current = undefined;
    this.#next = undefined;
    this.#attempt = 0;
    for (const line of lines) if (line) this.#drop(line, reason, true);
    if (this.#state !== 'idle') this.#enter('idle', reason);
  }

  /** Ends it with an error that trying again would not mend. */
  fail(error: BinanceStreamError): void {
    this.close(error.message);
    this.#error = error;
    this.#enter('failed', error.message);
  }

  /** Cuts the socket in use and connects anew. */
  recycle(reason: string): void {
    if (this.#current) this.#lost(this.#current, reason);
  }

  /** The host may have slept or changed its network: ask now, or dial now. */
  wake(): void {
    if (this.#state === 'waiting') {
      this.#attempt = 0;
      this.#schedule(0, 'woke');
    }
    for (const line of [this.#current, this.#next]) line?.watchdog?.wake();
  }

  /** Whether the socket in use has been silent for so long that the machine must have slept. */
  get hasSlept(): boolean {
    return this.#current?.watchdog?.hasSlept ?? false;
  }

  /** Asks the exchange for a sign of life now if the machine slept, before a timer or a frame does. */
  checkSleep(): void {
    this.#current?.watchdog?.checkSleep();
  }

  /** Opens a second line beside the one in use and moves over to it. */
  async renew(reason: string): Promise<void> {
    if (this.#state !== 'open' || this.#next) return;
    const { clock, renewal, report } = this.#setup;
    clock.clearTimeout(this.#renewal);
    const current = this.#current;
    try {
      await renewal?.before?.();
    } catch (error) {
      report(error);
    }
    const isPrepared = await this.#owner.prepareRenewal();
    if (this.#state !== 'open' || this.#next || this.#current !== current) return;
    if (!isPrepared) return this.#renewIn(RENEW_AGAIN);
    this.#reason = reason;
    this.#renewalFailures = 0;
    this.#dialNext();
  }

  #dialNext(): void {
    const { clock, random } = this.#setup;
    const line: Line<L> = { lane: this.#owner.createSession(), ready: false };
    this.#next = line;
    const failures = this.#renewalFailures;
    const wait = takeAttempt(clock) + (failures > 0 ? backoffDelay(failures, random) : 0);
    line.timer = clock.setTimeout(() => this.#dial(line), wait);
    this.#owner.changed();
  }

  #schedule(delay: number, reason: string): void {
    const { clock } = this.#setup;
    clock.clearTimeout(this.#retry);
    const wait = Math.max(delay, takeAttempt(clock));
    if (wait > 0) {
      this.#retry = clock.setTimeout(() => this.#connect(reason), wait);
      this.#enter('waiting', reason);
    } else {
      this.#connect(reason);
    }
  }

  #connect(reason: string): void {
    this.#attempt += 1;
    const line: Line<L> = { lane: this.#owner.createSession(), ready: false };
    this.#current = line;
    this.#enter('connecting', reason);
    if (this.#current === line) this.#dial(line);
  }

  #dial(line: Line<L>): void {
    const { clock } = this.#setup;
    const WebSocket = this.#setup.environment.WebSocket ?? defaultWebSocket();
    if (!WebSocket) return this.fail(new BinanceStreamError('no WebSocket: give one in the environment'));
    line.timer = clock.setTimeout(() => this.#lost(line, 'no connection within 10 s'), DIAL_TIMEOUT);
    try {
      line.socket = new Socket(WebSocket, line.lane.url, {
        open: () => this.#opened(line),
        message: (frame) => {
          line.watchdog?.heard();
          line.lane.message(frame);
        },
        control: () => {
          line.watchdog?.heard();
          line.lane.control();
        },
        binary: () => {
          line.watchdog?.heard();
          this.#setup.report(new BinanceStreamError('a binary frame'));
        },
        close: (reason, refusal) => {
          line.socket = undefined;
          // Twice, since the first address carries stream names that may be to blame.
          if (refusal && line === this.#current && this.#attempt > 1) this.fail(refusal);
          else this.#lost(line, reason);
        },
      });
    } catch (cause) {
      clock.clearTimeout(line.timer);
      this.fail(new BinanceStreamError(`cannot open ${line.lane.url.split('?')[0]}`, undefined, { cause }));
    }
  }

  #opened(line: Line<L>): void {
    const { clock } = this.#setup;
    const socket = line.socket;
    if (!socket) return;
    clock.clearTimeout(line.timer);
    line.watchdog = new LivenessMonitor(clock, this.turn, socket.seesPings, {
      probe: (isDoubtful) => line.lane.probe(isDoubtful),
      dead: (reason) => this.#lost(line, reason),
      woke: () => this.#setup.woke(),
    });
    line.lane.opened(socket, () => this.#ready(line));
  }

  #ready(line: Line<L>): void {
    const current = this.#current;
    line.ready = true;
    if (line === current) this.#settle();
    else if (current && line === this.#next) {
      this.#owner.handOver(current.lane, line.lane, () => this.#promote(line));
    }
  }

  /** The renewal's line takes over; the old one is closed. */
  #promote(line: Line<L>): void {
    const old = this.#current;
    if (!old || this.#next !== line) return;
    this.#current = line;
    this.#next = undefined;
    this.#drop(old, 'renewed', true);
    // Who was given what the old line left may have closed it.
    if (this.#current === line) this.#settle();
  }

  #settle(): void {
    const { clock, random, renewal } = this.#setup;
    const { after = OLDEST, jitter = HOUR / 2 } = renewal ?? {};
    this.#healthyFrom = clock.monotonic() + HEALTHY_AFTER;
    this.#renewIn(after - random.next() * jitter);
    this.#enter('open', this.#reason);
  }

  #renewIn(ms: number): void {
    const { clock } = this.#setup;
    clock.clearTimeout(this.#renewal);
    this.#renewal = clock.setTimeout(() => void this.renew('renewed by age'), Math.min(ms || OLDEST, OLDEST));
  }

  #lost(line: Line<L>, reason: string): void {
    const heardAt = line.watchdog?.heardAt.monotonic ?? 0;
    if (line === this.#next) {
      this.#next = undefined;
      this.#drop(line, reason, false);
      this.#renewalFailures += 1;
      if (this.#state === 'open') this.#dialNext();
    } else if (line === this.#current) {
      if (this.#state === 'open' && heardAt >= this.#healthyFrom) this.#attempt = 0;
      const next = this.#next;
      this.#next = undefined;
      this.#current = next;
      this.#stopTimers();
      this.#drop(line, reason, false);
      if (next && this.#current === next) this.#adopt(next, reason);
      else if (this.#state === 'open' || this.#state === 'connecting') {
        this.#schedule(backoffDelay(Math.max(1, this.#attempt), this.#setup.random), reason);
      }
    }
  }

  /** The old line went while its successor was on the way: the successor is the connection now. */
  #adopt(next: Line<L>, reason: string): void {
    this.#attempt = 1;
    if (next.ready) {
      this.#reason = reason;
      this.#settle();
    } else {
      this.#enter('connecting', reason);
    }
  }

  #drop(line: Line<L>, reason: string, gracefully: boolean): void {
    this.#setup.clock.clearTimeout(line.timer);
    line.watchdog?.stop();
    const socket = line.socket;
    line.socket = undefined;
    socket?.terminate(gracefully);
    line.lane.lost(reason);
  }

  #stopTimers(): void {
    this.#setup.clock.clearTimeout(this.#retry);
    this.#setup.clock.clearTimeout(this.#renewal);
  }

  #enter(state: ConnectionState, reason: string): void {
    this.#state = state;
    this.#reason = reason;
    this.#owner.changed();
  }
}
