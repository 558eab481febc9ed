import { hideQueries, redactData, redactor } from '@pkg/core/internal';
import type { ApiRefusal } from './api-response.js';

/** Signatures that are remembered: a text may quote one of the last requests. */
const MAX_SIGNATURES = 10;
/** Longer texts would take long to redact, in characters. */
const MAX_LENGTH = 8_000;
const MAX_MESSAGE = 500;

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
    return this.#redactor(signature)(text);
  }

  /** Redacts every text in the error of a refusal. Of a long error only code and message are kept. */
  refusal(error: ApiRefusal, signature?: string): ApiRefusal {
    const short = isLong(error) ? { code: error.code, msg: error.msg.slice(0, MAX_MESSAGE) } : error;
    // A refusal is JSON, of which `redactData` keeps the form.
    return redactData(short, this.#redactor(signature)) as ApiRefusal;
  }

  #redactor(signature: string | undefined): (text: string) => string {
    const redact = redactor([...this.#keys, ...this.#signatures, ...(signature === undefined ? [] : [signature])]);
    return (text) => hideQueries(redact(text));
  }
}

function isLong(error: ApiRefusal): boolean {
  try {
    return JSON.stringify(error).length > MAX_LENGTH;
  } catch {
    // Its data is nested too deeply.
    return true;
  }
}
