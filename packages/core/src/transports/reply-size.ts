import { assertConfig } from '../errors/assert-config.js';

const DEFAULT_MAX_SIZE = 32 * 1024 * 1024;
/** Engines cannot hold text that is much longer. */
const LARGEST_MAX_SIZE = 256 * 1024 * 1024;

/** The option `maxReplySize` with its default. */
export function checkMaxReplySize(size: number = DEFAULT_MAX_SIZE): number {
  const isLegal = Number.isSafeInteger(size) && size > 0 && size <= LARGEST_MAX_SIZE;
  assertConfig(
    isLegal,
    `maxReplySize: expected a whole number of bytes up to ${LARGEST_MAX_SIZE}, got ${String(size)}`,
  );
  return size;
}

/** The error for a reply that is larger than allowed. */
export function replyTooLarge(maxSize: number): Error {
  return new Error(`the reply is larger than ${maxSize} bytes, see the option maxReplySize`);
}

/**
 * The text of a response. Reading stops as soon as more than `maxSize` bytes have come, after decompression: a few
 * kilobytes can hold gigabytes.
 */
export async function readText(response: Response, maxSize: number, signal: AbortSignal | undefined): Promise<string> {
  const { body } = response;
  // A response has no stream in React Native, and perhaps with a caller's own `fetch`.
  if (typeof body?.getReader !== 'function' || typeof TextDecoder !== 'function') {
    const text = await response.text();
    if (text.length > maxSize) throw replyTooLarge(maxSize);
    return text;
  }
  const reader = body.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.byteLength;
    if (size > maxSize || signal?.aborted) {
      reader.cancel().catch(() => undefined);
      throw size > maxSize ? replyTooLarge(maxSize) : signal?.reason;
    }
    chunks.push(value);
  }
  return new TextDecoder().decode(chunks.length === 1 ? chunks[0] : concatenated(chunks, size));
}

function concatenated(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.byteLength;
  }
  return whole;
}
