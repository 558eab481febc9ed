import type { Order } from '@pkg/core/operations';
import { describe, expect, it } from 'vitest';
import { reportOf } from '../../test/account-samples.js';
import { amendmentOf, knownAfter, missed } from '../../test/missed-reports.js';
import type { MissedChanges } from './recovered-reports.js';

describe('recoveredReports of orders that wait for a trigger or for another order', () => {
  it('gives the pending order of an OPO list the quantity that it got while reports were missed', () => {
    const known = knownAfter(reportOf({ X: 'PENDING_NEW', q: '0', w: false, g: 5 }));
    const order = { orderListId: 5, status: 'NEW', origQty: '8', workingTime: 1_200, updateTime: 1_500 } as const;
    expect(missed({ ...order, origQty: '10', updateTime: 1_200 }, { known })).toMatchObject([
      { x: 'NEW', X: 'NEW', q: '10' },
    ]);
    expect(missed(order, { known, amendments: [amendmentOf()] })).toMatchObject([
      { x: 'NEW', X: 'NEW', q: '10' },
      { x: 'REPLACED', q: '8' },
    ]);
  });

  it('reports a trigger when the order enters the book', () => {
    const waiting = reportOf({ w: false });
    const { W: _W, ...unworking } = waiting;
    const known = knownAfter(unworking);
    const reports = missed({ type: 'STOP_LOSS_LIMIT', workingTime: 5_000, updateTime: 5_000 }, { known });
    expect(reports).toMatchObject([{ x: 'NEW', X: 'NEW', w: true, W: 5_000, T: 5_000 }]);
  });

  it('reports that a pending order of a list became active, at the time of its entry or else of its last change', () => {
    const pending = { X: 'PENDING_NEW', w: false, g: 5 } as const;
    const { W: _W, ...unworking } = reportOf(pending);
    const active = missed({ orderListId: 5, workingTime: 5_000, updateTime: 9_000 }, { known: knownAfter(unworking) });
    expect(active).toMatchObject([{ x: 'NEW', X: 'NEW', w: true, W: 5_000, T: 5_000 }]);
    const waiting = {
      type: 'STOP_LOSS_LIMIT',
      isWorking: false,
      workingTime: -1,
      updateTime: 9_000,
      orderListId: 5,
    } as const;
    const armed = missed(waiting, { known: knownAfter(unworking) });
    expect(armed).toMatchObject([{ x: 'NEW', X: 'NEW', w: false, T: 9_000 }]);
    expect(armed[0]).not.toHaveProperty('W');
  });

  it('error: gave the activation within the millisecond of the placement the time of the last change', () => {
    const { W: _W, ...unworking } = reportOf({ X: 'PENDING_NEW', w: false, g: 5 });
    const order = { orderListId: 5, origQty: '8', clientOrderId: 'new', updateTime: 1_500 };
    const reports = missed(order, { known: knownAfter(unworking), amendments: [amendmentOf()] });
    expect(reports.map(({ x, X, w, W, T }) => [x, X, w, W, T])).toEqual([
      ['NEW', 'NEW', true, 1_000, 1_000],
      ['REPLACED', 'NEW', true, 1_000, 1_500],
    ]);
  });

  it('begins an unknown order of a list as pending if it entered the book later than it was placed', () => {
    const reports = missed({ orderListId: 5, workingTime: 5_000, updateTime: 5_000 });
    expect(reports.map(({ x, X, w, W }) => [x, X, w, W])).toEqual([
      ['NEW', 'PENDING_NEW', false, undefined],
      ['NEW', 'NEW', true, 5_000],
    ]);
    expect(missed({ orderListId: -1, workingTime: 5_000, type: 'STOP_LOSS_LIMIT' })[0]).toMatchObject({ X: 'NEW' });
    expect(missed({ orderListId: 5, status: 'PENDING_NEW', isWorking: false, workingTime: -1 })).toMatchObject([
      { x: 'NEW', X: 'PENDING_NEW', w: false },
    ]);
  });

  describe('of a pending order of a list', () => {
    const { W: _W, ...unworking } = reportOf({ o: 'STOP_LOSS_LIMIT', X: 'PENDING_NEW', w: false, g: 5 });
    const waiting = {
      ...{ type: 'STOP_LOSS_LIMIT', orderListId: 5, isWorking: false, workingTime: -1, updateTime: 2_000 },
    } as const;
    const steps = (order: Partial<Order>, changes: Partial<Omit<MissedChanges, 'order'>>) =>
      missed({ ...waiting, ...order } as Partial<Order>, changes).map(({ x, X, T, w }) => [x, X, T, w]);

    it('tell its placement, its activation and its entry into the book, also within one millisecond', () => {
      expect(steps({ isWorking: true, workingTime: 1_700, status: 'NEW' }, { activeSince: 1_400 })).toEqual([
        ['NEW', 'PENDING_NEW', 1_000, false],
        ['NEW', 'NEW', 1_400, false],
        ['NEW', 'NEW', 1_700, true],
      ]);
      const atOnce = { type: 'LIMIT', isWorking: true, workingTime: 1_000, updateTime: 1_000 } as const;
      expect(steps(atOnce, { activeSince: 1_000 })).toEqual([
        ['NEW', 'PENDING_NEW', 1_000, false],
        ['NEW', 'NEW', 1_000, true],
      ]);
    });

    it('tell its activation before a later amendment or end', () => {
      const known = knownAfter(unworking);
      const amended = { origQty: '8', clientOrderId: 'new' };
      expect(steps(amended, { known, activeSince: 1_400, amendments: [amendmentOf()] })).toEqual([
        ['NEW', 'NEW', 1_400, false],
        ['REPLACED', 'NEW', 1_500, false],
      ]);
      expect(steps({ status: 'EXPIRED' }, { known, activeSince: 1_400 })).toEqual([
        ['NEW', 'NEW', 1_400, false],
        ['EXPIRED', 'EXPIRED', 2_000, false],
      ]);
      expect(steps({ status: 'CANCELED' }, { known, activeSince: 2_000 })[0]).toEqual(['NEW', 'NEW', 2_000, false]);
    });

    it('tell an amendment before its activation, and no activation that did not happen', () => {
      const known = knownAfter(unworking);
      const amended = { origQty: '8', clientOrderId: 'new', updateTime: 1_500 };
      expect(
        steps({ ...amended, status: 'PENDING_NEW' }, { known, activeSince: Infinity, amendments: [amendmentOf()] }),
      ).toEqual([['REPLACED', 'PENDING_NEW', 1_500, false]]);
      expect(steps({ status: 'EXPIRED' }, { known, activeSince: Infinity })).toEqual([
        ['EXPIRED', 'EXPIRED', 2_000, false],
      ]);
      // The exchange refused the order when it would have become active, so the refusal is the only report.
      expect(steps({ status: 'EXPIRED' }, { known, activeSince: 2_000 })).toHaveLength(1);
      expect(steps({ type: 'LIMIT', status: 'EXPIRED' }, { known, activeSince: 1_400 })).toHaveLength(1);
    });
  });

  it('tells the placement of an order with a trigger apart from its entry into the book in the same millisecond', () => {
    const reports = missed({ type: 'TAKE_PROFIT', trailingDelta: 10, trailingTime: 1_000, workingTime: 1_000 });
    expect(reports.map(({ x, w, W }) => [x, w, W])).toEqual([
      ['NEW', false, undefined],
      ['NEW', true, 1_000],
    ]);
  });
});
