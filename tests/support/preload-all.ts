// Loads all modules that are loaded by `import()`. A load that goes on while a test file ends fails for the next file too,
// if both use the same modules.
import './preload.js';
import '../../packages/core/src/request/confirmation.js';
import '../../packages/core/src/rules/guard.js';
import '../../packages/streams/src/market/read-streams.js';
import '../../packages/streams/src/user/user-accounts.js';
import { loadUpkeep } from '../../packages/streams/src/market/load-upkeep.js';

await loadUpkeep();
