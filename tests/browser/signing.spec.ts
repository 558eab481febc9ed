import { expect, test } from '@playwright/test';
import { opensslVectors, publishedVectors } from '../documented/signing-vectors.js';
import { openBundle } from './support.js';

declare const window: { bundle: typeof import('./pages/signing.js') };

test('Chromium makes the signature of every vector', async ({ page }) => {
  await openBundle(page, 'signing.ts');
  const vectors = [...publishedVectors, ...opensslVectors];
  expect(await page.evaluate((all) => window.bundle.differing(all), vectors)).toEqual([]);
});
