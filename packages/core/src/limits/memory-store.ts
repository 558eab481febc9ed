import { LimitScope } from './limit-scope.js';
import type { LimitStore } from './store.js';

/**
 * The default store of the rate limits, which keeps them in the memory of this process. A copy of this object is a
 * store of its own.
 */
export const memoryStore: LimitStore = { open: () => ({ scope: () => new LimitScope() }) };
