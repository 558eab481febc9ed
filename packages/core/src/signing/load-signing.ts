import { loadedModule } from '../platform/loaded-module.js';

/** The type of the module `signing.ts`. */
export type Signing = typeof import('./signing.js');

/** The code for signed calls; undefined until it is loaded. */
export let loadedSigning: Signing | undefined;

/** Loads the code for signed calls. If loading fails, the next call of this function tries again. */
export async function loadSigning(): Promise<Signing> {
  loadedSigning ??= await loadedModule(import('./signing.js'), 'the code for signed calls');
  return loadedSigning;
}
