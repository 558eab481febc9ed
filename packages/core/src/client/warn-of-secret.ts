import type { Logger } from '../platform/logger.js';

let hasWarned = false;

/** Warns once if this is a web page, where a secret can be read by every script. */
export function warnOfSecret(logger: Logger): void {
  if (hasWarned || !('document' in globalThis)) return;
  hasWarned = true;
  logger.warn?.('the secret of an API key is in this page, readable by all that runs in it (secretInPage: true)');
}
