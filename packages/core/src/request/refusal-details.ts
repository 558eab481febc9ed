/**
 * The code that only refusals need. It is a tenth of the bundle of a small client, so a page loads it separately.
 *
 * @module
 */

export { redactData } from '../encoding/redact-data.js';
export { errorCodeNames } from '../errors/error-code-names.js';
