import { codeNotLoaded } from '../code-not-loaded.js';

type Upkeep = typeof import('./upkeep.js');

let loaded: Upkeep | undefined;

/** Returns the module `upkeep.js`, or undefined if it is not loaded yet. */
export function loadedUpkeep(): Upkeep | undefined {
  return loaded;
}

/**
 * Loads the module `upkeep.js`.
 *
 * @throws {BinanceStreamError} if the module cannot be loaded.
 */
export async function loadUpkeep(): Promise<Upkeep> {
  loaded ??= await import('./upkeep.js').catch(codeNotLoaded);
  return loaded;
}
