import type { Secret } from '../encoding/redact.js';
import { lazyRedactor } from './lazy-signing.js';
import type { KeyType, Signer } from './signer-types.js';

/** How many of the latest signatures of a client are removed from the texts of errors and events. */
const RECENT_SIGNATURES = 8;

/** An API key and its signer. Printing, logging or serializing the object reveals neither the key nor a secret. */
export class Credentials {
  readonly #apiKey: Secret;
  readonly #signer: Signer;
  /**
   * The latest signatures of the client. They are removed from the texts of the errors of every call, because a reply
   * may quote an earlier call.
   */
  readonly #recent: Secret[];
  /** The signatures of the call for which {@link forCall} created this object. */
  readonly #own: Secret[] = [];

  constructor(apiKey: Secret, signer: Signer, recent: Secret[] = []) {
    this.#apiKey = apiKey;
    this.#signer = signer;
    this.#recent = recent;
  }

  /**
   * Returns a copy of the credentials for one call. The copy remembers the signatures of this call, so that they can be
   * removed from the texts of its errors.
   */
  forCall(): Credentials {
    return new Credentials(this.#apiKey, this.#signer, this.#recent);
  }

  /** The API key. It is sent in a header or in a parameter. */
  get apiKey(): string {
    return this.#apiKey.text;
  }

  /** The kind of the key; undefined if the signer does not state it. */
  get keyType(): KeyType | undefined {
    return this.#signer.keyType;
  }

  /** Signs a payload. */
  sign(payload: string): string | Promise<string> {
    return this.#signer.sign(payload);
  }

  /**
   * Returns a function that replaces secrets in a text with `***`: the API key, the signatures of this call, the latest
   * signatures of the client, and the query of every URL.
   */
  redactor(): (text: string) => string {
    return lazyRedactor([this.#apiKey, ...this.#own, ...this.#recent]);
  }

  /** Adds a signature to the signatures of this call and to the latest signatures of the client. */
  remember(signature: string): void {
    const secret = { text: signature };
    this.#own.push(secret);
    if (this.#recent.push(secret) > RECENT_SIGNATURES) this.#recent.shift();
  }

  /** Returns a placeholder, so that JSON never contains the key. */
  toJSON(): string {
    return '[credentials]';
  }
}
