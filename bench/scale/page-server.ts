import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { Environment } from '@pkg/core';
import { build } from 'esbuild';

const style = `
  body { margin: 0; font: 12px/1.4 ui-monospace, monospace; background: #14161a; color: #cfd3da }
  h1 { margin: 0; padding: 8px 12px; font-size: 14px; position: sticky; top: 0; background: #1d2026 }
  main { display: grid; grid-template-columns: repeat(auto-fill, 36rem); gap: 0 16px; padding: 8px 12px }
  div { display: grid; grid-template-columns: 6rem 3.5rem repeat(4, 1fr); gap: 4px; height: 17px; white-space: nowrap;
    contain: strict; content-visibility: auto }
  span { overflow: hidden; text-align: right }
  span:first-child { text-align: left; color: #fff }
  span:nth-child(4) { color: #4cc38a }
  span:nth-child(5) { color: #f2686c }
`;

/**
 * Bundles the page that shows all symbols of the market, from the sources of the packages, and serves it. The page
 * connects to the addresses in `environment`.
 */
export async function servePage(environment: Environment): Promise<{ url: string; close(): void }> {
  // This file is bundled into bench/node_modules/.bench, so the path is relative to that folder.
  const entry = fileURLToPath(new URL('../../scale/page.ts', import.meta.url));
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    platform: 'browser',
    format: 'esm',
    target: 'es2022',
    conditions: ['@pkg/source'],
    write: false,
    logLevel: 'error',
  });
  const html = `<!doctype html><meta charset="utf-8"><title>The whole market</title><style>${style}</style><body>
<script>globalThis.environment = ${JSON.stringify(environment)}</script><script type="module" src="/page.js"></script>`;
  const server = createServer(({ url }, response) => {
    const isScript = url === '/page.js';
    response.writeHead(200, { 'content-type': isScript ? 'text/javascript' : 'text/html' });
    response.end(isScript ? outputFiles[0]?.contents : html);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/`, close: () => void server.close() };
}
