import { expect, it } from 'vitest';
import { caseCount } from '../../../../tests/support/case-count.js';
import { Twins } from './compare-orders.js';
import { Reference } from './reference/reference-engine.js';

const PER_EPISODE = 1000;
const KINDS = [
  'FILLED',
  'CANCELED',
  'EXPIRED',
  'EXPIRED_IN_MATCH',
  'amended',
  'ended',
  'discounted',
  'replaced',
  'triggered',
  'pegged',
];

/**
 * Runs random commands on the engine and on the reference engine, and compares the two. The comparison proves something
 * only if the commands reach every case. So each kind of event in `kinds` must occur more than `total / 1000` times.
 */
function compare(total: number, markets: number, kinds: readonly string[]): void {
  const seen: Record<string, number> = {};
  for (let seed = 1; seed * PER_EPISODE <= total; seed += 1) {
    const twins = new Twins(seed, (...given) => new Reference(...given), seen, markets);
    for (let step = 0; step < PER_EPISODE; step += 1) twins.step(`seed ${seed}, step ${step}`);
    twins.countStatuses();
  }
  for (const kind of kinds) expect(seen[kind], kind).toBeGreaterThan(total / 1000);
}

const total = caseCount(6_000, 1_000_000);

it(`gives the results of the reference engine over ${total} random operations`, { timeout: 3_600_000 }, () => {
  compare(total, 1, KINDS);
});

const routed = caseCount(5_000, 200_000);

it(`gives the results of the reference engine for SOR, over ${routed} random operations in three markets`, {
  timeout: 3_600_000,
}, () => {
  compare(routed, 3, [...KINDS, 'sor']);
});
