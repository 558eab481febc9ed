/** The module `signing.ts`. */
export type Signing = typeof import('./signing.js');

let signing: Signing | undefined;

/** The code for signed calls, if it is loaded. */
export function loadedSigning(): Signing | undefined {
  return signing;
}

/** Loads the code for signed calls. After a failure the next call of this function tries again. */
export async function loadSigning(): Promise<Signing> {
  signing ??= await import('./signing.js').catch((cause: unknown) => {
    throw new Error('not sent: the code for signed calls could not be loaded', { cause });
  });
  return signing;
}
