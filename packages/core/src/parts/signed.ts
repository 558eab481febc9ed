/** What signing, writes, decimals and the telling of refusals take: all that reading public data does not. */
export { addClientOrderId } from '../client-order-id.js';
export { codeName } from '../code-names.js';
export { isUnknownOutcome, unknownOutcome } from '../outcome.js';
export { createServerTime } from '../server-time.js';
export { warnOfSecret } from '../signing/secret-in-page.js';
export { webCryptoSigner } from '../signing/web-crypto.js';
export { signedRequest } from '../wire/signed-request.js';
export { writtenParams } from '../wire/written-params.js';
