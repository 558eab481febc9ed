export { isSigned } from '../operation.js';
export { Pipeline } from '../pipeline.js';
export { isWrite, requestOf } from './call.js';
export { credentialsFor } from './credentials-for.js';
export { abortable, transportError } from './failure.js';
export { parseJson } from './json.js';
export { encodeQuery, socketPayload } from './query.js';
export { redact } from './redact.js';
export { stampedParams } from './signed.js';
