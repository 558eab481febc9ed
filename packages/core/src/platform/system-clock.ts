import { systemClock as platformClock } from '#clock';
import type { Clock } from './clock.js';

/**
 * The clock and the timers of this platform. Because of this export, type declarations need not import `#clock`, which
 * older settings of `moduleResolution` cannot resolve.
 */
export const systemClock: Clock = platformClock;
