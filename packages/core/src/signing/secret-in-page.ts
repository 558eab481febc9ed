import type { Logger } from '../client/context.js';

let warned = false;

/** Warns, once, of a secret that was given to a web page in the clear. */
export function warnOfSecret(logger: Logger): void {
  if (warned || !('document' in globalThis)) return;
  warned = true;
  logger.warn?.('the secret of an API key is in this page, readable by all that runs in it (secretInPage: true)');
}
