// Loads what a client loads apart from its first load. Loading takes real time, which a clock moved by a test does not wait for.
import { loadRefusalDetails } from '../../packages/core/src/request/load-refusal-details.js';
import { loadSigning } from '../../packages/core/src/signing/load-signing.js';

await Promise.all([loadRefusalDetails(), loadSigning()]);
