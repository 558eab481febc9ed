import type { KeyType, Signer } from './signer.js';

/** An API key and its signer. Shows neither when printed, logged or turned into JSON. */
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
