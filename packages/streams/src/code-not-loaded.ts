import { BinanceStreamError } from '@pkg/core/internal/platform';

/** Throws the error for an `import()` that failed. It throws, so that callers can write `.catch(codeNotLoaded)`. */
export function codeNotLoaded(cause: unknown): never {
  throw new BinanceStreamError('code of the streams could not be loaded', undefined, { cause });
}
