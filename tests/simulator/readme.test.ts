import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readmeExample } from '../support/readme.js';

describe("the simulator's README", () => {
  it('shows the example that runs beside this test', () => {
    const shown = readmeExample('example', new URL('../../packages/simulator/README.md', import.meta.url));
    expect(shown).toBe(readFileSync(new URL('readme-example.test.ts', import.meta.url), 'utf8'));
  });
});
