import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import type { SigningVector } from '../contract/signing-vectors.js';
import { sharedPath } from '../support/shared.js';
import { openBundle } from './support.js';

declare const window: { bundle: typeof import('./pages/signing.js') };

const path = sharedPath('facts/signing-vectors.json');

test('Chromium signs every usable vector as the documents print it', async ({ page }) => {
  test.skip(!path, '../shared/facts is absent');
  const { docs, docsRequestExamples, generated } = JSON.parse(readFileSync(String(path), 'utf8'));
  const vectors: SigningVector[] = [...docs, ...docsRequestExamples, ...generated].filter(({ verified }) => verified);
  expect(vectors).toHaveLength(28);
  await openBundle(page, 'signing.ts');
  expect(await page.evaluate((all) => window.bundle.differing(all), vectors)).toEqual([]);
});
