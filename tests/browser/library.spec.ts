import { expect, test } from '@playwright/test';
import { features } from '../support/library-run.js';
import { type Simulator, startSimulator } from '../support/processes.js';
import { readmeExample } from '../support/readme.js';
import { bundle, openBundle, openScript } from './support.js';

declare const window: { bundle: typeof import('./pages/library.js') };

let simulator: Simulator;

test.beforeAll(async () => {
  simulator = await startSimulator('--seed', '7', '--history', '1', '--symbols', 'BTCUSDT,ETHUSDT');
});
test.afterAll(() => simulator.stop());

test('the library bundles for a browser with no polyfill and no Node built-in', async () => {
  const script = await bundle("export * from './library.ts'");
  expect(script).not.toMatch(
    /["']node:|require\(["'](?:crypto|https?|net|tls|stream|events|buffer|util|url|zlib)["']\)/,
  );
});

test('every feature works in Chromium', async ({ page }) => {
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  await openBundle(page, 'library.ts');
  const { rest, streams, wsApi, apiKey, apiSecret } = simulator;
  const run = await page.evaluate((target) => window.bundle.runLibrary(target), {
    rest,
    streams,
    wsApi,
    apiKey,
    apiSecret,
  });
  expect(run).toEqual(Object.fromEntries(features.map((feature) => [feature, 'passed'])));
  expect(problems).toEqual([]);
});

test("the README's browser example runs", async ({ page }) => {
  const { rest, streams, wsApi } = simulator;
  const options = JSON.stringify({ environment: { name: 'simulator', rest, streams, wsApi } });
  const example = readmeExample('browser').replace('createSpotClient()', `createSpotClient(${options})`);
  expect(example).toContain(simulator.rest);
  await openScript(page, await bundle(example));
  await expect(page.locator('body')).toHaveText(/3 candles, last close [\d.]+[\d.]+ × [\d.]+$/);
});
