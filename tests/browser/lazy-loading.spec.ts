import { expect, test } from '@playwright/test';
import { openChunks } from './support.js';

declare const window: { bundle: typeof import('./pages/lazy-loading.js') };

/** Matches the chunks of `@pkg/streams` that are loaded when they are first used. */
const LAZY_CHUNKS = /\/(user-accounts|read-streams|upkeep)-[^/]+\.js/;

test('reports a chunk that cannot be loaded as a typed error, and loads it at the next use', async ({ page }) => {
  const refused = new Set<string>();
  await page.route(LAZY_CHUNKS, (route) => {
    const name = LAZY_CHUNKS.exec(route.request().url())?.[1] ?? '';
    if (refused.has(name)) return route.continue();
    refused.add(name);
    return route.abort();
  });
  await openChunks(page, 'lazy-loading.ts');
  const { outcomes, left } = await page.evaluate(() => window.bundle.twice());
  const failed = 'BinanceStreamError: code of the streams could not be loaded';
  expect(outcomes).toEqual([failed, 'started', failed, 'connecting', failed, 'read']);
  expect(left).toEqual({ sockets: 0, timers: 0 });
});

test('leaves nothing behind when a manager is closed while chunks are loaded', async ({ page }) => {
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route(LAZY_CHUNKS, async (route) => {
    await released;
    await route.continue();
  });
  await openChunks(page, 'lazy-loading.ts');
  await page.evaluate(() => window.bundle.closeWhileLoading());
  release();
  const { outcomes, left } = (await page.evaluate(() => window.bundle.outcome())) ?? {};
  const closed = 'BinanceStreamError: the manager was closed';
  expect(outcomes).toEqual([closed, closed, 'done: true']);
  expect(left).toEqual({ sockets: 0, timers: 0 });
});
