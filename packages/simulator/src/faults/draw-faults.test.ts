import { expect, it } from 'vitest';
import { drawFaults } from './draw-faults.js';

it('error: the last digits of a drawn probability depended on the version of Node', () => {
  const drop = drawFaults({ next: () => 0.05 }, 1_000).find(({ kind }) => kind === 'drop');
  // 0.05 of seven halvings is 0.35 of the first halving.
  expect(drop?.probability).toBe(0.032 * (1 - 0.35 / 2));
});
