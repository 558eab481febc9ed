/**
 * The code that is needed only when the exchange refuses a request. It is a tenth of the bundle of a small client, so
 * it is loaded only when it is needed.
 *
 * @module
 */

export { redactData } from '../encoding/redact-data.js';
export { errorCodeNames } from '../errors/error-code-names.js';
