/** The kinds of API keys. `session.logon` accepts Ed25519 only. */
export type KeyType = 'HMAC' | 'RSA' | 'Ed25519';

/** Signs a payload. Returns the signature or a promise of it: hexadecimal for HMAC, base64 for RSA and Ed25519. */
export type SignFunction = (payload: string) => string | Promise<string>;

/**
 * A function that signs, with the kind of its key. Use it when the key is stored elsewhere, such as in a vault or an
 * HSM.
 */
export type Signer = {
  /**
   * The kind of the key. Omit it if it is unknown. In that case the client does not log on with the key over the
   * WebSocket API.
   */
  readonly keyType?: KeyType | undefined;
  /** Signs a payload. */
  readonly sign: SignFunction;
};

/**
 * Signs the requests of one call. `remember` stores a signature, so that it can be removed from the texts of errors.
 */
export type CallSigner = {
  readonly sign: SignFunction;
  remember(signature: string): void;
};

/**
 * A `CryptoKey`. TypeScript has no name for this type in Node without the DOM types, so it is taken from
 * `crypto.subtle.sign`.
 */
export type SigningKey = Parameters<typeof crypto.subtle.sign>[1];

/** The options that a client needs for signed calls, as text for errors. */
export const LEGAL_CREDENTIALS = 'an apiKey with exactly one of apiSecret, privateKey, signer';
