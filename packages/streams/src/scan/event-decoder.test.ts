import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { caseCount } from '../../../../tests/support/case-count.js';
import { decoderFor, scannerFor } from './event-decoder.js';

const id = fc.oneof(fc.nat(), fc.maxSafeNat());
const price = fc.oneof(
  fc.stringMatching(/^(0|[1-9]\d{0,5})\.\d{8}$/),
  fc.stringMatching(/^(0|[1-9]\d{0,11})\.\d{2,10}$/),
);
const flag = fc.boolean();
const s = fc.constantFrom('BNBBTC', 'BTCUSDT', '1000SATSUSDT');

/** The value of the field `M`, which Binance's documentation says to ignore. It is always true. */
const M = fc.constant(true);

const streams = {
  trade: fc.record({ e: fc.constant('trade'), E: id, s, t: id, p: price, q: price, T: id, m: flag, M }),
  aggTrade: fc.record({
    ...{ e: fc.constant('aggTrade'), E: id, s, a: id, p: price, q: price, f: id, l: id, T: id, m: flag, M },
  }),
  bookTicker: fc.record({ u: id, s, b: price, B: price, a: price, A: price }),
  kline_1m: fc
    .record({
      ...{ t: id, T: id, i: fc.constant('1m'), f: id, L: id, o: price, c: price, h: price, l: price, v: price },
      ...{ n: id, x: flag, q: price, V: price, Q: price, B: price, E: id, s },
    })
    .map(({ t, T, E, s, ...others }) => ({ e: 'kline', E, s, k: { t, T, s, ...others } })),
};

function frameOf(kind: string, event: { s: string }): { stream: string; frame: string } {
  const stream = `${event.s.toLowerCase()}@${kind}`;
  return { stream, frame: JSON.stringify({ stream, data: event }) };
}

/** Texts that replace the value of a field: unusual numbers and strings, values of the wrong type, and invalid JSON. */
const literals = [
  ...['9007199254740991', '9007199254740992', '9007199254740993', '12345678901234567890', '00', '01', '-1', '-0'],
  ...['1.0', '1.5', '1e3', '', ' 1', '1 ', 'null', 'true', 'false', 'tru', 'truee', 'TRUE', '"1"', '"true"'],
  ...['"1', '1"', '""', '"1\\u0030"', '"\\""', '"1\\n"', '"-1.5"', '"1e3"', '"1/2"', '"1:2"', '"1,2"', '"１"', '"é"'],
  ...['{}', '[]', '[1]', '"NaN"', '"a"', '"."', '".."'],
];

/**
 * Expects that the decoder returns the same value as `JSON.parse`, with the keys in the same order, for a frame as
 * bytes and as text.
 */
function expectAsParsed(stream: string, frame: Buffer): void {
  const read = decoderFor(stream);
  const outcome = (how: () => unknown): string => {
    try {
      return JSON.stringify(how()) ?? 'undefined';
    } catch (error) {
      return (error as Error).name;
    }
  };
  const expected = outcome(() => JSON.parse(frame.toString()).data);
  expect(outcome(() => read(frame))).toBe(expected);
  expect(outcome(() => read(frame.toString()))).toBe(expected);
}

describe('scannerFor', () => {
  for (const [kind, arbitrary] of Object.entries(streams)) {
    it(`reads every ${kind} as JSON.parse does, keys in the same order`, () => {
      fc.assert(
        fc.property(arbitrary, (event) => {
          const { stream, frame } = frameOf(kind, event);
          const scanned = scannerFor(stream)(Buffer.from(frame));
          expect(JSON.stringify(scanned)).toBe(JSON.stringify(event));
        }),
        { numRuns: caseCount(500, 20_000) },
      );
    });

    it(`reads a ${kind} with bytes changed, inserted or removed as JSON.parse does: the same object or the same error`, () => {
      const change = fc.record({ at: fc.nat(), left: fc.nat(2), put: fc.uint8Array({ maxLength: 2 }) });
      fc.assert(
        fc.property(arbitrary, fc.array(change, { minLength: 1, maxLength: 3 }), (event, changes) => {
          const { stream, frame } = frameOf(kind, event);
          // Only bytes after the name of the stream are changed, because the decoder is chosen by that name.
          const head = `{"stream":"${stream}`.length;
          const bytes = [...Buffer.from(frame)];
          for (const { at, left, put } of changes) bytes.splice(head + (at % (bytes.length - head + 1)), left, ...put);
          expectAsParsed(stream, Buffer.from(bytes));
        }),
        { numRuns: caseCount(2_000, 100_000) },
      );
    });

    it(`reads a ${kind} that is cut short, too long, in another order or with other values as JSON.parse does`, () => {
      const [event] = fc.sample(arbitrary as fc.Arbitrary<{ s: string }>, { numRuns: 1, seed: 7 });
      if (!event) throw new Error('no event');
      const { stream, frame } = frameOf(kind, event);
      const head = `{"stream":"${stream}`.length;
      for (let end = head; end < frame.length; end++) expectAsParsed(stream, Buffer.from(frame.slice(0, end)));
      for (const more of [' ', '\n', '\0', '}', '0', ',', frame]) expectAsParsed(stream, Buffer.from(frame + more));
      const entries = Object.entries(event);
      const variants = [
        ...entries.map((_, i) => [...entries.slice(i), ...entries.slice(0, i)]),
        ...entries.map((_, i) => [...entries.slice(0, i), ...entries.slice(i + 1)]),
        ...entries.map((entry, i) => [...entries.slice(0, i), [entry[0], 'twice'], ...entries.slice(i)]),
        ...entries.map((_, i) => [...entries.slice(0, i), ['new', '币安人生'], ...entries.slice(i)]),
      ];
      for (const variant of variants) {
        const data = variant.map(([key, value]) => `"${key}":${JSON.stringify(value)}`).join(',');
        expectAsParsed(stream, Buffer.from(`{"stream":"${stream}","data":{${data}}}`));
      }
      for (const value of literals) {
        for (const [key, old] of [...entries, ...Object.entries((event as { k?: object }).k ?? {})]) {
          const [before, after] = [`"${key}":${JSON.stringify(old)}`, `"${key}":${value}`];
          expectAsParsed(stream, Buffer.from(frame.replace(before, after)));
        }
      }
    });
  }

  it('reads a short frame after a long one without the remains of the long one', () => {
    const read = decoderFor('bnbbtc@trade');
    const frame = (p: string): string =>
      `{"stream":"bnbbtc@trade","data":{"e":"trade","E":1,"s":"BNBBTC","t":1,"p":"${p}","q":"1","T":1,"m":true,"M":true}}`;
    const whole = frame('1'.repeat(64));
    for (let length = 0; length <= 64; length++) {
      expectAsParsed('bnbbtc@trade', Buffer.from(whole));
      expectAsParsed('bnbbtc@trade', Buffer.from(frame('1'.repeat(length))));
      expect(() => read(Buffer.from(whole.slice(0, 60 + length)))).toThrow(SyntaxError);
    }
    for (const length of [900, 1_000, 1_024, 1_025, 70_000]) {
      expectAsParsed('bnbbtc@trade', Buffer.from(frame('1'.repeat(length))));
    }
  });

  it('reads the data of any other stream as JSON.parse does, whatever the wrapper looks like', () => {
    for (const stream of [
      'bnbbtc@kline_1m',
      'bnbbtc@kline_1d@+08:00',
      '!miniTicker@arr',
      'bnbbtc@trade@x',
      'bnbbtc@constructor',
      '币安人生usdt@trade',
    ]) {
      const read = decoderFor(stream);
      const head = `{"stream":"${stream}","data":`;
      for (const data of ['{"e":"kline","E":1,"s":"币安人生USDT"}', '[{"s":"A"},{"s":"B"}]', 'null', '7', '"}"']) {
        expect(read(Buffer.from(`${head}${data}}`))).toEqual(JSON.parse(data));
        expect(read(Buffer.from(`${head}${data},"more":1}`))).toEqual(JSON.parse(data));
        expect(read(Buffer.from(`${head}1,"data":${data}}`))).toEqual(JSON.parse(data));
        expect(read(Buffer.from(`${head} ${data} } `))).toEqual(JSON.parse(data));
        for (const broken of [head + data, `${head}${data}}}`, `${head}${data},}`]) {
          expect(() => read(Buffer.from(broken))).toThrow(SyntaxError);
        }
      }
    }
  });
});
