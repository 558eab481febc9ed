import { expect, test } from '@playwright/test';
import { openBundle } from './support.js';

declare const window: { bundle: typeof import('./pages/streams.js') };

test('connections work in a page as in Node', async ({ page }) => {
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  await openBundle(page, 'streams.ts');
  const { halfOpen, hidden, left } = await page.evaluate(async () => ({
    halfOpen: await window.bundle.halfOpenInBrowser(),
    hidden: await window.bundle.hiddenTab(),
    left: await window.bundle.interleavings(200),
  }));
  expect(halfOpen.detectedAfter).toBeLessThanOrEqual(35_000);
  expect(halfOpen.reconnectsWhileIdle).toBe(0);
  expect(hidden).toEqual({ reconnects: 0, events: 15 });
  expect(left).toEqual({ sockets: 0, timers: 0, statuses: ['closed'] });
  expect(problems).toEqual([]);
});

test('a page that wakes probes its connection at once, or connects at once if it was waiting', async ({ page }) => {
  await openBundle(page, 'streams.ts');
  const { probes, status, afterClose } = await page.evaluate(() => window.bundle.wakes());
  expect(probes).toEqual([1, 1, 1]);
  expect(status).toBe('open');
  expect(afterClose).toBe(0);
});
