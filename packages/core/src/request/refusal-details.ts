/**
 * The code that is needed only when the exchange refuses a request. It is loaded on demand, because it is a tenth of
 * the bundle of a small client.
 *
 * @module
 */

export { redactData } from '../encoding/redact-data.js';
export { errorCodeNames } from '../errors/error-code-names.js';
