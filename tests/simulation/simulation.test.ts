import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { caseCount } from '../support/case-count.js';
import { profileOf } from './profile.js';
import { report } from './report.js';
import { simulateSeed } from './simulate-seed.js';

const SEEDS = caseCount(12, 2_000);

/** The first of the seeds to run, which follows from the commit. Without a git repository it is 1. */
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
  const from = firstSeed();

  it(`keeps all invariants in ${SEEDS} seeds from ${from}`, async () => {
    for (let seed = from; seed < from + SEEDS; seed++) {
      const outcome = await simulateSeed(profileOf(seed));
      if (outcome.violations.length > 0) expect.unreachable(report(outcome));
      expect(outcome.counts.books).toBeGreaterThan(0);
    }
  }, 3_600_000);

  it('does the same twice for one seed', async () => {
    for (const workload of ['market', 'account'] as const) {
      const profile = profileOf(from, { workload });
      const [one, other] = [await simulateSeed(profile), await simulateSeed(profile)];
      expect(other.trace).toEqual(one.trace);
      expect(other.hash).toBe(one.hash);
    }
  });
});
