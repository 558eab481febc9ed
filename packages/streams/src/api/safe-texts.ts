import { redact, redactData } from '@pkg/core/internal';
import type { ApiRefusal } from './api-response.js';

/** Signatures that are remembered: a text may quote one of the last requests. */
const MAX_SIGNATURES = 10;

/** Redacts the texts that the exchange sends over a connection. It may quote any request of the connection. */
export class SafeTexts {
  /** The API keys of the accounts on the connection. */
  readonly #keys: Set<string> = new Set();
  readonly #signatures: string[] = [];

  addKey(key: string): void {
    this.#keys.add(key);
  }

  addSignature(signature: string): void {
    this.#signatures.push(signature);
    if (this.#signatures.length > MAX_SIGNATURES) this.#signatures.shift();
  }

  /** `signature`: of the request that the text is about. */
  text(text: string, signature?: string): string {
    return redact(text, this.#secrets(signature));
  }

  /** Redacts every text in the error of a refusal. */
  refusal(error: ApiRefusal, signature?: string): ApiRefusal {
    // A refusal is JSON, of which `redactData` keeps the form.
    return redactData(error, this.#secrets(signature)) as ApiRefusal;
  }

  #secrets(signature: string | undefined): string[] {
    return [...this.#keys, ...this.#signatures, ...(signature === undefined ? [] : [signature])];
  }
}
