import type { VirtualClock } from './virtual-clock.js';

/** Does nothing: outside Node, no process ends because nothing is left to do. */
export function reportAtExit(_clock: VirtualClock): void {}
