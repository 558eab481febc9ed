import { describe, expect, it } from 'vitest';
import { listStatusOf, reportOf } from '../../test/account-samples.js';
import { checkUserEvent, isUserEvent } from './check-user-event.js';

const LATEST = 1_000_000;

describe('isUserEvent', () => {
  it('takes a report with ids beyond 2^53, which arrive as text', () => {
    const large = '9007199254740993';
    const report = reportOf({ i: large, t: large, I: large, g: large, v: large, a: large } as never);
    expect(isUserEvent(report, LATEST)).toBe(true);
    expect(isUserEvent(listStatusOf({ g: large as never }), LATEST)).toBe(true);
  });

  it('refuses ids that the exchange cannot have', () => {
    for (const i of [
      1.5,
      2 ** 53,
      -2,
      '7',
      '9007199254740991',
      '9223372036854775808',
      '-9007199254740993',
      '',
      'x',
      null,
    ]) {
      expect([i, isUserEvent(reportOf({ i } as never), LATEST)]).toEqual([i, false]);
    }
    expect(isUserEvent(reportOf({ i: '9223372036854775807' } as never), LATEST)).toBe(true);
  });

  it('refuses times of the future, and fields that are missing or of another type', () => {
    expect(isUserEvent(reportOf({ T: LATEST }), LATEST)).toBe(true);
    const wrong = [
      { T: LATEST + 1 },
      { O: LATEST + 1 },
      { W: LATEST + 1 },
      { w: 1 },
      { X: {} },
      { z: '1e5' },
      { z: 1 },
    ];
    for (const fields of wrong)
      expect([fields, isUserEvent(reportOf(fields as never), LATEST)]).toEqual([fields, false]);
    for (const field of ['s', 'i', 'x', 'X', 'z', 'q', 'T', 'O', 'w'] as const) {
      const { [field]: _removed, ...rest } = reportOf();
      expect([field, isUserEvent(rest, LATEST)]).toEqual([field, false]);
    }
  });

  it('refuses a report that fills more than the order has, and knows quantities that are not known yet', () => {
    expect(isUserEvent(reportOf({ q: '1', z: '1.00000001' }), LATEST)).toBe(false);
    expect(isUserEvent(reportOf({ q: '1', z: '1.00000000' }), LATEST)).toBe(true);
    expect(isUserEvent(reportOf({ q: '0.00000000', z: '3' }), LATEST)).toBe(true);
  });

  it('checks each balance and each order of a list, and bounds both', () => {
    const position = (B: unknown) => ({ e: 'outboundAccountPosition', E: 1, u: 1, B });
    const balance = { a: 'BTC', f: '1', l: '0' };
    expect(
      [[], [balance], undefined, {}, [null], [{ ...balance, f: 1 }]].map((B) => isUserEvent(position(B), LATEST)),
    ).toEqual([true, true, false, false, false, false]);
    expect(isUserEvent(position(Array(10_001).fill(balance)), LATEST)).toBe(false);
    const order = { s: 'BNBBTC', i: 1, c: 'mine' };
    expect(
      [[order], [{ ...order, i: 'x' }], Array(101).fill(order)].map((O) => isUserEvent(listStatusOf({ O }), LATEST)),
    ).toEqual([true, false, false]);
  });

  it('passes kinds of events on that do not exist yet, and nothing that has no kind', () => {
    expect(isUserEvent({ e: 'somethingNew', anything: {} }, LATEST)).toBe(true);
    expect(isUserEvent({ e: '__proto__' }, LATEST)).toBe(true);
    for (const event of [{}, null, 5, 'x', { e: 5 }, { e: 'x'.repeat(65) }])
      expect(isUserEvent(event, LATEST)).toBe(false);
  });

  it('bounds times by the year 2100 in both units', () => {
    const year2100 = Date.UTC(2100, 0, 1);
    const at = (E: number) => ({ e: 'balanceUpdate', E, a: 'BTC', d: '1', T: 1 });
    expect(checkUserEvent(at(year2100), 'millisecond')).toBeDefined();
    expect(checkUserEvent(at(year2100 * 1_000), 'millisecond')).toBeUndefined();
    expect(checkUserEvent(at(year2100 * 1_000), 'microsecond')).toBeDefined();
    expect(checkUserEvent(at(9e15), 'microsecond')).toBeUndefined();
  });
});
