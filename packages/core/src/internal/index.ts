/** The entry point for the other packages of this project. Its exports may change in any version. @module */

export {
  addDecimals,
  compareDecimals,
  Decimal,
  decimalPlaces,
  subtractDecimals,
} from '../decimal/index.js';
export { compareIds, exactId, idParam } from '../encoding/exact-id.js';
export { hideQueries } from '../encoding/hide-queries.js';
export { parseJson } from '../encoding/json.js';
export { redactor, type Secret } from '../encoding/redact.js';
export { redactData } from '../encoding/redact-data.js';
export { encodeQuery, socketPayload } from '../encoding/signed-text.js';
export { defaultLimitOptions } from '../limits/options.js';
export { requestOf } from '../operations/call.js';
export { isSigned, isWrite } from '../operations/operation.js';
export * as sessionOperations from '../operations/session/index.js';
export { abortable } from '../platform/abort.js';
export { liveEnvironment } from '../platform/public-environments.js';
export { Pipeline } from '../request/pipeline.js';
export { type SignedParams, signParams, stampParams } from '../signing/sign-params.js';
export { transportError } from '../transports/transport-error.js';

// These exports are for stores of the rate limits.

export { LimitScope } from '../limits/limit-scope.js';
export { memoryStore } from '../limits/memory-store.js';
export type { RateLimitDefinition } from '../limits/rate-limit.js';
export { longestSuspension, type Suspension } from '../limits/suspension.js';
export { RateLimitWindow } from '../limits/window.js';
