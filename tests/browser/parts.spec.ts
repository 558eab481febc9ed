import { expect, type Page, test } from '@playwright/test';
import { openChunks } from './support.js';

declare const window: { bundle: typeof import('./pages/parts.js'); allow: () => Promise<void> };

const PARTS = /\/(accounts|read-streams|opened|upkeep)-[^/]+\.js/;

/** Refuses the parts of streams until what it gives is called; `times` says how often each at the most. */
async function refuseParts(page: Page, times = Number.POSITIVE_INFINITY): Promise<() => void> {
  let isRefused = true;
  const refused = new Map<string, number>();
  await page.route(PARTS, (route) => {
    const name = PARTS.exec(route.request().url())?.[1] ?? '';
    const count = (refused.get(name) ?? 0) + 1;
    refused.set(name, count);
    return isRefused && count <= times ? route.abort() : route.continue();
  });
  return () => {
    isRefused = false;
  };
}

test('a part that cannot be loaded is a typed error, and is tried again by the next who needs it', async ({ page }) => {
  await refuseParts(page, 1);
  await openChunks(page, 'parts.ts');
  const { outcomes, left } = await page.evaluate(() => window.bundle.twice());
  const failed = 'BinanceStreamError: a part of the streams could not be loaded';
  expect(outcomes).toEqual([failed, 'connecting', failed, 'read']);
  expect(left).toEqual({ sockets: 0, timers: 0 });
});

test('a manager closed while its parts are loaded leaves nothing behind', async ({ page }) => {
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route(PARTS, async (route) => {
    await released;
    await route.continue();
  });
  await openChunks(page, 'parts.ts');
  await page.evaluate(() => window.bundle.closeWhileLoading());
  release();
  const { outcomes, left } = (await page.evaluate(() => window.bundle.outcome())) ?? {};
  const closed = 'BinanceStreamError: the manager was closed';
  expect(outcomes).toEqual([closed, closed, 'done: true', closed]);
  expect(left).toEqual({ sockets: 0, timers: 0 });
});

test('without what renews it a connection goes on, its loss is told, and it renews once it has it', async ({
  page,
}) => {
  const allow = await refuseParts(page);
  await page.exposeFunction('allow', allow);
  await openChunks(page, 'parts.ts');
  const { before, after, reported, errors, left } = await page.evaluate(() =>
    window.bundle.withoutUpkeep(() => window.allow()),
  );
  expect(before.slice(0, 3)).toEqual([1, 2, 3]);
  expect(before.filter((each) => each === 'gap')).toHaveLength(1);
  expect(before.at(-1)).toBe(33);
  expect(reported).toBeGreaterThan(0);
  expect(errors[0]).toContain('BinanceStreamError');
  expect(after).toEqual(Array.from({ length: 30 }, (_, i) => 34 + i));
  expect(left).toEqual({ sockets: 0, timers: 0 });
});
