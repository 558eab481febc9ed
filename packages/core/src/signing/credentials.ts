import { lazyRedactor } from './lazy-signing.js';
import type { KeyType, Signer } from './signer-types.js';

/** How many signatures of earlier calls are removed from texts. */
const RECENT_SIGNATURES = 8;

/** An API key and its signer. Printing, logging or serialising it shows neither. */
export class Credentials {
  readonly #apiKey: string;
  readonly #signer: Signer;
  /** The last signatures of the client: a reply may quote another call than its own. */
  readonly #recent: string[];
  /** The signatures of one call. */
  readonly #own: string[] = [];

  constructor(apiKey: string, signer: Signer, recent: string[] = []) {
    this.#apiKey = apiKey;
    this.#signer = signer;
    this.#recent = recent;
  }

  /** The same credentials for one call. They remember the signatures of the call, so that errors can be redacted. */
  forCall(): Credentials {
    return new Credentials(this.#apiKey, this.#signer, this.#recent);
  }

  /** The API key, for the header or parameter that carries it. */
  get apiKey(): string {
    return this.#apiKey;
  }

  /** Kind of the key; undefined if the signer does not state it. */
  get keyType(): KeyType | undefined {
    return this.#signer.keyType;
  }

  /** Signs a payload. */
  sign(payload: string): string | Promise<string> {
    return this.#signer.sign(payload);
  }

  /**
   * A function that replaces the API key, the signatures of this call, the last ones of the client and the query of every
   * URL by `***`.
   */
  redactor(): (text: string) => string {
    return lazyRedactor([this.#apiKey, ...this.#own, ...this.#recent]);
  }

  /** Adds a signature to the secrets of this call and of the client. */
  remember(signature: string): void {
    this.#own.push(signature);
    if (this.#recent.push(signature) > RECENT_SIGNATURES) this.#recent.shift();
  }

  /** A placeholder: JSON never contains the key. */
  toJSON(): string {
    return '[credentials]';
  }
}
