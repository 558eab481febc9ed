import type { KeyType, Signer } from './signer.js';

/** An API key and its signer. Shows neither when printed, logged or turned into JSON. */
export class Credentials {
  readonly #apiKey: string;
  readonly #signer: Signer | undefined;

  constructor(apiKey: string, signer: Signer | undefined) {
    this.#apiKey = apiKey;
    this.#signer = signer;
  }

  get apiKey(): string {
    return this.#apiKey;
  }

  get keyType(): KeyType | undefined {
    return this.#signer?.keyType;
  }

  get canSign(): boolean {
    return this.#signer !== undefined;
  }

  sign(payload: string): string | Promise<string> {
    if (!this.#signer) throw new TypeError('no signer');
    return this.#signer.sign(payload);
  }

  toJSON(): string {
    return '[credentials]';
  }
}
