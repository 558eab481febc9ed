/** The kinds of API key. `session.logon` takes Ed25519 only. */
export type KeyType = 'HMAC' | 'RSA' | 'Ed25519';

/** Signs a payload: hex for HMAC, base64 for RSA and Ed25519. May answer at once or later. */
export type SignFunction = (payload: string) => string | Promise<string>;

/** A signer that says what kind of key it holds; give this form where the key lives elsewhere (a vault, an HSM). */
export type Signer = {
  /** Left out where it is not known; `session.logon` then does not take it for Ed25519. */
  readonly keyType?: KeyType | undefined;
  readonly sign: SignFunction;
};

/** A `CryptoKey`, by what signs with it: without the DOM's types Node has no name for it. */
export type SigningKey = Parameters<typeof crypto.subtle.sign>[1];
