import { describe, expect, it } from 'vitest';
import { type Kind, shape, wrongField } from './field-kinds.js';

const LATEST = 1_000_000;
const LARGEST = Number.MAX_SAFE_INTEGER;
/** Values that match no kind of field. */
const NEVER = [undefined, Number.NaN, Number.POSITIVE_INFINITY, {}, [], () => 1];

describe('wrongField', () => {
  // The exchange sends -1 for a time or an id that does not exist, so -1 is a right value of both kinds.
  it.each<[Kind, readonly unknown[], readonly unknown[]]>([
    ['text', ['', 'a', 'x'.repeat(255)], ['x'.repeat(256), 5, null, true]],
    ['text|null', ['', 'BNB', null], [5, false, 'x'.repeat(256)]],
    [
      'decimal',
      ['0', '-0.5', '1.00000000', '9'.repeat(40), `0.${'0'.repeat(39)}1`],
      ['', '.5', '5.', '1e5', '+1', '0x1', ' 1', '1,5', '9'.repeat(41), 5, null],
    ],
    ['id', [-1, 0, LARGEST, '9007199254740992', '9223372036854775807'], [-2, 1.5, LARGEST + 1, '5', '-1', null]],
    ['time', [-1, 0, LATEST - 1, LATEST], [-2, 0.5, LATEST + 1, '5', null]],
    ['number', [-1e300, -1.5, 0, 5], ['5', null, true]],
    ['flag', [true, false], [0, 1, 'true', null]],
  ])('takes values of the kind %s', (kind, right, wrong) => {
    const [needed, optional] = [shape({ [kind]: 'a' }), shape({ [`${kind}?`]: 'a' })];
    for (const a of right) expect([a, wrongField({ a }, needed, LATEST)]).toEqual([a, undefined]);
    for (const a of [...wrong, ...NEVER]) expect([a, wrongField({ a }, needed, LATEST)]).toEqual([a, 'a']);
    for (const a of [...right, undefined]) expect([a, wrongField({ a }, optional, LATEST)]).toEqual([a, undefined]);
    for (const a of wrong) expect([a, wrongField({ a }, optional, LATEST)]).toEqual([a, 'a']);
    expect([wrongField({}, needed, LATEST), wrongField({}, optional, LATEST)]).toEqual(['a', undefined]);
  });

  it('names the first wrong field, and takes no field from a prototype', () => {
    const fields = shape({ text: 'toString s', 'time?': 'T' });
    expect(wrongField({ s: 'A' }, fields, LATEST)).toBe('toString');
    expect(wrongField({ toString: 'a', s: 'A', T: 'x', other: {} }, fields, LATEST)).toBe('T');
    expect(wrongField({ toString: 'a', s: 'A', other: {} }, fields, LATEST)).toBeUndefined();
    for (const value of [null, undefined, 5, 'text', [], [{ s: 'A' }]]) {
      expect(wrongField(value, fields, LATEST)).toBe('not an object');
    }
  });
});
