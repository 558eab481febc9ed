import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { transformSync } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { caseCount } from '../support/case-count.js';
import { formatNames, readNames } from './profile.js';
import { plants } from './teeth/index.js';

const root = join(import.meta.dirname, '..', '..');
const SEEDS = caseCount(240, 10_000);

/** The first seed to run. It follows from the hash of the commit; without a git repository it is 1. */
function firstSeed(): number {
  try {
    const commit = execFileSync('git', ['rev-parse', 'HEAD'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return 1 + (Number.parseInt(commit.slice(0, 6), 16) % 100_000) * SEEDS;
  } catch {
    return 1;
  }
}

describe('the client over the simulated exchange', () => {
  it(`keeps all invariants in ${SEEDS} seeds from ${firstSeed()}`, () => {
    const args = ['scripts/simulate.mjs', '--seeds', String(SEEDS), '--from', String(firstSeed())];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
    expect(status, `${stdout}${stderr}`).toBe(0);
  }, 3_600_000);
});

describe('planted bugs', () => {
  it.each(plants.map((plant) => [plant.name, plant] as const))('%s fits the sources', (_, { file, find, replace }) => {
    const text = readFileSync(join(root, 'packages', file), 'utf8');
    expect(text.split(find)).toHaveLength(2);
    expect(replace).not.toBe(find);
    expect(() =>
      transformSync(
        text.replace(find, () => replace),
        { loader: 'ts' },
      ),
    ).not.toThrow();
  });

  it('have different names', () => {
    expect(new Set(plants.map(({ name }) => name)).size).toBe(plants.length);
  });
});

describe('formatNames', () => {
  it('writes numbers in a row as a range, and readNames reads it', () => {
    const names = ['cut 1', 'order 7', 'order 2', 'order 1', 'order 3', 'order b4', 'lost code'];
    const text = formatNames(names);
    expect(text).toBe('order b4,lost code,cut 1,order 1-3,order 7');
    expect(readNames(text)).toEqual(new Set(names));
  });
});
