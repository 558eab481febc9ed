import type { KeyType, Signer } from './signer.js';

/** An API key and its signer. Printing, logging or serialising it shows neither. */
export class Credentials {
  readonly #apiKey: string;
  readonly #signer: Signer;

  constructor(apiKey: string, signer: Signer) {
    this.#apiKey = apiKey;
    this.#signer = signer;
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

  toJSON(): string {
    return '[credentials]';
  }
}
