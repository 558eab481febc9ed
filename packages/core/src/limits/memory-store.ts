import { LimitScope } from './limit-scope.js';
import type { LimitStore } from './store.js';

/**
 * The default store of the rate limits. It keeps them in the memory of this process. A copy of this object is a
 * separate store.
 */
export const memoryStore: LimitStore = { open: () => ({ scope: () => new LimitScope() }) };
