import type { Signing } from './load-signing.js';
import * as signing from './signing.js';

/**
 * The code for signed calls. Node imports it with the client. A later load would take real time, in which a test that moves
 * a simulated clock could let the call expire.
 */
export function loadedSigning(): Signing {
  return signing;
}

export async function loadSigning(): Promise<Signing> {
  return signing;
}
