import { describe, expect, it } from 'vitest';
import { removeFrom } from './remove-from.js';

describe('removeFrom', () => {
  it.each([
    ['the first', 'a', true, ['c', 'b']],
    ['the last', 'c', true, ['a', 'b']],
    ['one between them', 'b', true, ['a', 'c']],
    ['one that the list does not contain', 'd', false, ['a', 'b', 'c']],
  ])('removes %s item', (_, item, wasRemoved, left) => {
    const list = ['a', 'b', 'c'];
    expect([removeFrom(list, item), list]).toEqual([wasRemoved, left]);
  });

  it('empties a list', () => {
    const list = ['a'];
    expect([removeFrom(list, 'a'), removeFrom(list, 'a'), list]).toEqual([true, false, []]);
  });
});
