import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scaled } from '../../../../tests/support/scale.js';
import { ByteNames } from './byte-names.js';
import { decoderFor } from './decoder.js';
import { scannerFor } from './hot-events.js';

const id = fc.oneof(fc.nat(), fc.maxSafeNat());
const price = fc.stringMatching(/^(0|[1-9]\d{0,11})\.\d{2,10}$/);
const flag = fc.boolean();
const s = fc.constantFrom('BNBBTC', 'BTCUSDT', '1000SATSUSDT');

const streams = {
  trade: fc.record({ e: fc.constant('trade'), E: id, s, t: id, p: price, q: price, T: id, m: flag, M: flag }),
  aggTrade: fc.record({
    ...{ e: fc.constant('aggTrade'), E: id, s, a: id, p: price, q: price, f: id, l: id, T: id, m: flag, M: flag },
  }),
  bookTicker: fc.record({ u: id, s, b: price, B: price, a: price, A: price }),
};

function frameOf(kind: string, event: { s: string }): { stream: string; frame: string } {
  const stream = `${event.s.toLowerCase()}@${kind}`;
  return { stream, frame: JSON.stringify({ stream, data: event }) };
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
        { numRuns: scaled(500, 20_000) },
      );
    });

    it(`leaves a ${kind} with a byte changed to JSON.parse: the same object or the same error`, () => {
      fc.assert(
        fc.property(
          arbitrary,
          fc.nat(),
          fc.integer({ min: 32, max: 126 }),
          fc.boolean(),
          (event, at, code, inserts) => {
            const { stream, frame } = frameOf(kind, event);
            // What comes before was read to find the stream.
            const head = `{"stream":"${stream}`.length;
            const i = head + (at % (frame.length - head));
            const changed = frame.slice(0, i) + String.fromCharCode(code) + frame.slice(inserts ? i : i + 1);
            const outcome = (read: () => unknown): string => {
              try {
                return JSON.stringify(read()) ?? 'undefined';
              } catch {
                return 'error';
              }
            };
            expect(outcome(() => decoderFor(stream)(Buffer.from(changed)))).toBe(
              outcome(() => JSON.parse(changed).data),
            );
          },
        ),
        { numRuns: scaled(2_000, 100_000) },
      );
    });
  }

  it('reads the data of any other stream as JSON.parse does, whatever is around it', () => {
    for (const stream of ['bnbbtc@kline_1m', '!miniTicker@arr', 'bnbbtc@trade@x', '币安人生usdt@trade']) {
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

describe('ByteNames', () => {
  it('finds each stream by the head of its frame, of names alike too, and none that was deleted', () => {
    const names = [
      'a',
      'a@b',
      'bnbbtc@trade',
      'bnbbtc@trades',
      'bnbbtc@aggTrade',
      'bnbbtcx@trade',
      '币安人生usdt@trade',
    ];
    const table = new ByteNames<string>();
    for (const name of names) table.add(name, name);
    const find = (name: string) => table.find(Buffer.from(`{"stream":"${name}","data":{}}`));
    expect(names.map(find)).toEqual(names);
    expect(['', 'b', 'bnbbtc@trad', 'bnbbtc@tradesx', 'BNBBTC@trade'].map(find)).toEqual(Array(5).fill(undefined));
    expect(['{', '{"stream":"a"', '{"result":null,"id":1}'].map((text) => table.find(Buffer.from(text)))).toEqual(
      Array(3).fill(undefined),
    );
    for (const name of names) {
      table.delete(name);
      expect(find(name)).toBeUndefined();
    }
  });
});
