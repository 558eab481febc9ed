import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { installPacked } from '../support/packed.js';
import { compileAndRun, describeSettings, isSupported, moduleSettings, PRINTED } from './module-settings.js';

// Tries the usual module settings with one compiler. `npm run test:installed` tries all settings with all compilers.

const compiler = fileURLToPath(new URL('../node_modules/typescript58/bin/tsc', import.meta.url));
const usual = moduleSettings.filter(
  ({ module, moduleResolution }) => module === 'nodenext' || moduleResolution === 'bundler',
);

let folder = '';
beforeAll(() => {
  folder = installPacked();
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the packages as installed compile with TypeScript 5.8, and run', () => {
  it.each(usual.map((settings) => [describeSettings(settings), settings] as const))(
    '%s',
    async (_, settings) => {
      expect(isSupported(settings, '5.8')).toBe(true);
      expect(await compileAndRun(mkdtempSync(join(folder, 'project-')), compiler, settings)).toBe(PRINTED);
    },
    180_000,
  );
});
