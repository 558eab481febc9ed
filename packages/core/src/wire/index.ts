export { isSigned } from '../operation.js';
export { Pipeline } from '../pipeline.js';
export { isWrite, requestOf } from './call.js';
export { abortable, transportError } from './failure.js';
export { parseJson } from './json.js';
export { encodeQuery, socketPayload } from './query.js';
export { redact } from './redact.js';
export { credentialsFor, stampedParams } from './signed.js';
