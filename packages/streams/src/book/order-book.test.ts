import { BinanceConfigError, BinanceStreamError } from '@pkg/core/errors';
import { describe, expect, it } from 'vitest';
import { type DepthSnapshot, type Level, OrderBook } from './index.js';

const snapshot: DepthSnapshot = {
  lastUpdateId: 160,
  bids: [
    ['0.00240000', '10.00000000'],
    ['0.00230000', '5.50000000'],
    ['0.00200000', '100.00000000'],
  ],
  asks: [
    ['0.00260000', '100.00000000'],
    ['0.00270000', '3.00000000'],
  ],
};

function loaded(): OrderBook {
  const book = new OrderBook('BNBBTC');
  book.load(snapshot);
  return book;
}

const frame = (U: number, u: number, b: unknown, a: unknown, s = 'BNBBTC'): string =>
  JSON.stringify({ stream: 'bnbbtc@depth', data: { e: 'depthUpdate', E: 123456789, s, U, u, b, a } });

describe('OrderBook', () => {
  it('has no event time after a snapshot, because a snapshot has none', () => {
    const book = loaded();
    book.apply(frame(161, 165, [], []));
    book.load(JSON.stringify({ ...snapshot, lastUpdateId: 170 }));
    expect([book.lastUpdateId, book.eventTime]).toEqual([170, undefined]);
  });

  it('has the event time of the last applied event, in any form', () => {
    const book = loaded();
    for (const [index, form] of (['text', 'bytes', 'object', 'object', 'text'] as const).entries()) {
      const [id, E] = [161 + index, 1_000 + index];
      const event = { e: 'depthUpdate', E, s: 'BNBBTC', U: id, u: id, b: [], a: [] } as const;
      const text = JSON.stringify(event);
      book.apply(form === 'object' ? event : form === 'text' ? text : new TextEncoder().encode(text));
      expect([book.lastUpdateId, book.eventTime]).toEqual([id, E]);
    }
    book.apply({ e: 'depthUpdate', E: 5, s: 'BNBBTC', U: 150, u: 150, b: [], a: [] });
    expect(book.eventTime).toBe(1_004);
  });

  it.each([
    ['integers', '1.0'],
    ['strings', '1.00'],
  ])('keeps the last of several levels of one price in a snapshot, near and far from the best: %s', (_, other) => {
    const far = ['5000.0', '4999.9', '4000.0', '4000.0', '3000.0'];
    const bids = ['9000.0', '9000.0', '8999.9', '8999.9', ...far].map(
      (price, index) => [price, `${index + 1}.0`] as const,
    );
    const last = bids.filter(([price], index) => bids[index + 1]?.[0] !== price);
    const asks: Level[] = [
      ['9001.0', other],
      ['9001.0', '0.0'],
      ['9002.0', '7.0'],
    ];
    const book = new OrderBook('BNBBTC');
    // The second snapshot is read from its bytes, in the format of the first one.
    for (const message of [{ lastUpdateId: 1, bids, asks }, JSON.stringify({ lastUpdateId: 2, bids, asks })]) {
      book.load(message);
      expect([book.getBids(), book.getAsks()]).toEqual([last, [['9002.0', '7.0']]]);
      expect([book.bids.length, book.known]).toEqual([last.length, { bids: last.length, asks: 1 }]);
    }
  });

  it('sets, adds and removes levels, and ignores the removal of unknown ones', () => {
    const book = loaded();
    const bids = [
      ['0.00240000', '0.00000000'],
      ['0.00239999', '1.00000000'],
      ['0.00100000', '0.00000000'],
    ];
    expect(book.apply(frame(161, 165, bids, [['0.00260000', '7.00000000']]))).toBe('applied');
    expect(book.lastUpdateId).toBe(165);
    expect(book.eventTime).toBe(123456789);
    expect(book.getBids()).toEqual([
      ['0.00239999', '1.00000000'],
      ['0.00230000', '5.50000000'],
      ['0.00200000', '100.00000000'],
    ]);
    expect(book.getAsks(1)).toEqual([['0.00260000', '7.00000000']]);
    expect([book.bestBid, book.bestAsk]).toEqual([book.getBids()[0], book.getAsks()[0]]);
  });

  it('reports old events and gaps, and leaves the book unchanged', () => {
    const book = loaded();
    expect(book.apply(frame(150, 160, [['0.00240000', '1.00000000']], []))).toBe('old');
    expect(book.apply(frame(162, 163, [['0.00240000', '1.00000000']], []))).toBe('gap');
    expect(book.apply(frame(155, 161, [], []))).toBe('applied');
    expect(book.getBids()).toEqual(snapshot.bids);
  });

  it('is empty and applies no event before the first snapshot', () => {
    const book = new OrderBook('BNBBTC');
    expect([book.lastUpdateId, book.bestBid, book.getAsks(), book.spread, book.imbalance()]).toEqual([
      0,
      undefined,
      [],
      undefined,
      0,
    ]);
    expect(book.apply(frame(5, 6, [], []))).toBe('gap');
  });

  it('returns the same list if nothing changed, and keeps the other levels of a list that did', () => {
    const book = loaded();
    const before = book.getBids(2);
    book.apply(frame(161, 161, [['0.00100000', '1.00000000']], []));
    expect(book.getBids(2)).toBe(before);
    book.apply(frame(162, 162, [['0.00240000', '11.00000000']], []));
    const after = book.getBids(2);
    expect(after).not.toBe(before);
    expect(after[1]).toBe(before[1]);
    expect(before).toEqual(snapshot.bids.slice(0, 2));
  });

  it('returns levels that did not change as the same objects, however far apart they are', () => {
    const book = new OrderBook('BNBBTC');
    const far = [0, 128, 256, 4_096, 1_000_000].map((ticks): Level => [`0.0${9_000_000 - ticks}`, '1.00000000']);
    book.load({ lastUpdateId: 160, bids: far, asks: [] });
    for (const limit of [5, 100, Number.POSITIVE_INFINITY]) {
      const before = book.getBids(limit);
      expect(before).toEqual(far);
      book.apply(frame(book.lastUpdateId + 1, book.lastUpdateId + 1, [[far[2]?.[0], '3.00000000']], []));
      book.apply(frame(book.lastUpdateId + 1, book.lastUpdateId + 1, [far[2]], []));
      expect(book.getBids(limit)).toBe(before);
      book.apply(frame(book.lastUpdateId + 1, book.lastUpdateId + 1, [[far[2]?.[0], '2.00000000']], []));
      const after = book.getBids(limit);
      expect(after.map((level, i) => level === before[i])).toEqual([true, true, false, true, true]);
      book.apply(frame(book.lastUpdateId + 1, book.lastUpdateId + 1, [far[2]], []));
    }
  });

  it('rounds a limit down', () => {
    expect(loaded().getBids(2.5)).toEqual(snapshot.bids.slice(0, 2));
    expect(loaded().getBids(-1)).toEqual([]);
  });

  it('error: failed for a limit that is not a number, or returned levels for one below 0', () => {
    const strings = new OrderBook('BNBBTC');
    strings.load({ ...snapshot, bids: [...snapshot.bids, ['0.00100000000000000000000001', '1.5']] });
    for (const book of [loaded(), strings]) {
      for (const limit of [NaN, -1, -0.5]) {
        expect([book.getBids(limit), [...book.bids.prices(limit)], book.imbalance(limit)]).toEqual([[], [], 0]);
      }
    }
  });

  it('is not affected by a caller that tries to change a list or a level', () => {
    const strings = new OrderBook('BNBBTC');
    strings.load({ ...snapshot, bids: [...snapshot.bids, ['0.00100000000000000000000001', '1.5']] });
    for (const book of [loaded(), strings]) {
      const expected = [...book.getBids(3)];
      const tries: (() => unknown)[] = [
        () => (book.getBids(3) as unknown[]).reverse(),
        () => (book.getBids(3) as unknown[]).push(['9', '9']),
        () => Object.assign(book.getBids(3)[0] as object, ['0.1', '1']),
        () => Object.assign(book.bestBid as object, ['0.1', '1']),
        () => Object.assign(book.bids, { length: 7 }),
      ];
      for (const change of tries) expect(change).toThrow(TypeError);
      expect(book.getBids(3)).toEqual(expected);
      expect(book.bestBid).toEqual(['0.00240000', '10.00000000']);
      book.apply(frame(161, 161, [['0.00240000', '11.00000000']], []));
      expect(book.getBids(3).map(([price]) => price)).toEqual(['0.00240000', '0.00230000', '0.00200000']);
    }
  });

  it.each([
    ['100', '100.5'],
    ['12', '12.75'],
    ['7', '0.5'],
  ])('stores a fraction in a book of whole numbers: %s, then %s', (whole, fraction) => {
    for (const form of [(text: string) => text, (text: string) => new TextEncoder().encode(text), JSON.parse]) {
      const book = new OrderBook('BNBBTC');
      book.load({ lastUpdateId: 1, bids: [], asks: [[whole, '3']] });
      expect(book.apply(form(frame(2, 2, [], [[fraction, fraction]])))).toBe('applied');
      const [first, second] = Number(whole) < Number(fraction) ? [whole, fraction] : [fraction, whole];
      expect(book.getAsks().map(([price]) => price)).toEqual([first, second]);
      expect(book.getAsks().find(([price]) => price === fraction)).toEqual([fraction, fraction]);
    }
  });

  it('counts up to a price with more decimals than the book has', () => {
    const book = new OrderBook('BNBBTC');
    book.load({ lastUpdateId: 1, bids: [], asks: ['101', '102'].map((price): Level => [price, '1']) });
    expect(book.depthTo('BUY', '101.5')).toMatchObject({ quantity: '1', levels: 1 });
    const stamp = new OrderBook('BNBBTC');
    const price = '1747674902.11';
    stamp.load({ lastUpdateId: 1, bids: [[price, '1']], asks: [[price, '1']] });
    // These prices differ from the price in the book, but convert to the same double.
    expect(stamp.depthTo('SELL', '1747674902.110000005').levels).toBe(0);
    expect(stamp.depthTo('BUY', '1747674902.110000005').levels).toBe(1);
    expect(stamp.depthTo('SELL', '1747674902.109999995').levels).toBe(1);
    expect(stamp.depthTo('BUY', '1747674902.109999995').levels).toBe(0);
  });

  it.each([
    ['whole numbers', ['12345678901234567890', '5'], ['9', '7']],
    ['18 decimals', ['0.123456789012345678', '0.000000000000000001'], ['0.000000000000000002', '3.000000000000000000']],
    [
      '8 digits before and after the point',
      ['90071992.54740993', '98765432.12345678'],
      ['10000000.00000001', '1.00000000'],
    ],
    ['12 digits before the point', ['0.00000100', '123456789012.00'], ['0.00000099', '99999999999.99']],
    ['different widths', ['2.5', '1'], ['2.25', '10.0']],
    ['4 decimals', ['1.0002', '573574.76000000'], ['1.0001', '1.00000000']],
  ])('returns the same decimals that it received: %s', (_, better, worse) => {
    const book = new OrderBook('BNBBTC');
    book.load({ lastUpdateId: 1, bids: [worse as [string, string]], asks: [] });
    book.apply(frame(2, 2, [better], []));
    expect(book.getBids()).toEqual([better, worse]);
    expect(book.bestBid).toEqual(better);
    expect([...book.bids.prices()]).toEqual([Number(better[0]), Number(worse[0])]);
  });

  it('switches to strings when a level does not fit integers, and compares prices by value', () => {
    const book = loaded();
    book.apply(frame(161, 161, [['0.0024', '3']], [['99999999999999999999.5', '1']]));
    expect(book.getBids(1)).toEqual([['0.0024', '3']]);
    expect(book.getBids()).toHaveLength(3);
    expect(book.getAsks().at(-1)).toEqual(['99999999999999999999.5', '1']);
    book.apply(frame(162, 162, [['0.00240', '0.00']], []));
    expect(book.bestBid).toEqual(['0.00230000', '5.50000000']);
  });

  it('knows which levels are certain: those up to the last price of an incomplete snapshot', () => {
    const book = new OrderBook('BNBBTC');
    book.load(snapshot, { limit: 3 });
    expect(book.known).toEqual({ bids: 3, asks: 2 });
    const beyond = ['0.00150000', '1.00000000'];
    book.apply(frame(161, 161, [beyond, ['0.00210000', '1.00000000']], [['0.00900000', '1.00000000']]));
    expect(book.known).toEqual({ bids: 4, asks: 3 });
    expect(book.getBids()).toHaveLength(5);
    expect(book.sweep('SELL', '116.5')).toMatchObject({ isFilled: true, isCertain: true });
    expect(book.sweep('SELL', '117')).toMatchObject({ isFilled: true, isCertain: false });
    expect(book.sweep('SELL', '1000')).toMatchObject({ isFilled: false, isCertain: false, quantity: '117.50000000' });
    expect(book.sweep('BUY', '1000')).toMatchObject({ isFilled: false, isCertain: true });
  });

  it('reports an uncertain result at the end of a side that the snapshot contained only in part', () => {
    const book = new OrderBook('BNBBTC');
    book.load(snapshot, { limit: 3 });
    // There may be bids below 0.002 that the snapshot lacks. The asks are complete.
    expect(book.sweep('SELL', '1000')).toMatchObject({ levels: 3, isFilled: false, isCertain: false });
    expect(book.sweep('SELL', '115.5')).toMatchObject({ levels: 3, isFilled: true, isCertain: true });
    expect(book.depthTo('SELL', '0.002')).toMatchObject({ levels: 3, isCertain: true });
    expect(book.depthTo('SELL', '0.0019')).toMatchObject({ levels: 3, isCertain: false });
    expect(book.depthTo('BUY', '1')).toMatchObject({ levels: 2, isCertain: true });
    // Two asks were requested and received, so there may be more asks.
    const cut = new OrderBook('BNBBTC');
    cut.load(snapshot, { limit: 2 });
    expect([cut.depthTo('BUY', '1'), cut.sweep('BUY', '1000')]).toMatchObject([
      { levels: 2, isCertain: false },
      { levels: 2, isFilled: false, isCertain: false },
    ]);
    const gone = snapshot.bids.map(([price]) => [price, '0.00000000']);
    book.apply(frame(161, 161, gone, []));
    expect(book.sweep('SELL', '1')).toMatchObject({ levels: 0, isFilled: false, isCertain: false });
    expect(book.depthTo('SELL', '0.0019')).toMatchObject({ levels: 0, isCertain: false });
  });

  it('knows a number of best levels until it loses one that might be among them', () => {
    const book = new OrderBook('BNBBTC');
    expect(book.knows(1)).toBe(true);
    book.load(snapshot, { limit: 3 });
    expect([book.knows(3), book.knows(4)]).toEqual([true, false]);
    book.apply(frame(161, 161, [['0.00100000', '1.00000000']], []));
    expect([book.knows(3), book.knows(4)]).toEqual([true, false]);
    book.apply(frame(162, 162, [['0.00210000', '1.00000000']], []));
    expect([book.knows(4), book.knows(5)]).toEqual([true, false]);
    book.apply(
      frame(
        163,
        163,
        snapshot.bids.slice(0, 2).map(([price]) => [price, '0']),
        [],
      ),
    );
    expect([book.knows(2), book.knows(3)]).toEqual([true, false]);
    // The snapshot has fewer levels than were requested, so both sides are complete.
    book.load(snapshot, { limit: 5 });
    expect(book.knows(1_000)).toBe(true);
  });

  it('knows no level that an event given as an object has removed', () => {
    const book = new OrderBook('BNBBTC');
    const asks: Level[] = [...snapshot.asks, ['0.00280000', '1.00000000']];
    book.load({ ...snapshot, asks }, { limit: 3 });
    expect(book.knows(3)).toBe(true);
    book.apply({ e: 'depthUpdate', s: 'BNBBTC', U: 161, u: 161, b: [['0.00240000', '0.00000000']], a: [] });
    expect([book.knows(3), book.knows(2)]).toEqual([false, true]);
  });

  it('sweeps a side exactly', () => {
    // The bid at 0.0024 buys 10 BNB and the bid at 0.0023 buys 2.5 BNB: 12.5 BNB for 0.02975 BTC, or 0.00238 BTC each.
    expect(loaded().sweep('SELL', '12.5')).toEqual({
      quantity: '12.50000000',
      cost: '0.0297500000000000',
      averagePrice: '0.0023800000000000',
      worstPrice: '0.00230000',
      levels: 2,
      isFilled: true,
      isCertain: true,
    });
    expect(loaded().depthTo('BUY', '0.0027')).toEqual({
      quantity: '103.00000000',
      cost: '0.2681000000000000',
      levels: 2,
      isCertain: true,
    });
    expect(loaded().depthTo('BUY', '0.0025')).toMatchObject({ quantity: '0.00000000', levels: 0 });
  });

  it('error: a wrong side, quantity or price', () => {
    const book = loaded();
    expect(() => book.sweep('BUY', '0')).toThrow(BinanceConfigError);
    expect(() => book.sweep('BUY', '1e5')).toThrow(BinanceConfigError);
    expect(() => book.depthTo('SELL', '-1')).toThrow(BinanceConfigError);
    // @ts-expect-error a side is BUY or SELL
    expect(() => book.sweep('bids', '1')).toThrow(BinanceConfigError);
  });

  it('computes spread, mid and imbalance', () => {
    const book = loaded();
    expect([book.spread, book.mid]).toEqual(['0.00020000', '0.00250000']);
    expect(book.imbalance()).toBeCloseTo((10 - 100) / 110, 12);
    book.apply(frame(161, 161, [['0.00240001', '1.00000000']], []));
    expect(book.mid).toBe('0.002500005');
  });

  it('returns arrays of numbers that do not change afterwards', () => {
    const book = loaded();
    const prices = book.asks.prices();
    const mine = [new Float64Array(1), new Float64Array(1)] as const;
    expect(book.asks.copy(...mine)).toBe(1);
    book.apply(frame(161, 161, [], [['0.00250000', '1.00000000']]));
    expect([...prices]).toEqual([0.0026, 0.0027]);
    expect([mine[0][0], mine[1][0]]).toEqual([0.0026, 100]);
    expect([...book.asks.prices(1), ...book.asks.quantities(1), book.asks.length]).toEqual([0.0025, 1, 3]);
  });

  it.each([
    ['text that is not JSON', '<html>502</html>'],
    ['an empty text', ''],
    ['a frame cut short', frame(161, 162, [['0.00240000', '1.00000000']], []).slice(0, -4)],
    ['another symbol', frame(161, 162, [['0.00240000', '1.00000000']], [], 'BNBBTX')],
    ['another event', '{"e":"trade","E":1,"s":"BNBBTC","t":1}'],
    ['a missing field', '{"e":"depthUpdate","E":1,"s":"BNBBTC","U":161,"u":162,"b":[["0.00240000","1.00000000"]]}'],
    ['a first id above the last', frame(162, 161, [['0.00240000', '1.00000000']], [])],
    [
      'an exponent',
      frame(
        161,
        162,
        [
          ['0.00240000', '1.00000000'],
          ['1e-3', '1.00000000'],
        ],
        [],
      ),
    ],
    ['a sign', frame(161, 162, [['0.00240000', '1.00000000']], [['0.00260000', '-1.00000000']])],
    ['numbers for decimals', frame(161, 162, [[0.0024, 1]], [])],
    ['null', 'null'],
    ['a null payload', '{"stream":"bnbbtc@depth","data":null}'],
  ])('error: %s leaves the book unchanged', (_, text) => {
    for (const message of [text, new TextEncoder().encode(text)]) {
      const book = loaded();
      expect(() => book.apply(message)).toThrow(BinanceStreamError);
      expect([book.lastUpdateId, book.getBids(), book.getAsks()]).toEqual([160, snapshot.bids, snapshot.asks]);
      expect(() => book.load(message)).toThrow(BinanceStreamError);
      expect([book.lastUpdateId, book.getBids(), book.getAsks()]).toEqual([160, snapshot.bids, snapshot.asks]);
    }
  });

  it('reads fields in any order, extra fields, spaces and escapes', () => {
    const book = loaded();
    const odd =
      '{ "data" : {"x":{}, "a":[], "b":[["0.0024\\u0030000","1.00000000",[]]],"u":162,"U":161,"s":"BNBBTC","E":5,"e":"depthUpdate"}, "stream":"bnbbtc@depth"}';
    expect(book.apply(odd)).toBe('applied');
    expect(book.bestBid).toEqual(['0.00240000', '1.00000000']);
  });

  it('handles a symbol of non-Latin letters', () => {
    const book = new OrderBook('币安人生USDT');
    book.load(snapshot);
    expect(book.apply(frame(161, 161, [['0.00240000', '1.00000000']], [], '币安人生USDT'))).toBe('applied');
  });
});
