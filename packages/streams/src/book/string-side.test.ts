import { expect, it } from 'vitest';
import type { Level } from './level.js';
import { StringSide } from './string-side.js';

const bids: readonly Level[] = [
  ['0.0024', '10.0'],
  ['0.0023', '5.5'],
  ['0.00100000000000000000000001', '1.5'],
];

it('error: returned a new list for levels that did not change', () => {
  const side = new StringSide(1, bids);
  const lists = () => [1, 2, Number.POSITIVE_INFINITY].map((limit) => side.top(limit));
  const before = lists();
  side.set('0.0024', '10.0');
  side.set('0.0009', '0.0');
  expect(lists().map((list, index) => list === before[index])).toEqual([true, true, true]);
  side.set('0.0024', '12.0');
  expect(lists().map((list, index) => list === before[index])).toEqual([false, false, false]);
  expect(side.top(2)).toEqual([
    ['0.0024', '12.0'],
    ['0.0023', '5.5'],
  ]);
});
