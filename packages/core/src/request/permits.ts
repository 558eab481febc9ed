import type { ClientContext } from '../client/context.js';
import type { Permit } from '../limits/limiter.js';
import type { ResolvedLimitOptions } from '../limits/options.js';
import type { Call } from '../operations/call.js';
import type { CallSignal } from './call-signal.js';
import type { Deadline } from './deadline.js';

/**
 * How long a call waits for permits unless the caller says otherwise, in ms. It is less for writes: an order that is sent
 * minutes later is hardly the order that the caller wanted.
 */
const LONGEST_WAIT = { write: 60_000, test: 300_000, read: 300_000 };

/** A wait of this many ms is logged as a warning, once for all calls that wait for the same window. */
const LONG_WAIT = 10_000;

/** How one call waits for permits. */
export type CallWait = {
  /** Stands still while the call waits. */
  readonly deadline: Deadline;
  /** How long the call may wait in all, in ms; undefined for the default. */
  readonly maxWait: number | undefined;
  /** Whether other calls need the answer before they are sent, such as the server time. */
  readonly isAsk: boolean;
  /** How long the call has waited, in ms. */
  waited: number;
};

/** Gets the permits for the calls of a client. Deadlines stand still while calls wait for permits. */
export class Permits {
  readonly #context: ClientContext;
  readonly #limits: ResolvedLimitOptions;
  /** The deadlines of calls that need the answer of another call before they are sent. */
  readonly #preparing = new Set<Deadline>();
  /** How many of those other calls wait for permits. */
  #waitingAsks = 0;
  /** Until when a warning of a long wait is logged at most once, by the monotonic clock. */
  #warnedUntil = 0;

  constructor(context: ClientContext, limits: ResolvedLimitOptions) {
    this.#context = context;
    this.#limits = limits;
  }

  /** Gets a permit for a call. The result is a promise if the call has to wait. */
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

  /** How long a call may still wait for permits, in ms. */
  longestWait({ operation }: Call, { maxWait, waited }: CallWait): number {
    return (maxWait ?? this.#limits.maxWait ?? LONGEST_WAIT[operation.effect]) - waited;
  }

  /** Settles as `preparing` does. The deadline stands still while the calls that prepare this one wait for permits. */
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
