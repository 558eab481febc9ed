/** What a call needs that is signed, changes something or holds a price: key, time, ids, and what an unclear end means. */
export { withClientOrderId } from '../client-order-id.js';
export { isUnknownOutcome, unknownOutcome } from '../outcome.js';
export { createServerTime } from '../server-time.js';
export { warnOfSecret } from '../signing/secret-in-page.js';
export { webCryptoSigner } from '../signing/web-crypto.js';
export { signedRequest } from '../wire/signed-request.js';
export { writtenParams } from '../wire/written-params.js';
