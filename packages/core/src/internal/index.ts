export {
  addDecimals,
  compareDecimals,
  Decimal,
  decimalPlaces,
  decimalText,
  multiplyDecimals,
  subtractDecimals,
} from '../decimal/index.js';
export { parseJson } from '../encoding/json.js';
export { encodeQuery, socketPayload } from '../encoding/query.js';
export { redact } from '../encoding/redact.js';
export { limiting } from '../limits/options.js';
export { isSigned } from '../operations/operation.js';
export * as sessionOperations from '../operations/session/index.js';
export { isWrite, requestOf } from '../request/call.js';
export { Pipeline } from '../request/pipeline.js';
export { abortable, transportError } from '../request/transport-error.js';
export { credentialsFor } from '../signing/credentials-for.js';
export { stampedParams } from '../signing/sign-params.js';
export { signatureText } from '../signing/signature-text.js';
export { keyOf } from '../transports/rest-request.js';
