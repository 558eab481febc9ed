import { LimitScope } from './limit-scope.js';
import type { LimitStore } from './store.js';

/** The default store, in the memory of this process. A copy of this object is another store. */
export const memoryStore: LimitStore = { open: () => ({ scope: () => new LimitScope() }) };
