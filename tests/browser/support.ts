import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { build } from 'esbuild';

/** A page of this origin is a secure context, as WebCrypto asks. Nothing listens there: the test answers itself. */
const origin = 'http://localhost:4999';

/**
 * Bundles an entry of `tests/browser/pages` for the browser, with no plugin and from the packages as they are
 * published, opens it in the page, and resolves when its script has run. What it exports is at `window.bundle`.
 */
export async function openBundle(page: Page, entry: string): Promise<void> {
  const script = await bundle(entry);
  await page.route(`${origin}/**`, (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname === '/bundle.js') return route.fulfill({ contentType: 'text/javascript', body: script });
    return route.fulfill({ contentType: 'text/html', body: '<!doctype html><script src="/bundle.js"></script>' });
  });
  await page.goto(`${origin}/`);
}

/** The bundle's text: `esbuild --platform=browser`, nothing else. */
export async function bundle(entry: string): Promise<string> {
  const result = await build({
    entryPoints: [fileURLToPath(new URL(`./pages/${entry}`, import.meta.url))],
    bundle: true,
    platform: 'browser',
    format: 'iife',
    globalName: 'bundle',
    target: 'es2022',
    write: false,
    logLevel: 'silent',
  });
  return result.outputFiles[0]?.text ?? '';
}
