/**
 * Paper trading: a source that mirrors a live market. The only part of the simulator that needs `@pkg/streams`.
 *
 * @module
 */

export { type Mirror, type MirrorOptions, mirror } from './mirror/mirror.js';
export type { MirrorReason, MirrorStatus } from './mirror/mirror-status.js';
