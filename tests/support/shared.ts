import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * The path of a file in `../shared`, a folder of recordings that may lie beside the checkout, or undefined if the file is
 * absent. A test that needs the file is then skipped.
 */
export function sharedPath(path: string): string | undefined {
  const found = fileURLToPath(new URL(`../../../shared/${path}`, import.meta.url));
  return existsSync(found) ? found : undefined;
}
