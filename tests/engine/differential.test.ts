import { expect, it } from 'vitest';
import { scaled } from '../support/scale.js';
import { Reference } from './reference.js';
import { Twins } from './twins.js';

const PER_EPISODE = 1000;

const total = scaled(30_000, 1_000_000);

it(`does what a naive engine does over ${total} random operations`, { timeout: 3_600_000 }, () => {
  const seen: Record<string, number> = {};
  for (let seed = 1; seed * PER_EPISODE <= total; seed += 1) {
    const twins = new Twins(seed, (rules, accounts) => new Reference(rules, accounts), seen);
    for (let turn = 0; turn < PER_EPISODE; turn += 1) twins.step(`seed ${seed}, turn ${turn}`);
    twins.countStatuses();
  }
  // The flow is worth something only when all of these come up.
  for (const kind of [
    'FILLED',
    'CANCELED',
    'EXPIRED',
    'EXPIRED_IN_MATCH',
    'amended',
    'replaced',
    'triggered',
    'pegged',
  ]) {
    expect(seen[kind], kind).toBeGreaterThan(total / 1000);
  }
});
