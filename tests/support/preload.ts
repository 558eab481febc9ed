// Loads the modules that a new client loads by `import()`. Loading takes real time, for which a test's clock does not
// wait.
import { loadRefusalDetails } from '../../packages/core/src/request/load-refusal-details.js';
import { loadSigning } from '../../packages/core/src/signing/load-signing.js';

await Promise.all([loadRefusalDetails(), loadSigning()]);
