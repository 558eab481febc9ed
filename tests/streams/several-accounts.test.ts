import { describe, expect, it } from 'vitest';
import { caseCount } from '../support/case-count.js';
import { liveTogether } from './several-accounts.js';

const first = Number(process.env.SEED ?? 1);
const count = caseCount(Number(process.env.LIVES ?? 16), Number(process.env.LIVES ?? 2_000));

describe('random runs of several accounts on one manager', () => {
  it(`agrees with the engine, over ${count} seeds`, async () => {
    const faults: string[] = [];
    const sum = { lives: 0, events: 0, recovered: 0 };
    for (let seed = first; seed < first + count && faults.length < 10; seed++) {
      const result = await liveTogether(seed);
      sum.lives += result.lives;
      sum.events += result.events;
      sum.recovered += result.recovered;
      if (result.faults.length > 0) faults.push(`seed ${seed}: ${result.faults.slice(0, 4).join('\n  ')}`);
    }
    expect(faults.join('\n')).toBe('');
    expect([sum.lives > 3 * count, sum.events > 30 * count, sum.recovered > count]).toEqual([true, true, true]);
  }, 36_000_000);
});
