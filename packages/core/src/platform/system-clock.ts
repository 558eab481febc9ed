import { systemClock as platformClock } from '#clock';
import type { Clock } from './clock.js';

/** The clock and the timers of this platform. Its declaration names no `#clock`, which older module resolutions do not know. */
export const systemClock: Clock = platformClock;
