export { Credentials } from './credentials.js';
export { hmacSigner, privateKeySigner } from './key-signers.js';
export type { KeyType, Signer, SignFunction, SigningKey } from './signer-types.js';
