/** The type of the module `signing.ts`. */
export type Signing = typeof import('./signing.js');

/** The code for signed calls; undefined until it is loaded. */
export let loadedSigning: Signing | undefined;

/** Loads the code for signed calls. If loading fails, the next call of this function tries again. */
export async function loadSigning(): Promise<Signing> {
  loadedSigning ??= await import('./signing.js').catch((cause: unknown) => {
    throw new Error('not sent: the code for signed calls could not be loaded', { cause });
  });
  return loadedSigning;
}
