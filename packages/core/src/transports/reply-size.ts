import { assertConfig } from '../errors/assert-config.js';

const DEFAULT_MAX_SIZE = 32 * 1024 * 1024;
/** The largest legal value of `maxReplySize`, in bytes. JavaScript engines cannot store much longer strings. */
const LARGEST_MAX_SIZE = 256 * 1024 * 1024;

/** Checks the option `maxReplySize`, and returns it or its default. */
export function checkMaxReplySize(size: number = DEFAULT_MAX_SIZE): number {
  const isLegal = Number.isSafeInteger(size) && size > 0 && size <= LARGEST_MAX_SIZE;
  assertConfig(isLegal, 'maxReplySize', `a whole number of bytes up to ${LARGEST_MAX_SIZE}`, size);
  return size;
}

/** Creates the error for a reply that is larger than `maxReplySize`. */
export function replyTooLarge(maxSize: number): Error {
  return new Error(`the reply exceeds maxReplySize, ${maxSize} bytes`);
}

/**
 * Reads the text of a response. Reading stops as soon as more than `maxSize` bytes have arrived. Bytes are counted
 * after decompression, because a few compressed kilobytes can expand to gigabytes.
 */
export async function readText(response: Response, maxSize: number, signal: AbortSignal | undefined): Promise<string> {
  const { body } = response;
  // In React Native a response has no stream. A response of a `fetch` that the caller passed may have none either.
  if (typeof body?.getReader !== 'function' || typeof TextDecoder !== 'function') {
    const text = await response.text();
    if (text.length > maxSize) throw replyTooLarge(maxSize);
    return text;
  }
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  let last: Uint8Array | undefined;
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    // Most responses have a single chunk. Decoding it without the option `stream` is much faster in Node.
    if (done) return text + decoder.decode(last);
    size += value.byteLength;
    if (size > maxSize || signal?.aborted) {
      reader.cancel().catch(() => undefined);
      throw size > maxSize ? replyTooLarge(maxSize) : signal?.reason;
    }
    if (last) text += decoder.decode(last, { stream: true });
    last = value;
  }
}
