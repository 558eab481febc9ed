// Loads the modules that a new client loads by `import()`, because the clocks of tests do not wait for an import.
import { loadRefusalDetails } from '../../packages/core/src/request/load-refusal-details.js';
import { loadSigning } from '../../packages/core/src/signing/load-signing.js';

await Promise.all([loadRefusalDetails(), loadSigning()]);
