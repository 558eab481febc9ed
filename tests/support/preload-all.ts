// Loads all modules that the packages load by `import()`. If such an import were still running when a test file ends,
// it would fail, and also fail in the next file that shares the modules.
import './preload.js';
import '../../packages/core/src/request/look-up-write.js';
import '../../packages/core/src/rules/guard.js';
import '../../packages/streams/src/market/read-streams.js';
import '../../packages/streams/src/user/user-accounts.js';
import { loadUpkeep } from '../../packages/streams/src/market/load-upkeep.js';

await loadUpkeep();
