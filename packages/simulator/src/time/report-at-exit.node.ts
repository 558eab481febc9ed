import type { VirtualClock } from './virtual-clock.js';

/** The members of `process` that the message at the exit of Node needs. */
export type ReportingProcess = {
  readonly once: (event: 'beforeExit' | 'exit', listener: () => void) => unknown;
  readonly exitCode?: number | string | null | undefined;
  readonly stderr: { write(text: string): unknown };
};

/** The exit code of Node if a program ends at a top-level `await` that nothing can settle. */
const UNSETTLED_AWAIT = 13;

/**
 * Adds a clock to the report at the exit of Node. Node does not know the timers of a virtual clock, so it can end a
 * program that still waits for them. The report is one message on stderr. It is printed in two cases:
 *
 * - Timers are set on a clock that has never moved.
 * - Timers are set on a clock that stands still, and the program waits at a top-level `await`.
 */
export const reportAtExit: (clock: VirtualClock) => void = createExitReport(
  (globalThis as { readonly process?: ReportingProcess }).process,
);

/**
 * Returns a function that adds a clock to the report at the exit of Node. The first call of the returned function adds
 * listeners to the process. In other runtimes, `host` is undefined, and the returned function does nothing.
 */
export function createExitReport(host: ReportingProcess | undefined): (clock: VirtualClock) => void {
  const clocks = new Set<WeakRef<VirtualClock>>();
  let isListening = false;
  let isReported = false;
  const report = (isWaiting: boolean): void => {
    let timers = 0;
    for (const clock of clocks) timers += stoppedTimers(clock.deref(), isWaiting);
    if (timers === 0 || isReported) return;
    isReported = true;
    host?.stderr.write(messageFor(timers));
  };
  return (clock) => {
    if (!host) return;
    if (!isListening) {
      host.once('beforeExit', () => report(false));
      host.once('exit', () => host.exitCode === UNSETTLED_AWAIT && report(true));
    }
    isListening = true;
    for (const each of clocks) if (!each.deref()) clocks.delete(each);
    clocks.add(new WeakRef(clock));
  };
}

function stoppedTimers(clock: VirtualClock | undefined, isWaiting: boolean): number {
  return clock && clock.speed === 0 && (isWaiting || clock.monotonic() === 0) ? clock.pending : 0;
}

function messageFor(timers: number): string {
  const count = timers === 1 ? '1 timer is' : `${timers} timers are`;
  return (
    `@pkg/simulator: the process ends while ${count} set on the clock of a simulated exchange, whose time stands still. ` +
    'To wait for a promise, use `await exchange.run(promise)`; to move time, use `await exchange.advance(ms)`.\n'
  );
}
