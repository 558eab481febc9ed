/**
 * Paper trading: a market source that mirrors a live market. No other part of the simulator needs `@pkg/streams`, so
 * only users of the mirror have to install this package.
 *
 * @module
 */

export { type Mirror, type MirrorOptions, mirror } from './mirror/mirror.js';
export type { MirrorReason, MirrorStatus } from './mirror/mirror-status.js';
