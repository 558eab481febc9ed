import type { ClientContext } from '../client/context.js';
import { notSentError } from '../limits/not-sent-error.js';
import type { ResolvedLimitOptions } from '../limits/options.js';
import type { Permit } from '../limits/permit.js';
import type { Call } from '../operations/call.js';
import { type AnyOperation, isWrite } from '../operations/operation.js';
import type { Timer } from '../platform/clock.js';
import { LONGEST_TIMER } from '../platform/longest-timer.js';
import type { CallSignal } from './call-signal.js';
import type { Deadline } from './deadline.js';

/**
 * Returns how long a call may wait for permits by default, in ms. The call needs a permit of the limiter to send a
 * request. Calls that change something wait for less time, because an order sent minutes later is hardly what the caller
 * wants.
 */
export function longestWait(operation: AnyOperation): number {
  return isWrite(operation) ? 60_000 : 300_000;
}

/** How one call waits for the limiter's permits to send requests. */
export type CallWait = {
  /** The deadline of the call. It is paused while the call waits for a permit. */
  readonly deadline: Deadline;
  /** Whether this call requests what other calls need before they are sent: the server time or the order rules. */
  readonly isAsk: boolean;
  /** How long the call may still wait for permits, in ms. */
  left: number;
};

/** A call that is not sent until other calls have ended, such as a request for the server time. */
type Preparation = {
  /** Must be called when the other calls begin to wait for permits. */
  pause(): void;
  /** Must be called when the other calls no longer wait. */
  resume(): void;
};

/** Requests permits for the calls of a client, and pauses the deadlines of calls that wait for permits. */
export class Permits {
  readonly #context: ClientContext;
  readonly #limits: ResolvedLimitOptions;
  readonly #preparing = new Set<Preparation>();
  /** How many calls with `isAsk` are waiting for a permit. */
  #waitingAsks = 0;
  /** The earliest time of the next warning about a long wait, by the monotonic clock in ms. */
  #warnedUntil = 0;

  constructor(context: ClientContext, limits: ResolvedLimitOptions) {
    this.#context = context;
    this.#limits = limits;
  }

  /** Returns a permit to send a call, or a promise of a permit if the call has to wait. */
  acquire(call: Call, signal: CallSignal, wait: CallWait): Permit | Promise<Permit> {
    /** A wait of this many ms or longer is logged as a warning. While several calls wait, only one warning is logged. */
    const LONG_WAIT = 10_000;

    const { clock, credentials, limiter, logger } = this.#context;
    const request = (): Permit | Promise<Permit> => {
      const until = clock.monotonic() + wait.left;
      return limiter.acquire(call, this.#limits, until, signal, credentials?.apiKey, (delay) => {
        this.#context.watch?.('wait', call, delay);
        if (delay === Infinity) return;
        const now = clock.monotonic();
        const isLong = delay >= LONG_WAIT && now >= this.#warnedUntil;
        if (isLong) this.#warnedUntil = now + delay;
        logger[isLong ? 'warn' : 'debug']?.('waiting for the rate limits', { operation: call.name, delay });
      });
    };
    const permit = limiter.stored.read?.()?.then(request) ?? request();
    return typeof permit === 'function' ? permit : this.#waitFor(permit, wait);
  }

  /**
   * Waits for `preparing`, the promise of the calls whose answers this call needs before it is sent, such as the server
   * time. While those calls wait for permits, the deadline of this call is paused, and the time counts towards the
   * longest time that this call may wait for permits.
   *
   * @throws {BinanceRateLimitError} if this call would wait longer.
   */
  async prepare(preparing: Promise<unknown>, call: Call, wait: CallWait): Promise<void> {
    const { clock, limiter } = this.#context;
    let refuse: () => void;
    const prepared = new Promise((resolve, reject) => {
      preparing.then(resolve, reject);
      refuse = () => {
        const now = limiter.now();
        const rest = Math.max(0, limiter.known.address.suspension.until - clock.monotonic());
        reject(notSentError(call, 'it would wait longer than maxWait', now + rest, now));
      };
    });
    let timer: Timer;
    let pausedAt = 0;
    const preparation: Preparation = {
      pause: () => {
        wait.deadline.pause();
        pausedAt = clock.monotonic();
        const longest = Math.min(wait.left, LONGEST_TIMER);
        // If the exchange accepts no request for longer than this call may wait, the call fails at once.
        timer = clock.setTimeout(refuse, limiter.known.address.suspension.until - pausedAt > longest ? 0 : longest);
      },
      resume: () => {
        clock.clearTimeout(timer);
        wait.left -= clock.monotonic() - pausedAt;
        wait.deadline.resume();
      },
    };
    if (this.#waitingAsks > 0) preparation.pause();
    this.#preparing.add(preparation);
    try {
      await prepared;
    } finally {
      this.#preparing.delete(preparation);
      if (this.#waitingAsks > 0) preparation.resume();
    }
  }

  async #waitFor(permit: Promise<Permit>, wait: CallWait): Promise<Permit> {
    const { clock } = this.#context;
    const asked = clock.monotonic();
    wait.deadline.pause();
    if (wait.isAsk && this.#waitingAsks++ === 0) for (const each of this.#preparing) each.pause();
    try {
      return await permit;
    } finally {
      wait.left -= clock.monotonic() - asked;
      wait.deadline.resume();
      if (wait.isAsk && --this.#waitingAsks === 0) for (const each of this.#preparing) each.resume();
    }
  }
}
