/**
 * The code that only signed calls need. A page loads it when it creates a client with credentials. A page that only
 * reads public data does not download it.
 *
 * @module
 */

export { redactor } from '../encoding/redact.js';
export { createServerTime } from './server-time.js';
export { signParams } from './sign-params.js';
export { webCryptoSigner } from './web-crypto-signer.js';
