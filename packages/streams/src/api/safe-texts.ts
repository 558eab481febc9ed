import { hideQueries, redactData, redactor, type Secret } from '@pkg/core/internal';
import type { ApiRefusal } from './api-response.js';

/**
 * How many signatures of the last requests are remembered, to redact them. An error message of the exchange may quote
 * the signature of a recent request.
 */
const MAX_SIGNATURES = 10;
/** Errors with more characters than this are reduced to code and message, because redacting takes time. */
const MAX_LENGTH = 8_000;
const MAX_MESSAGE = 500;

/**
 * Redacts the texts that the exchange sends over a connection. The texts may quote keys and signatures of any request
 * on this connection.
 */
export class SafeTexts {
  /** The API keys of the accounts on the connection. */
  readonly #keys: Secret[] = [];
  readonly #signatures: Secret[] = [];

  addKey(key: string): void {
    if (!this.#keys.some(({ text }) => text === key)) this.#keys.push({ text: key });
  }

  addSignature(signature: string): void {
    this.#signatures.push({ text: signature });
    if (this.#signatures.length > MAX_SIGNATURES) this.#signatures.shift();
  }

  /** Redacts a text. `signature` is the signature of the request to which the text responds. */
  text(text: string, signature?: string): string {
    return this.#redactor(signature)(text);
  }

  /**
   * Redacts every text in an error with which the exchange refuses a request. A long error is reduced to code and
   * message.
   */
  refusal(error: ApiRefusal, signature?: string): ApiRefusal {
    const short = isLong(error) ? { code: error.code, msg: error.msg.slice(0, MAX_MESSAGE) } : error;
    // `redactData` does not change the structure, so the result is still an `ApiRefusal`.
    return redactData(short, this.#redactor(signature)) as ApiRefusal;
  }

  #redactor(signature: string | undefined): (text: string) => string {
    const isRemembered = signature === undefined || this.#signatures.some(({ text }) => text === signature);
    const redact = redactor([...this.#keys, ...this.#signatures, ...(isRemembered ? [] : [{ text: signature }])]);
    return (text) => hideQueries(redact(text));
  }
}

function isLong(error: ApiRefusal): boolean {
  try {
    return JSON.stringify(error).length > MAX_LENGTH;
  } catch {
    // `JSON.stringify` throws if the data is nested too deeply.
    return true;
  }
}
