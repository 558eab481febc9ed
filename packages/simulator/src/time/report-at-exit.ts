import type { VirtualClock } from './virtual-clock.js';

/** Does nothing. Only Node ends a process when nothing is left to do, so other runtimes need no report. */
export function reportAtExit(_clock: VirtualClock): void {}
