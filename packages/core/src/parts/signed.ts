/** What a call needs that is signed or changes something: key, time, client order ids, and what an unclear end means. */
export { withClientOrderId } from '../client-order-id.js';
export { isUnknownOutcome, unknownOutcome } from '../outcome.js';
export { createServerTime } from '../server-time.js';
export { webCryptoSigner } from '../signing/web-crypto.js';
