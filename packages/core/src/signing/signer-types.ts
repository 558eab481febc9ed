/** The kinds of API key. `session.logon` takes Ed25519 only. */
export type KeyType = 'HMAC' | 'RSA' | 'Ed25519';

/** Signs a payload: hex for HMAC, base64 for RSA and Ed25519. May return the signature or a promise of it. */
export type SignFunction = (payload: string) => string | Promise<string>;

/** A signer with the kind of its key. Use it when the key lives elsewhere, in a vault or an HSM. */
export type Signer = {
  /** Leave it out if it is unknown. The client then does not log on with the key. */
  readonly keyType?: KeyType | undefined;
  /** Signs a payload. */
  readonly sign: SignFunction;
};

/** Signs the requests of one call, and remembers the signatures, so that errors can be redacted. */
export type CallSigner = {
  readonly sign: SignFunction;
  remember(signature: string): void;
};

/** A `CryptoKey`. Node without the DOM types has no name for it, so the type is taken from `crypto.subtle.sign`. */
export type SigningKey = Parameters<typeof crypto.subtle.sign>[1];
