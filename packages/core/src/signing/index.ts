export { Credentials } from './credentials.js';
export { hmacSigner, privateKeySigner } from './key.js';
export type { KeyType, Signer, SignFunction, SigningKey } from './signer.js';
