import { lazyRedactor } from './lazy-signing.js';
import type { KeyType, Signer } from './signer.js';

/** An API key and its signer. Printing, logging or serialising it shows neither. */
export class Credentials {
  readonly #apiKey: string;
  readonly #signer: Signer;
  /** The signatures of one call; undefined in the credentials of a client. */
  readonly #signatures: string[] | undefined;

  constructor(apiKey: string, signer: Signer, signatures?: string[]) {
    this.#apiKey = apiKey;
    this.#signer = signer;
    this.#signatures = signatures;
  }

  /** The same credentials for one call. They remember the signatures of the call, so that errors can be redacted. */
  forCall(): Credentials {
    return new Credentials(this.#apiKey, this.#signer, []);
  }

  get apiKey(): string {
    return this.#apiKey;
  }

  get keyType(): KeyType | undefined {
    return this.#signer.keyType;
  }

  sign(payload: string): string | Promise<string> {
    return this.#signer.sign(payload);
  }

  /** A function that replaces the API key, the signatures of this call and the query of every URL by `***`. */
  redactor(): (text: string) => string {
    return lazyRedactor([this.#apiKey, ...(this.#signatures ?? [])]);
  }

  /** Adds a signature to the secrets of this call. */
  remember(signature: string): void {
    this.#signatures?.push(signature);
  }

  toJSON(): string {
    return '[credentials]';
  }
}
