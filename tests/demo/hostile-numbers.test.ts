import { describe, expect, it } from 'vitest';
import { compact, decimalsOf, isPlainDecimal, toDecimals, trimDecimal } from '../../apps/demo/src/format.js';
import { clockTime, dayTime, recentTime } from '../../apps/demo/src/format-time.js';
import { refuseFrame } from '../../apps/demo/src/frame.js';
import { candleOf, candlesOf } from '../../apps/demo/src/session/candle.js';

/** What a hostile or broken exchange may send in place of a decimal string. */
const HOSTILE: readonly unknown[] = [
  'NaN',
  '1e999',
  '-1e999',
  '1e-999',
  'Infinity',
  '',
  ' ',
  '0x10',
  '1,5',
  '1.',
  '.5',
  '9'.repeat(1_000_000),
  `0.${'0'.repeat(1_000_000)}1`,
  '<img src=x onerror=alert(1)>',
  Number.NaN,
  Number.POSITIVE_INFINITY,
  1.5,
  null,
  undefined,
  {},
  [],
  { toString: 1 },
];

describe('the numbers of the demo page', () => {
  it.each(HOSTILE.map((value, index) => [index, value]))('shows a dash for hostile value %i', (_, value) => {
    expect(isPlainDecimal(value)).toBe(false);
    expect(trimDecimal(value)).toBe('—');
    expect(toDecimals(value, 2)).toBe('—');
    expect(decimalsOf(value)).toBe(0);
  });

  it('shows at most 16 decimals, which the formats of the chart and of big.js accept', () => {
    expect(decimalsOf(`0.${'0'.repeat(20)}1`)).toBe(16);
    expect(toDecimals('0.123456789', 8)).toBe('0.12345678');
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e300])(
    'shows a dash for the sum %d',
    (sum) => {
      expect(compact(sum)).toBe('—');
    },
  );

  it.each([Number.NaN, 1e300, 8.64e15 + 1, '1', null, {}])('shows a dash for the time %j', (time) => {
    expect(clockTime(time)).toBe('—');
    expect(dayTime(time)).toBe('—');
    expect(recentTime(time, 0)).toBe('—');
  });

  it('shows times in the time zone of this machine, with two digits for each part', () => {
    const time = new Date(2026, 0, 5, 7, 8, 9).getTime();
    expect(clockTime(time)).toBe('07:08:09');
    expect(dayTime(time)).toBe('05 Jan 07:08:09');
    expect(dayTime(new Date(2026, 11, 31, 23, 0, 0).getTime())).toBe('31 Dec 23:00:00');
    expect(recentTime(time, time + 3_600_000)).toBe('07:08:09');
    expect(recentTime(time, time + 86_400_000)).toBe('05 Jan 07:08:09');
  });
});

describe('the candles of the demo page', () => {
  it.each(HOSTILE.map((value, index) => [index, value]))('leaves out a candle with hostile value %i', (_, value) => {
    expect(candleOf([0, '1', value, '1', '1', '1'])).toBeUndefined();
  });

  it.each([Number.NaN, -1, 1e300, '1', null])('leaves out a candle with the time %j', (time) => {
    expect(candleOf([time, '1', '1', '1', '1', '1'])).toBeUndefined();
  });

  it('leaves out candles that are not in ascending order, or no candles', () => {
    const klines = [
      [1000, '1', '2', '0.5', '1', '7'],
      null,
      5,
      [1000, '1', '1', '1', '1', '1'],
      [0],
      [2000, '1', '1', '1', '1', '1'],
    ];
    expect(candlesOf(klines as never).map(({ time }) => time)).toEqual([1, 2]);
    expect(candlesOf(klines as never)[0]).toEqual({ time: 1, open: 1, high: 2, low: 0.5, close: 1, volume: 7 });
  });
});

describe('refuseFrame', () => {
  it('throws and empties the page in a frame, and does nothing outside', () => {
    const body = { textContent: 'page' };
    const page = { self: {}, document: { body } };
    expect(() => refuseFrame({ ...page, top: {} } as never)).toThrow('the page is inside a frame');
    expect(body.textContent).toBe('This page does not work inside a frame.');
    expect(() => refuseFrame({ ...page, top: page.self } as never)).not.toThrow();
  });
});
