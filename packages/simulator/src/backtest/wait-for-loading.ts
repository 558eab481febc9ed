import type { Clock } from '@pkg/core';
import { settle } from '../time/settle.js';
import type { VirtualClock } from '../time/virtual-clock.js';

/**
 * The bot's code counts as loaded when the number of timers on the exchange's clock has stayed the same for at least
 * `ms` and for at least `rounds`.
 */
const QUIET = {
  /** Milliseconds of real time. */
  ms: 2000,
  /**
   * Rounds of the event loop. On a busy machine, the loading of code takes longer, and so does each round. So the wait
   * is longer on such a machine.
   */
  rounds: 1_000_000,
};

/**
 * Waits while a bot may be loading code: until the bot has started, or until nothing has happened for a while.
 * Meanwhile the exchange's time stands still, because otherwise the run would depend on how long the code takes to
 * load.
 *
 * @param clock the clock of the exchange. A change in the number of its timers shows that the bot has done something
 * @param real the clock of this machine
 */
export async function waitForLoading(
  clock: VirtualClock,
  isDone: () => boolean,
  real: Pick<Clock, 'monotonic'>,
  quiet: typeof QUIET = QUIET,
): Promise<void> {
  let pending = clock.pending;
  let since = real.monotonic();
  let rounds = 0;
  while (!isDone() && (rounds < quiet.rounds || real.monotonic() < since + quiet.ms)) {
    await settle();
    rounds += 1;
    if (clock.pending === pending) continue;
    pending = clock.pending;
    since = real.monotonic();
    rounds = 0;
  }
}
