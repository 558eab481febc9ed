import { expect, test } from '@playwright/test';
import { openBundle } from './support.js';

declare const window: { bundle: typeof import('./pages/msw.js') };

test("the simulated exchange serves a page from the page's own service worker", async ({ page }) => {
  await openBundle(page, 'msw.ts');
  const run = await page.evaluate(() => window.bundle.runBehindWorker());
  expect(run).toMatchObject({ updates: 5, tradedSymbol: 'BTCUSDT', afterCancel: 0 });
  expect(run.openOrders).toHaveLength(1);
});
