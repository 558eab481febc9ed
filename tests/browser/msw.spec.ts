import { expect, test } from '@playwright/test';
import { openBundle } from './support.js';

declare const window: { bundle: typeof import('./pages/msw.js') };

test("the simulated exchange serves a page from the page's own service worker", async ({ page }) => {
  await openBundle(page, 'msw.ts');
  const run = await page.evaluate(() => window.bundle.runBehindWorker());
  const passed = 'passed';
  expect(run).toEqual({
    REST: passed,
    streams: passed,
    'order book': passed,
    'WebSocket API': passed,
    'user data': passed,
  });
});
