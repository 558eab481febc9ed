import type { VirtualClock } from './virtual-clock.js';

/** The members of `process` that the message at the exit of Node needs. */
export type ReportingProcess = {
  readonly once: (event: 'beforeExit', listener: () => void) => unknown;
  readonly stderr: { write(text: string): unknown };
};

/**
 * Prints one message if Node ends because it has nothing left to do, although timers are set on a virtual clock that
 * never moved. The program may have been waiting for them, but Node does not know the timers of a virtual clock.
 */
export const reportAtExit: (clock: VirtualClock) => void = createExitReport(
  (globalThis as { readonly process?: ReportingProcess }).process,
);

/**
 * Returns a function that adds a clock to the report at the exit of Node. The first call of the returned function adds
 * a listener to the process. In other runtimes, `host` is undefined, and the returned function does nothing.
 */
export function createExitReport(host: ReportingProcess | undefined): (clock: VirtualClock) => void {
  const clocks = new Set<WeakRef<VirtualClock>>();
  let isListening = false;
  const report = (): void => {
    let timers = 0;
    for (const clock of clocks) timers += unmovedTimers(clock.deref());
    if (timers > 0) host?.stderr.write(messageFor(timers));
  };
  return (clock) => {
    if (!host) return;
    if (!isListening) host.once('beforeExit', report);
    isListening = true;
    for (const each of clocks) if (!each.deref()) clocks.delete(each);
    clocks.add(new WeakRef(clock));
  };
}

function unmovedTimers(clock: VirtualClock | undefined): number {
  return clock && clock.speed === 0 && clock.monotonic() === 0 ? clock.pending : 0;
}

function messageFor(timers: number): string {
  const count = timers === 1 ? '1 timer is' : `${timers} timers are`;
  return (
    `@pkg/simulator: the process ends while ${count} set on the clock of a simulated exchange, whose time never moved. ` +
    'To wait for a promise, use `await exchange.run(promise)`; to move time, use `await exchange.advance(ms)`.\n'
  );
}
