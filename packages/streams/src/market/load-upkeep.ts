import { codeNotLoaded } from '../stream-errors.js';

type Upkeep = typeof import('./upkeep.js');

let loaded: Upkeep | undefined;

/** The code of {@link Upkeep} if it is loaded. */
export function loadedUpkeep(): Upkeep | undefined {
  return loaded;
}

/** @throws {BinanceStreamError} if it cannot be loaded. */
export async function loadUpkeep(): Promise<Upkeep> {
  loaded ??= await import('./upkeep.js').catch(codeNotLoaded);
  return loaded;
}
