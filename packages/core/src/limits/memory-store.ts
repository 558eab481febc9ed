import { LimitScope } from './limit-scope.js';
import type { LimitStore } from './store.js';

/**
 * The default store, which keeps the rate limits in the memory of this process. A copy of this object is a separate
 * store: clients with the copy do not share limits with clients that have the original.
 */
export const memoryStore: LimitStore = {
  open: (limiter) => ({ scope: () => new LimitScope(limiter) }),
};
