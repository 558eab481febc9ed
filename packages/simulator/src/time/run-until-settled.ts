import type { Clock } from '@pkg/core';
import { settle } from './settle.js';
import type { VirtualClock } from './virtual-clock.js';

/**
 * Before virtual time jumps by n ms, n / `SPEED` ms of real time pass. In this real time, signatures can be made and
 * modules can load.
 */
const SPEED = 100;
/** The longest real time that passes before one jump, in ms. */
const LONGEST_WAIT = 100;
/** After this many ms of real time without a timer on the virtual clock, the promise is considered never to settle. */
const PATIENCE = 2000;

/**
 * Moves virtual time from timer to timer until a promise settles, for at most `limit` ms of virtual time. Before each
 * jump it waits up to 0.1 s of real time.
 *
 * @param real the timers of this machine
 */
export async function runUntilSettled<T>(
  clock: VirtualClock,
  promise: PromiseLike<T>,
  limit: number,
  real: Pick<Clock, 'monotonic' | 'setTimeout'>,
): Promise<T> {
  let isSettled = false;
  const stop = (): void => {
    isSettled = true;
  };
  promise.then(stop, stop);
  const until = clock.monotonic() + limit;
  let idleSince: number | undefined;
  for (;;) {
    await settle();
    if (isSettled) return promise;
    const { nextIn } = clock;
    if (nextIn !== undefined && clock.monotonic() + nextIn > until) {
      throw new Error(`run: the promise did not settle within ${limit} ms of the exchange's time`);
    }
    const patience = Math.min((nextIn ?? Number.POSITIVE_INFINITY) / SPEED, LONGEST_WAIT);
    await new Promise<void>((resolve) => real.setTimeout(resolve, patience));
    if (isSettled) return promise;
    if (nextIn !== undefined || clock.isHeld) {
      idleSince = undefined;
      await clock.advance(clock.isHeld ? 0 : (nextIn ?? 0));
      continue;
    }
    idleSince ??= real.monotonic();
    if (real.monotonic() - idleSince > PATIENCE) {
      throw new Error(
        'run: the promise cannot settle, because no timer is set on the clock of the exchange; does the client have `clock: exchange.clock`?',
      );
    }
  }
}
