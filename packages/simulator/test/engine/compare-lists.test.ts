import { expect, it } from 'vitest';
import { scaled } from '../../../../tests/support/scale.js';
import { ListTwins } from './compare-lists.js';

const PER_EPISODE = 1000;

const total = scaled(20_000, 200_000);

it(`does with order lists what a naive engine does, over ${total} random operations`, { timeout: 3_600_000 }, () => {
  const seen: Record<string, number> = {};
  for (let seed = 1; seed * PER_EPISODE <= total; seed += 1) {
    const twins = new ListTwins(seed, seen);
    for (let turn = 0; turn < PER_EPISODE; turn += 1) twins.step(`seed ${seed}, turn ${turn}`);
    twins.countStatuses();
  }
  // The flow is worth something only when all of these come up.
  const statuses = ['FILLED', 'CANCELED', 'EXPIRED', 'EXPIRED_IN_MATCH', 'amended', 'triggered', 'pegged'];
  for (const kind of [...statuses, 'OCO', 'OTO', 'OTOCO', 'OPO', 'OPOCO']) {
    expect(seen[kind], kind).toBeGreaterThan(total / 1000);
  }
});
