import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import type { SigningVector } from '../contract/signing-vectors.js';
import { sharedPath } from '../support/shared.js';
import { openBundle } from './support.js';

declare const window: { bundle: typeof import('./pages/signing.js') };

const path = sharedPath('facts/signing-vectors.json');

test('every usable signing vector comes out the same in Chromium', async ({ page }) => {
  test.skip(!path, '../shared/facts is absent');
  const file: Record<string, SigningVector[]> = JSON.parse(readFileSync(path ?? '', 'utf8'));
  const vectors = [file.docs, file.docsRequestExamples, file.generated].flatMap((list) => list ?? []);
  const usable = vectors.filter(({ verified }) => verified);
  expect(usable).toHaveLength(28);
  await openBundle(page, 'signing.ts');
  expect(await page.evaluate((given) => window.bundle.differing(given), usable)).toEqual([]);
});
