import { systemClock as platformClock } from '#clock';
import type { Clock } from './clock.js';

/**
 * The clock and the timers of this platform. Other modules import them from this file instead of `#clock`, because type
 * declarations must not import `#clock`: older settings of `moduleResolution` cannot resolve it.
 */
export const systemClock: Clock = platformClock;
