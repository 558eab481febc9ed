import { expect, it } from 'vitest';
import { VirtualClock } from '../index.js';
import { Faults } from './faults.js';

it('a fault with a probability counts only how often it has applied', () => {
  const draws = [0.9, 0.1, 0.9, 0.9, 0.1, 0.1];
  const random = { next: () => draws.shift() ?? 0, bytes: (length: number) => new Uint8Array(length) };
  const faults = new Faults(new VirtualClock(), random);
  const fault = faults.script({ kind: 'reset', probability: 0.5, times: 2 });
  const applied = (): number => faults.applyTo({ scope: 'rest', target: 'GET /api/v3/ping' }, ['reset']).length;
  expect([applied(), applied(), fault.hits]).toEqual([0, 1, 1]);
  expect([applied(), applied(), applied(), applied()]).toEqual([0, 0, 1, 0]);
  expect([fault.hits, fault.isActive]).toEqual([2, false]);
});
