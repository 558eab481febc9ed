/**
 * The code that only refusals need. It is a tenth of a small client, so a page loads it apart from its first load.
 *
 * @module
 */

export { redactData } from '../encoding/redact-data.js';
export { errorCodeNames } from '../errors/error-code-names.js';
