import type { VirtualClock } from './virtual-clock.js';

/** Does nothing. Only Node ends a process because nothing is left to do. */
export function reportAtExit(_clock: VirtualClock): void {}
