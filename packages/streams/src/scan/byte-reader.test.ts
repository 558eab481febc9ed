import { describe, expect, it } from 'vitest';
import { ByteReader } from './byte-reader.js';

describe('ByteReader', () => {
  it('reads a frame again that it had loaded before another one', () => {
    const [first, second] = ['1,first', '2,second'].map((text) => Buffer.from(text)) as [Buffer, Buffer];
    const reader = new ByteReader();
    reader.loadStart(first);
    reader.load(second);
    reader.loadStartOnce(first, 0);
    expect([reader.integer(), reader.length]).toEqual([1, first.length]);
    reader.loadStartOnce(first, 2);
    expect(reader.at).toBe(2);
  });

  it.each([
    ['0', 0],
    ['9007199254740991', 9_007_199_254_740_991],
    // A larger integer may not be exact as a double, and the exchange writes no integer with a leading zero. So the
    // reader refuses both, and returns -1.
    ['9007199254740992', -1],
    ['10000000000000000', -1],
    ['01', -1],
    ['-1', -1],
    ['', -1],
  ])('reads the integer %s as %i', (text, expected) => {
    const reader = new ByteReader();
    reader.load(`${text},`);
    expect([reader.integer(), reader.at]).toEqual([expected, expected < 0 ? 0 : text.length]);
  });
});
