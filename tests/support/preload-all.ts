// Loads all modules that the packages load by `import()`. An `import()` fails if it is still running when a test file
// ends. Test files that share modules would also share the failed import. So all modules are loaded before the tests.
import './preload.js';
import '../../packages/core/src/request/look-up-write.js';
import '../../packages/core/src/rules/guard.js';
import '../../packages/streams/src/market/read-streams.js';
import '../../packages/streams/src/user/user-accounts.js';
import { loadUpkeep } from '../../packages/streams/src/market/load-upkeep.js';

await loadUpkeep();
