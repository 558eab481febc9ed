import type { ClientContext } from '../client/context.js';
import type { ResolvedLimitOptions } from '../limits/options.js';
import type { Permit } from '../limits/permit.js';
import type { Call } from '../operations/call.js';
import type { CallSignal } from './call-signal.js';
import type { Deadline } from './deadline.js';

/**
 * How long a call waits for permits by default, in ms. Calls that change something wait for a shorter time, because the
 * caller hardly wants an order that is sent minutes later.
 */
const LONGEST_WAIT = { write: 60_000, test: 300_000, read: 300_000 };

/** A wait of this many ms or more is logged as a warning, once for all calls that wait at the same time. */
const LONG_WAIT = 10_000;

/** How one call waits for permits: its deadline, its longest allowed wait, and the time that it has waited. */
export type CallWait = {
  /** The deadline of the call. It is paused while the call waits for a permit. */
  readonly deadline: Deadline;
  /** The total time that the call may wait for permits, in ms; undefined for the default. */
  readonly maxWait: number | undefined;
  /**
   * Whether other calls wait for the answer of this call before they are sent, because it requests the server time or
   * the order rules.
   */
  readonly isAsk: boolean;
  /** How long the call has waited for permits so far, in ms. */
  waited: number;
};

/** Requests permits for the calls of a client, and pauses the deadlines of calls that wait for permits. */
export class Permits {
  readonly #context: ClientContext;
  readonly #limits: ResolvedLimitOptions;
  /**
   * The deadlines of calls that cannot be sent before another call is answered, such as a measurement of the server
   * time.
   */
  readonly #preparing = new Set<Deadline>();
  /**
   * How many calls wait for permits now whose answers are needed by other calls, such as a measurement of the server
   * time.
   */
  #waitingAsks = 0;
  /** Until this monotonic time, in ms, no further warning of a long wait is logged. */
  #warnedUntil = 0;

  constructor(context: ClientContext, limits: ResolvedLimitOptions) {
    this.#context = context;
    this.#limits = limits;
  }

  /** Returns a permit to send a call, or a promise of a permit if the call has to wait. */
  acquire(call: Call, signal: CallSignal, wait: CallWait): Permit | Promise<Permit> {
    const { clock, credentials, limiter, logger } = this.#context;
    const until = clock.monotonic() + this.longestWait(call, wait);
    const permit = limiter.acquire(call, this.#limits, until, signal, credentials?.apiKey, (delay) => {
      this.#context.watch?.('wait', call, delay);
      if (delay === Infinity) return;
      const now = clock.monotonic();
      const isLong = delay >= LONG_WAIT && now >= this.#warnedUntil;
      if (isLong) this.#warnedUntil = now + delay;
      logger[isLong ? 'warn' : 'debug']?.('waiting for the rate limits', { operation: call.name, delay });
    });
    return typeof permit === 'function' ? permit : this.#waitFor(permit, wait);
  }

  /** Returns how long a call may still wait for permits, in ms. */
  longestWait({ operation }: Call, { maxWait, waited }: CallWait): number {
    return (maxWait ?? this.#limits.maxWait ?? LONGEST_WAIT[operation.effect]) - waited;
  }

  /**
   * Waits for `preparing`: the promise of other calls, such as a measurement of the server time, that must end before
   * this call is sent. The deadline of this call is paused while those other calls wait for permits.
   */
  async prepare(preparing: Promise<unknown>, deadline: Deadline): Promise<void> {
    if (this.#waitingAsks > 0) deadline.pause();
    this.#preparing.add(deadline);
    try {
      await preparing;
    } finally {
      this.#preparing.delete(deadline);
      if (this.#waitingAsks > 0) deadline.resume();
    }
  }

  async #waitFor(permit: Promise<Permit>, wait: CallWait): Promise<Permit> {
    const { clock } = this.#context;
    const asked = clock.monotonic();
    wait.deadline.pause();
    if (wait.isAsk && this.#waitingAsks++ === 0) for (const deadline of this.#preparing) deadline.pause();
    try {
      return await permit;
    } finally {
      wait.waited += clock.monotonic() - asked;
      wait.deadline.resume();
      if (wait.isAsk && --this.#waitingAsks === 0) for (const deadline of this.#preparing) deadline.resume();
    }
  }
}
