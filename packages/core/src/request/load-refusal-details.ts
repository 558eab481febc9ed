import { type AbortSignalLike, abortable } from '../platform/abort.js';

/** The module `refusal-details.ts`; undefined until it is loaded. */
export let refusalDetails: typeof import('./refusal-details.js') | undefined;

/**
 * Loads `refusal-details.ts`. The promise never rejects. It resolves at the latest when `signal` aborts. Without this
 * module, errors still have the code and the text of the exchange. If loading fails, the next call of this function
 * tries again.
 */
export async function loadRefusalDetails(signal?: AbortSignalLike): Promise<void> {
  if (refusalDetails) return;
  const loading = import('./refusal-details.js').then((details) => {
    refusalDetails = details;
  });
  await abortable(loading, signal).catch(() => undefined);
}
