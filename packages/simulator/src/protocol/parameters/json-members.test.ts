import { describe, expect, it } from 'vitest';
import { jsonMembers } from './json-members.js';

describe('jsonMembers', () => {
  it('returns each value as it was written and each name decoded', () => {
    const text = ' { "a" : 1e-05 ,"b":0.10, "c":"x,\\"}" ,"d\\u0031":[1,{"e":"]"}], "f":null,"a":{"g":{}} } ';
    expect([...jsonMembers(text)]).toEqual([
      ['a', '1e-05'],
      ['b', '0.10'],
      ['c', '"x,\\"}"'],
      ['d1', '[1,{"e":"]"}]'],
      ['f', 'null'],
      ['a', '{"g":{}}'],
    ]);
    expect([...jsonMembers('{}')]).toEqual([]);
    expect([...jsonMembers('{\n}')]).toEqual([]);
  });

  it('agrees with JSON.parse', () => {
    const value = { '': [], 'a"b\\': '\\', 'c:d': { e: [true, false, -1.5e300] }, __proto__x: 'é😀', constructor: 0 };
    for (const space of [undefined, 1, '\t']) {
      const rows = [...jsonMembers(JSON.stringify(value, null, space))].map(([name, raw]) => [name, JSON.parse(raw)]);
      expect(rows).toEqual(Object.entries(value));
    }
  });
});
