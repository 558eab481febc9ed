import type { KeyType, Signer } from './signer.js';

/** An API key and its signer. Shows neither when printed, logged or turned into JSON. */
export class Credentials {
  readonly #apiKey: string;
  readonly #signer: Signer;
  readonly #account: number;

  constructor(apiKey: string, signer: Signer) {
    this.#apiKey = apiKey;
    this.#signer = signer;
    this.#account = digest(apiKey);
  }

  /** Names the account in this process without its key, which thus outlives no client. */
  get account(): number {
    return this.#account;
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

/** Alike for two texts by a chance of one in 2^45. */
function digest(text: string): number {
  let rest = 0;
  for (let at = 0; at < text.length; at++) rest = (rest * 131 + text.charCodeAt(at)) % 35_184_372_088_777;
  return rest;
}
