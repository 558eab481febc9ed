import type { Logger } from '../platform/logger.js';

let hasWarned = false;

/** Warns once if this is a web page or a worker of one, where a secret can be read by every script. */
export function warnOfSecret(logger: Logger): void {
  if (hasWarned || !isPage()) return;
  hasWarned = true;
  logger.warn?.('all code of this page can read its API secret (secretInPage: true)');
}

/**
 * Some servers have the global scope of a worker: Cloudflare Workers, Deno, Bun and edge functions. They are not pages.
 */
function isPage(): boolean {
  if ('document' in globalThis) return true;
  const isServer =
    'EdgeRuntime' in globalThis || /^(Cloudflare-Workers|Deno|Bun)/.test(globalThis.navigator?.userAgent);
  return 'WorkerGlobalScope' in globalThis && !isServer;
}
