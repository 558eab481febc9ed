import { describe, expect, it } from 'vitest';
import { compareIds, exactId, idParam } from './exact-id.js';

describe('exactId', () => {
  it.each([
    [0, 0n],
    [-1, -1n],
    [9007199254740991, 9007199254740991n],
    ['9007199254740993', 9007199254740993n],
    [9007199254740993n, 9007199254740993n],
    ['42', 42n],
  ])('reads %o', (id, value) => expect(exactId(id)).toBe(value));

  it.each([undefined, null, '', ' ', 'x', '1.5', 1.5, NaN, Infinity, {}, [], [1], true, '1e3', '0x10', '9'.repeat(40)])(
    'refuses %o',
    (id) => expect(exactId(id)).toBeUndefined(),
  );
});

describe('idParam', () => {
  it('writes a number up to 2^53, and text beyond', () => {
    expect(idParam(9007199254740991n)).toBe(9007199254740991);
    expect(idParam(9007199254740992n)).toBe('9007199254740992');
    expect(idParam(9007199254740993n)).toBe('9007199254740993');
  });
});

describe('compareIds', () => {
  it('sorts numbers and text by value', () => {
    const ids = ['9007199254740995', 7, '9007199254740993', 10, '9007199254740994', -1];
    expect(ids.sort(compareIds)).toEqual([-1, 7, 10, '9007199254740993', '9007199254740994', '9007199254740995']);
    expect(compareIds('10', 10)).toBe(0);
    expect(compareIds(undefined, -5)).toBe(-1);
    expect(compareIds(-5, undefined)).toBe(1);
  });
});
