import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { parseJson } from './json.js';
import { wireParams } from './params.js';
import { encodeQuery } from './signed-text.js';

describe('parseJson', () => {
  it('keeps all digits of a long id, from the reply to the next request', () => {
    const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
    fc.assert(
      fc.property(int64, fc.string(), (id, text) => {
        const body = `{"text":${JSON.stringify(text)},"orderId":${id},"list":[1,${id},{"a" : ${id}}]}`;
        const parsed = parseJson(body) as { text: string; orderId: number; list: [number, number, { a: number }] };
        expect(parsed.text).toBe(text);
        for (const found of [parsed.orderId, parsed.list[1], parsed.list[2].a]) expect(String(found)).toBe(String(id));
        expect(encodeQuery(wireParams({ orderId: parsed.orderId }))).toBe(`orderId=${id}`);
      }),
    );
  });

  it('keeps long ids at any place as text, and shorter ids as numbers', () => {
    for (let at = 0; at < 40; at++) {
      const [before, digits] = [' '.repeat(at), '9'.repeat(at)];
      expect(parseJson(`${before}[9007199254740993]`)).toEqual(['9007199254740993']);
      expect(parseJson(`[${before}-9007199254740993,"${digits}"]`)).toEqual(['-9007199254740993', digits]);
      expect(parseJson(`["${digits}",123456789012345,9007199254740993]`)).toEqual([
        digits,
        123456789012345,
        '9007199254740993',
      ]);
    }
  });

  it('parses all else as JSON.parse does', () => {
    const decimals = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }));
    fc.assert(
      fc.property(
        fc.oneof(
          fc.json(),
          decimals.map((list) => JSON.stringify(list)),
        ),
        (text) => {
          if (!/\d{16}/.test(text)) expect(parseJson(text)).toEqual(JSON.parse(text));
        },
      ),
    );
    expect(parseJson('[12345678901234567890.5,1.2345678901234567890,1e300,"12345678901234567890"]')).toEqual(
      JSON.parse('[12345678901234567890.5,1.2345678901234567890,1e300,"12345678901234567890"]'),
    );
    expect(parseJson('[9007199254740991,1234567890123456]')).toEqual([9007199254740991, 1234567890123456]);
  });

  it('treats names such as __proto__ as data', () => {
    const parsed = parseJson('{"__proto__":{"id":12345678901234567890},"constructor":1}') as object;
    expect(Object.keys(parsed)).toEqual(['__proto__', 'constructor']);
    expect('id' in parsed).toBe(false);
  });

  it('throws for text that is not JSON', () => {
    for (const text of ['', '<html>', '{"a":12345678901234567890', '[1,'])
      expect(() => parseJson(text)).toThrow(SyntaxError);
  });

  it('parses ten million bytes, with and without long ids', () => {
    const filler = '"x'.padEnd(9_999_000, '\\"').padEnd(10_000_000, 'y');
    expect(parseJson(`[12345678901234567890,${filler}"]`)).toHaveLength(2);
  });
});
