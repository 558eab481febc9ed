/** What signing, writes, decimals and the telling of refusals take: all that reading public data does not. */

export { writtenParams } from '../encoding/written-params.js';
export { errorCodeName as codeName } from '../errors/index.js';
export { addClientOrderId } from '../request/client-order-id.js';
export { isUnknownOutcome, unknownOutcome } from '../request/outcome.js';
export { warnOfSecret } from '../signing/secret-in-page.js';
export { createServerTime } from '../signing/server-time.js';
export { webCryptoSigner } from '../signing/web-crypto.js';
export { signedRequest } from '../transports/signed-request.js';
