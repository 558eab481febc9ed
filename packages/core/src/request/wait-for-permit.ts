import type { ClientContext } from '../client/context.js';
import type { ResolvedLimitOptions } from '../limits/options.js';
import type { Permit } from '../limits/permit.js';
import type { Call } from '../operations/call.js';
import type { CallSignal } from './call-signal.js';
import type { Deadline } from './deadline.js';

/**
 * How long a call may wait for permits by default, in ms. The call needs a permit of the limiter to send a request.
 * Calls that change something wait for less time, because an order sent minutes later is hardly what the caller wants.
 */
const LONGEST_WAIT = { write: 60_000, test: 300_000, read: 300_000 };

/** A wait of this many ms or longer is logged as a warning. While several calls wait, only one warning is logged. */
const LONG_WAIT = 10_000;

/**
 * How one call waits for the limiter's permits to send requests: its deadline, the longest allowed wait, and how long
 * it has waited so far.
 */
export type CallWait = {
  /** The deadline of the call. It is paused while the call waits for a permit. */
  readonly deadline: Deadline;
  /** The total time that the call may wait for permits, in ms; undefined for the default. */
  readonly maxWait: number | undefined;
  /** Whether this call requests what other calls need before they are sent: the server time or the order rules. */
  readonly isAsk: boolean;
  /** How long the call has waited for permits so far, in ms. */
  waited: number;
};

/** Requests permits for the calls of a client, and pauses the deadlines of calls that wait for permits. */
export class Permits {
  readonly #context: ClientContext;
  readonly #limits: ResolvedLimitOptions;
  /** The deadlines of calls that wait until another request, such as one for the server time, has ended. */
  readonly #preparing = new Set<Deadline>();
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
    const { clock, credentials, limiter, logger } = this.#context;
    const request = (): Permit | Promise<Permit> => {
      const until = clock.monotonic() + this.longestWait(call, wait);
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

  /** Returns how long a call may still wait for permits, in ms. */
  longestWait({ operation }: Call, { maxWait, waited }: CallWait): number {
    return (maxWait ?? this.#limits.maxWait ?? LONGEST_WAIT[operation.effect]) - waited;
  }

  /**
   * Waits for `preparing`, the promise of the calls whose answers this call needs before it is sent, such as the server
   * time. While those calls wait for permits, the deadline of this call is paused.
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
