import { type AbortSignalLike, abortable } from '../platform/abort.js';

let names: typeof import('../errors/error-code-names.js').errorCodeNames | undefined;

/**
 * Loads the names of the error codes, apart from a page's first load. Settles when `signal` aborts at the latest, and never
 * fails: without the names an error still has its code. After a failure the next call of this function tries again.
 */
export async function loadErrorCodeNames(signal?: AbortSignalLike): Promise<void> {
  if (names) return;
  const loading = import('../errors/error-code-names.js').then(({ errorCodeNames }) => {
    names = errorCodeNames;
  });
  await abortable(loading, signal).catch(() => undefined);
}

/** The documented name of an error code, if the names are loaded. */
export function loadedErrorCodeName(code: number | undefined): string | undefined {
  return names?.[String(code)];
}
