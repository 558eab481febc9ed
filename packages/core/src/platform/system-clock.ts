import { systemClock as platformClock } from '#clock';
import type { Clock } from './clock.js';

/**
 * The clock and the timers of this platform. The export hides the import of `#clock` from the type declarations,
 * because older module resolutions do not know `imports` of `package.json`.
 */
export const systemClock: Clock = platformClock;
