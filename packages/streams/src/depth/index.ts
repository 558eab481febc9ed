export type { DepthSource } from './book-registry.js';
export type { DepthStatus } from './book-sync.js';
export { DepthCache, type DepthMetrics } from './depth-cache.js';
export { DepthCacheManager, type DepthCacheOptions, type DepthUpdate } from './depth-cache-manager.js';
export type { DepthCounters, ResyncReason, StaleReason } from './depth-counters.js';
export type { DepthEvents, ResyncEvent } from './depth-events.js';
export type { BestPrices, DepthClient } from './snapshot-queue.js';
