/**
 * The code that only signed calls need. It is loaded when a client with credentials is created, so that a page that
 * only reads public data does not download it.
 *
 * @module
 */

export { redactor } from '../encoding/redact.js';
export { createServerTime } from './server-time.js';
export { signParams } from './sign-params.js';
export { webCryptoSigner } from './web-crypto-signer.js';
