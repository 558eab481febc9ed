import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { build } from 'esbuild';

const pages = fileURLToPath(new URL('./pages/', import.meta.url));
/** The folder in which esbuild looks for React. Only an example depends on React. */
const nodePaths = [fileURLToPath(new URL('../../examples/react/node_modules', import.meta.url))];

/** Opens a page that runs a file of `tests/browser/pages`. `window.bundle` has the exports of the file. */
export async function openBundle(page: Page, entry: string): Promise<void> {
  await openScript(page, await bundle(`import * as bundle from './${entry}'; globalThis.bundle = bundle;`));
  await page.waitForFunction(() => 'bundle' in window);
}

/** Does the same as {@link openBundle}, but with the code split into chunks, as a bundler splits it for publication. */
export async function openChunks(page: Page, entry: string): Promise<void> {
  const { outputFiles } = await build({
    ...options(`import * as bundle from './${entry}'; globalThis.bundle = bundle;`),
    splitting: true,
    outdir: '/',
    entryNames: 'bundle',
  });
  await openScripts(page, Object.fromEntries(outputFiles.map(({ path, text }) => [path, text])));
  await page.waitForFunction(() => 'bundle' in window);
}

/** Opens a page with a script from a loopback address, where browsers allow WebCrypto without https. */
export async function openScript(page: Page, script: string): Promise<void> {
  await openScripts(page, { '/bundle.js': script });
}

/**
 * Does the same as {@link openScript}, but serves several scripts. The keys of `scripts` are the paths of the scripts.
 * The page itself loads only `/bundle.js`.
 */
export async function openScripts(page: Page, scripts: Readonly<Record<string, string>>): Promise<void> {
  const files: Record<string, string | Buffer> = {
    ...scripts,
    '/mockServiceWorker.js': await readFile(createRequire(import.meta.url).resolve('msw/mockServiceWorker.js')),
  };
  const server = createServer((request, response) => {
    const body = files[request.url ?? ''];
    response.writeHead(200, { 'content-type': body ? 'text/javascript' : 'text/html' });
    response.end(body ?? '<!doctype html><title>test</title><body><script type="module" src="/bundle.js"></script>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  page.on('close', () => server.close());
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
}

/**
 * Bundles a script with everything that it imports, by `esbuild --platform=browser` without plugins. The bundle
 * contains the built files of the packages, which are the published files.
 */
export async function bundle(contents: string): Promise<string> {
  const { outputFiles } = await build(options(contents));
  return outputFiles[0]?.text ?? '';
}

function options(contents: string) {
  return {
    stdin: { contents, resolveDir: pages, loader: 'ts' },
    bundle: true,
    platform: 'browser',
    format: 'esm',
    target: 'es2022',
    nodePaths,
    write: false,
    logLevel: 'silent',
  } as const;
}
