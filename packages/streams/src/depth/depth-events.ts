import type { StreamEvents } from '../market/stream-events.js';
import type { ResyncReason } from './depth-counters.js';

/** Reports that a book is being rebuilt, because it may be wrong. */
export type ResyncEvent = {
  /** Symbol of the book. */
  readonly symbol: string;
  /** Why the book may be wrong. */
  readonly reason: ResyncReason;
};

/** The events of a `DepthCacheManager`, by name: those of its books, and those of its connections. */
export type DepthEvents = StreamEvents & {
  /** A book is being rebuilt, because it may be wrong. */
  resync: ResyncEvent;
};
