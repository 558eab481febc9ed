// Loads all modules that the packages load by `import()`. If an `import()` is still running when a test file ends, it
// fails. Without this file, it would fail again in the next test file that shares the modules.
import './preload.js';
import '../../packages/core/src/request/look-up-write.js';
import '../../packages/core/src/rules/guard.js';
import '../../packages/streams/src/market/read-streams.js';
import '../../packages/streams/src/user/user-accounts.js';
import { loadUpkeep } from '../../packages/streams/src/market/load-upkeep.js';

await loadUpkeep();
