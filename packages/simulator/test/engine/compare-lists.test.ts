import { expect, it } from 'vitest';
import { caseCount } from '../../../../tests/support/case-count.js';
import { ListTwins } from './compare-lists.js';

const PER_EPISODE = 1000;

const total = caseCount(4_000, 200_000);

it(`gives the results of the reference engine for order lists, over ${total} random operations`, {
  timeout: 3_600_000,
}, () => {
  const seen: Record<string, number> = {};
  for (let seed = 1; seed * PER_EPISODE <= total; seed += 1) {
    const twins = new ListTwins(seed, seen);
    for (let step = 0; step < PER_EPISODE; step += 1) twins.step(`seed ${seed}, step ${step}`);
    twins.countStatuses();
  }
  // The comparison proves something only if the random commands have reached every case. So each of these statuses and
  // events, and each kind of order list, must have occurred more than `total / 1000` times.
  const statuses = ['FILLED', 'CANCELED', 'EXPIRED', 'EXPIRED_IN_MATCH', 'amended', 'triggered', 'pegged'];
  for (const kind of [...statuses, 'OCO', 'OTO', 'OTOCO', 'OPO', 'OPOCO']) {
    expect(seen[kind], kind).toBeGreaterThan(total / 1000);
  }
});
