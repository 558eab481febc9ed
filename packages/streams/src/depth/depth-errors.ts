import { BinanceApiError, BinanceConfigError, BinanceRateLimitError, BinanceStreamError } from '@pkg/core/errors';
import { shown } from '@pkg/core/internal/platform';

const NAME = 'DepthCacheManager';

/**
 * Returns the error for an illegal argument, such as `DepthCacheManager: limit: expected an integer from 1 to 5000, got
 * 0`.
 */
export function badArgument(name: string, expected: string, got: unknown): BinanceConfigError {
  return new BinanceConfigError(`${NAME}: ${name}: expected ${expected}, got ${shown(got)}`);
}

export function managerClosed(): BinanceStreamError {
  return new BinanceStreamError(`${NAME}: closed`);
}

/**
 * Returns the error for a book that did not become live in several attempts. Its cause is the error of the last
 * attempt.
 */
export function notLive(symbol: string, cause: unknown): BinanceStreamError {
  const why = cause instanceof Error ? cause.message : 'no connection';
  return new BinanceStreamError(`${NAME}: ${symbol} is not live yet: ${why}`, undefined, { cause });
}

/** Returns the error for a stream whose events did not reach the update id of the snapshot. */
export function snapshotAhead(symbol: string, snapshotId: number, streamId: number): BinanceStreamError {
  return new BinanceStreamError(
    `${symbol}: the snapshot is at update ${snapshotId}, but the stream only at ${streamId}: are both of one exchange?`,
  );
}

/** Returns the error for a book that has received only snapshots that are older than its stream. */
export function snapshotTooOld(symbol: string, snapshotId: number): BinanceStreamError {
  return new BinanceStreamError(`${symbol}: the snapshot at update ${snapshotId} is older than the stream`);
}

/** Returns the error for a stream that sends nothing, although the exchange has updates. */
export function streamSilent(topic: string): BinanceStreamError {
  return new BinanceStreamError(`${topic}: silent, although the exchange has updates`);
}

/** Returns the error for a book that a new snapshot did not bring in sync. */
export function bookUnusable(symbol: string, reason: 'crossed' | 'depleted'): BinanceStreamError {
  const why = reason === 'crossed' ? 'the book is crossed' : 'too few of the best levels are known';
  return new BinanceStreamError(`${symbol}: ${why} after a new snapshot`);
}

/** Returns the error for a book whose stream ended permanently. `cause` is the error of the stream. */
export function streamEnded(topic: string, status: 'failed' | 'closed', cause: unknown): BinanceStreamError {
  const why = status === 'failed' ? 'refused by the exchange' : 'the socket manager was closed';
  return new BinanceStreamError(`${topic}: ${why}`, undefined, { cause });
}

/** Whether the exchange would refuse the same request again, because the symbol is unknown or a parameter is wrong. */
export function isFinal(error: unknown): boolean {
  return error instanceof BinanceApiError && !(error instanceof BinanceRateLimitError) && (error.code ?? 0) <= -1100;
}
