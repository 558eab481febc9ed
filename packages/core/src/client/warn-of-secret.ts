import type { Logger } from '../platform/logger.js';

let hasWarned = false;

/**
 * Logs a warning if this code runs in a web page or in a worker of a page, where every script can read the secret. The
 * warning is logged only once.
 */
export function warnOfSecret(logger: Logger): void {
  if (hasWarned || !isPage()) return;
  hasWarned = true;
  logger.warn?.('all code of this page can read its API secret (secretInPage: true)');
}

/**
 * Whether this code runs in a page or in a worker of a page. Cloudflare Workers, Deno, Bun and edge functions have the
 * global scope of a worker, but are servers.
 */
function isPage(): boolean {
  if ('document' in globalThis) return true;
  const isServer =
    'EdgeRuntime' in globalThis || /^(Cloudflare-Workers|Deno|Bun)/.test(globalThis.navigator?.userAgent);
  return 'WorkerGlobalScope' in globalThis && !isServer;
}
