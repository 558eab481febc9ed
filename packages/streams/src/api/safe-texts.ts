import { redact } from '@pkg/core/internal';
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
    const secrets = [...this.#keys, ...this.#signatures];
    return redact(text, signature === undefined ? secrets : [...secrets, signature]);
  }

  /** Redacts every text in the error of a refusal. */
  refusal(error: ApiRefusal, signature?: string): ApiRefusal {
    const safe = (value: unknown): unknown => {
      if (typeof value === 'string') return this.text(value, signature);
      if (Array.isArray(value)) return value.map(safe);
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(Object.entries(value).map(([key, each]) => [this.text(key, signature), safe(each)]));
    };
    return safe(error) as ApiRefusal;
  }
}
