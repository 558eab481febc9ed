import { systemClock as platformClock } from '#clock';
import type { Clock } from './clock.js';

/**
 * The clock and the timers of this platform. They are exported from here, so that no type declaration has to import
 * `#clock`, which older settings of `moduleResolution` cannot resolve.
 */
export const systemClock: Clock = platformClock;
