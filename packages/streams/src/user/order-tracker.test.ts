import { describe, expect, it } from 'vitest';
import { fillOf, orderOf, reportOf } from '../../test/account-samples.js';
import type { ExecutionReport } from '../events/user.js';
import { OrderTracker } from './order-tracker.js';

const KEY = 'BNBBTC 1';

function setUp() {
  const orders = new OrderTracker(1_000);
  const known = () => orders.openOrders.get(KEY);
  return { orders, known };
}

describe('one state of an order, from reads and reports', () => {
  it('keeps a fill that a report brought when a read is older, whichever comes first', () => {
    const read = orderOf();
    const fill = fillOf(1, '3', { l: '3' });
    const afterRead = setUp();
    afterRead.orders.load(read);
    expect(afterRead.orders.accept(fill)).toBe(true);
    afterRead.orders.correct(read);
    const beforeRead = setUp();
    beforeRead.orders.accept(reportOf());
    beforeRead.orders.accept(fill);
    beforeRead.orders.correct(read);
    for (const { known } of [afterRead, beforeRead]) {
      expect(known()).toMatchObject({ status: 'PARTIALLY_FILLED', executedQty: '3', updateTime: 1_001 });
    }
  });

  it('forgets an order that ended between two reads, and refuses what an older read says of it', () => {
    const { orders, known } = setUp();
    orders.load(orderOf());
    orders.accept(fillOf(1, '10', { X: 'FILLED', l: '10', w: false }));
    expect(known()).toBeUndefined();
    orders.correct(orderOf({ status: 'PARTIALLY_FILLED', executedQty: '4', updateTime: 2_000 }));
    expect(known()).toBeUndefined();
  });

  it('keeps a canceled order ended when a read of the same millisecond shows it open', () => {
    const { orders, known } = setUp();
    orders.load(orderOf());
    orders.accept(reportOf({ x: 'CANCELED', X: 'CANCELED', C: 'mine', c: 'cancel', w: false }));
    orders.correct(orderOf());
    expect(known()).toBeUndefined();
  });

  it('takes over what only a read says, such as a status without a report', () => {
    const { orders, known } = setUp();
    orders.accept(reportOf());
    orders.correct(orderOf({ status: 'PENDING_CANCEL', updateTime: 1_500 }));
    expect(known()).toMatchObject({ status: 'PENDING_CANCEL', updateTime: 1_500 });
  });

  it('does not take over a read with the same fills that is older', () => {
    const { orders, known } = setUp();
    orders.load(orderOf());
    orders.accept(reportOf({ x: 'REPLACED', q: '6', c: 'smaller', C: 'mine', E: 2_000, T: 2_000 }));
    orders.correct(orderOf({ updateTime: 1_999 }));
    expect(known()).toMatchObject({ origQty: '6', clientOrderId: 'smaller', updateTime: 2_000 });
  });

  it.each([
    ['amendment', orderOf(), reportOf({ x: 'REPLACED', q: '6', T: 1_000 }), { origQty: '6' }],
    [
      'activation',
      orderOf({ status: 'PENDING_NEW', isWorking: false }),
      reportOf({ x: 'NEW', X: 'NEW', T: 1_000 }),
      { status: 'NEW' },
    ],
  ])('error: took over a read from before the %s of the same millisecond', (_change, read, report, changed) => {
    const { orders, known } = setUp();
    orders.load({ ...read, updateTime: 1_000 });
    expect(orders.accept(report)).toBe(true);
    orders.correct({ ...read, updateTime: 1_000 });
    expect(known()).toMatchObject(changed);
  });

  it('error: forgot that an order is in the book because of a read from before its entry in the same millisecond', () => {
    const { orders } = setUp();
    const stop = { type: 'STOP_LOSS_LIMIT', stopPrice: '9', isWorking: false, updateTime: 1_000 } as const;
    orders.load(orderOf(stop));
    expect(orders.accept(reportOf({ o: 'STOP_LOSS_LIMIT', P: '9', W: 1_000, w: true, T: 1_000 }))).toBe(true);
    orders.correct(orderOf(stop));
    expect(orders.find(orderOf(stop))).toMatchObject({ isWorking: true });
  });

  it('takes over the quantity that an order gets in the millisecond in which it was placed', () => {
    const { orders, known } = setUp();
    orders.load(orderOf({ status: 'PENDING_NEW', origQty: '0.00000000', isWorking: false, updateTime: 1_000 }));
    orders.correct(orderOf({ status: 'NEW', origQty: '8', updateTime: 1_000 }));
    expect(known()).toMatchObject({ status: 'NEW', origQty: '8' });
  });

  it('does not take over a read with less filled, even if its time is later', () => {
    const { orders, known } = setUp();
    orders.accept(fillOf(1, '3', { l: '3' }));
    orders.correct(orderOf({ executedQty: '2', updateTime: 9_000 }));
    expect(known()).toMatchObject({ executedQty: '3', updateTime: 1_001 });
  });

  it('does not take over a read of an order that it does not know, nor the end of one', () => {
    const { orders } = setUp();
    orders.correct(orderOf());
    expect(orders.openOrders.size).toBe(0);
    orders.accept(reportOf());
    orders.correct(orderOf({ status: 'CANCELED', updateTime: 2_000 }));
    // The order is removed only when the report of its end arrives.
    expect(orders.openOrders.size).toBe(1);
  });
});

describe('OrderTracker.accept', () => {
  it('refuses every report after the end of an order', () => {
    const { orders, known } = setUp();
    orders.accept(reportOf());
    orders.accept(reportOf({ x: 'CANCELED', X: 'CANCELED', T: 1_100, w: false }));
    const later = [
      reportOf({ T: 2_000 }),
      fillOf(7, '10', { X: 'FILLED', l: '10' }),
      reportOf({ x: 'EXPIRED', X: 'EXPIRED', T: 2_000, w: false }),
      reportOf({ x: 'CANCELED', X: 'CANCELED', T: 1_100, w: false }),
      reportOf({ x: 'REPLACED', q: '5', T: 2_000 }),
    ];
    for (const report of later)
      expect([report.x, orders.accept(report), known()]).toEqual([report.x, false, undefined]);
  });

  it('error: accept a late report of a pending order without a quantity, when a query has shown its activation', () => {
    const { orders } = setUp();
    // The pending order of an OPO list has the quantity 0 until the working order of the list is filled.
    const pending = reportOf({ X: 'PENDING_NEW', q: '0', w: false });
    orders.accept(reportOf());
    expect(orders.accept(pending)).toBe(false);
    expect(orders.openOrders.get('BNBBTC 1')).toMatchObject({ status: 'NEW', origQty: '10' });
  });

  it('accepts an end whatever its time and filled quantity', () => {
    for (const X of ['FILLED', 'CANCELED', 'EXPIRED', 'EXPIRED_IN_MATCH', 'REJECTED', 'A_NEW_END']) {
      const { orders, known } = setUp();
      orders.accept(fillOf(5, '5'));
      expect(orders.accept(reportOf({ x: 'EXPIRED', X, T: 1_000, z: '5', w: false }))).toBe(true);
      expect(known()).toBeUndefined();
    }
  });

  it('accepts each fill once, by the filled quantity', () => {
    const { orders } = setUp();
    orders.accept(reportOf());
    const accepted = ['1', '2', '2', '1', '3'].map((z, t) => orders.accept(fillOf(t, z)));
    expect(accepted).toEqual([true, true, false, false, true]);
  });

  it('accepts a fill that is older than the last known change, if more is filled', () => {
    const { orders, known } = setUp();
    orders.accept(reportOf({ x: 'REPLACED', q: '5', T: 5_000 }));
    expect(orders.accept(fillOf(1, '1', { q: '5' }))).toBe(true);
    expect(known()).toMatchObject({ executedQty: '1' });
  });

  it('accepts changes of one millisecond that fill nothing: a smaller size, a start, a prevention, a place in the book', () => {
    const pending = { X: 'PENDING_NEW', w: false } as const;
    const changes = [
      [{}, { x: 'REPLACED', q: '5' }],
      [pending, { x: 'NEW', X: 'NEW', w: false }],
      [{}, { x: 'TRADE_PREVENTION', A: '1' }],
      [{ A: '1' }, { x: 'TRADE_PREVENTION', A: '2' }],
      [{ w: false }, { x: 'NEW', w: true }],
    ] as const;
    for (const [before, change] of changes) {
      const { orders } = setUp();
      const { W: _W, ...first } = reportOf(before);
      orders.accept('w' in before && !before.w ? first : reportOf(before));
      expect([change, orders.accept(reportOf(change))]).toEqual([change, true]);
      expect([change, orders.accept(reportOf(change))]).toEqual([change, false]);
    }
  });

  it('refuses a report that is older than the known state', () => {
    const { orders, known } = setUp();
    orders.accept(reportOf({ x: 'REPLACED', q: '5', c: 'new', T: 2_000 }));
    expect(orders.accept(reportOf({ T: 1_500 }))).toBe(false);
    expect(known()).toMatchObject({ clientOrderId: 'new', origQty: '5' });
  });

  it('keeps the client order id of an order when its cancellation has another one', () => {
    const { orders } = setUp();
    orders.accept(reportOf());
    orders.accept(reportOf({ x: 'CANCELED', X: 'CANCELED', c: 'cancel', C: 'mine', T: 1_100 }));
    expect(orders.find(orderOf())?.order.clientOrderId).toBe('mine');
  });

  it('takes an id for another order after a reset of the exchange, and not for an older one', () => {
    const { orders, known } = setUp();
    orders.accept(reportOf({ X: 'CANCELED', x: 'CANCELED' }));
    expect(orders.accept(reportOf({ O: 90_000, T: 90_000, c: 'other' }))).toBe(true);
    expect(known()).toMatchObject({ clientOrderId: 'other', time: 90_000 });
    expect(orders.accept(reportOf({ O: 50_000, T: 95_000 }))).toBe(false);
    expect(orders.find(orderOf({ time: 1_000 }))).toBeUndefined();
    // The clocks of the exchange's systems differ slightly. So if the times of two orders with one id differ by only
    // 500 ms, they are the same order.
    expect(orders.find(orderOf({ time: 90_500 }))?.order.clientOrderId).toBe('other');
  });

  it('knows the trailing delta of an order from a query or from a report, and that other orders have none', () => {
    const { orders, known } = setUp();
    orders.load(orderOf({ type: 'STOP_LOSS', trailingDelta: 150 }));
    expect(known()).toMatchObject({ trailingDelta: 150 });
    orders.accept(reportOf({ o: 'STOP_LOSS', d: 150, D: 1_500, T: 2_000 }));
    expect(known()).toMatchObject({ trailingDelta: 150, updateTime: 2_000 });
    orders.accept(reportOf({ i: 2 }));
    expect(orders.openOrders.get('BNBBTC 2')).not.toHaveProperty('trailingDelta');
    orders.load(orderOf({ orderId: 3 }));
    expect(orders.openOrders.get('BNBBTC 3')).not.toHaveProperty('trailingDelta');
  });

  it('remembers the last trade and the last prevented match through other reports', () => {
    const { orders } = setUp();
    orders.accept(fillOf(7, '1'));
    orders.accept(reportOf({ x: 'TRADE_PREVENTION', A: '2', v: 4, z: '1', T: 2_000 }));
    orders.accept(reportOf({ x: 'REPLACED', q: '5', z: '1', T: 3_000 }));
    expect(orders.find(orderOf())).toMatchObject({ lastTradeId: 7, prevented: '2', preventedMatchId: 4 });
    orders.correct(orderOf({ executedQty: '1', preventedQuantity: '2', preventedMatchId: 4, updateTime: 4_000 }));
    expect(orders.find(orderOf())).toMatchObject({ lastTradeId: 7, prevented: '2', preventedMatchId: 4 });
  });

  it('error: counted the fills after the last trade from a quantity that a read had shown without its trades', () => {
    const { orders } = setUp();
    orders.accept(fillOf(7, '1'));
    orders.correct(orderOf({ status: 'PARTIALLY_FILLED', executedQty: '3', updateTime: 2_000 }));
    expect(orders.find(orderOf())?.lastTradeId).toBeUndefined();
  });

  it('error: accepted only one of two rejections without an order id in the same second', () => {
    const { orders } = setUp();
    const rejected = (c: string) => reportOf({ x: 'REJECTED', X: 'REJECTED', r: 'INSUFFICIENT_BALANCES', i: -1, c });
    expect(['a', 'b'].map((c) => orders.accept(rejected(c)))).toEqual([true, true]);
    expect(orders.openOrders.size).toBe(0);
  });

  it('compares trade ids beyond 2^53 as ids', () => {
    const { orders } = setUp();
    orders.accept(fillOf(1, '1', { t: '9007199254740993' as never }));
    expect(orders.find(orderOf())?.lastTradeId).toBe('9007199254740993');
  });

  it.each([0, 1, 41])('remembers the trade %i until the next one, through reports and answers that show none', (id) => {
    const { orders } = setUp();
    const last = (): unknown => orders.find(orderOf())?.lastTradeId;
    orders.accept(reportOf());
    expect(last()).toBeUndefined();
    orders.accept(fillOf(id, '1', { T: 1_001 }));
    expect(last()).toBe(id);
    orders.accept(reportOf({ x: 'REPLACED', z: '1', q: '9', T: 1_002, t: -1 }));
    orders.correct(orderOf({ status: 'PARTIALLY_FILLED', executedQty: '1', origQty: '9', updateTime: 1_003 }));
    expect(last()).toBe(id);
    orders.accept(fillOf(id + 5, '2', { q: '9', T: 1_004 }));
    expect(last()).toBe(id + 5);
  });
});

describe('OrderTracker.follows', () => {
  it('knows a first report, and no later one, of an unknown order', () => {
    const { orders } = setUp();
    expect(orders.follows(reportOf())).toBe(true);
    expect(orders.follows(reportOf({ x: 'REJECTED', X: 'REJECTED' }))).toBe(true);
    expect(orders.follows(reportOf({ T: 2_000 }))).toBe(false);
    expect(orders.follows(fillOf(1, '1'))).toBe(false);
    expect(orders.follows(reportOf({ z: '1' }))).toBe(false);
    expect(orders.follows(reportOf({ x: 'REPLACED', q: '5' }))).toBe(false);
  });

  it('misses a fill or an amendment between two reports', () => {
    const { orders } = setUp();
    orders.accept(fillOf(1, '1'));
    expect(orders.follows(fillOf(2, '2'))).toBe(true);
    expect(orders.follows(fillOf(3, '3'))).toBe(false);
    expect(orders.follows(reportOf({ x: 'CANCELED', X: 'CANCELED', z: '1', T: 2_000 }))).toBe(true);
    expect(orders.follows(reportOf({ x: 'CANCELED', X: 'CANCELED', z: '2', T: 2_000 }))).toBe(false);
    expect(orders.follows(reportOf({ x: 'REPLACED', q: '5', z: '1', T: 2_000 }))).toBe(true);
    expect(orders.follows(fillOf(2, '2', { q: '5' }))).toBe(false);
  });

  it('misses nothing before a report whose change is already known', () => {
    const { orders } = setUp();
    for (const id of [1, 2, 3]) orders.accept(fillOf(id, String(id)));
    expect(orders.follows(fillOf(3, '3'))).toBe(true);
    expect(orders.follows(fillOf(1, '1'))).toBe(true);
    expect(orders.follows(fillOf(5, '5'))).toBe(false);
  });

  it('expects the quantity that the pending order of an OPO list gets when the working order has filled', () => {
    const { orders } = setUp();
    orders.accept(reportOf({ X: 'PENDING_NEW', q: '0', w: false }));
    expect(orders.follows(reportOf({ X: 'NEW', q: '5', T: 2_000 }))).toBe(true);
    orders.accept(reportOf({ X: 'NEW', q: '5', T: 2_000 }));
    expect(orders.follows(fillOf(1, '1', { q: '4' }))).toBe(false);
    expect(orders.follows(fillOf(1, '1', { q: '5' }))).toBe(true);
  });

  it('misses the activation of a pending order, and the entry of an order into the book', () => {
    const { W: _W, ...unworking } = reportOf({ o: 'STOP_LOSS_LIMIT', w: false, g: 5 });
    const pending = { ...unworking, X: 'PENDING_NEW' };
    const armed = { ...unworking, T: 2_000 };
    const entered = { ...armed, w: true, W: 2_000 };
    const canceled = { ...armed, x: 'CANCELED', X: 'CANCELED', c: 'cancel', C: 'mine' };
    const followers = (known: ExecutionReport) => {
      const { orders } = setUp();
      orders.accept(known);
      return {
        activation: orders.follows(armed),
        entry: orders.follows(entered),
        amendment: orders.follows({ ...armed, x: 'REPLACED', q: '5', c: 'less', C: 'mine' }),
        pendingAmendment: orders.follows({ ...pending, T: 2_000, x: 'REPLACED', q: '5', c: 'less', C: 'mine' }),
        fill: orders.follows(fillOf(1, '1', { o: 'STOP_LOSS_LIMIT', W: 2_000 })),
        end: orders.follows(canceled),
        endInBook: orders.follows({ ...canceled, W: 2_000 }),
      };
    };
    expect(followers(pending)).toEqual({
      ...{ activation: true, pendingAmendment: true },
      ...{ entry: false, amendment: false, fill: false, end: false, endInBook: false },
    });
    expect(followers({ ...pending, X: 'NEW' })).toMatchObject({
      ...{ entry: true, amendment: true, end: true },
      ...{ fill: false, endInBook: false },
    });
    expect(followers({ ...entered, T: 1_500 })).toMatchObject({ amendment: true, fill: true, endInBook: true });
    // An order without a trigger enters the book at the moment of its activation.
    const limit = setUp();
    limit.orders.accept({ ...pending, o: 'LIMIT' });
    expect(limit.orders.follows({ ...entered, o: 'LIMIT' })).toBe(true);
  });

  it('misses a prevented match or a new client order id between two reports', () => {
    const { orders } = setUp();
    orders.accept(reportOf());
    expect(orders.follows(fillOf(1, '1', { A: '2' }))).toBe(false);
    expect(orders.follows(reportOf({ x: 'TRADE_PREVENTION', A: '2', B: '2', T: 2_000 }))).toBe(true);
    expect(orders.follows(reportOf({ x: 'TRADE_PREVENTION', A: '3', B: '2', T: 2_000 }))).toBe(false);
    orders.accept(reportOf({ x: 'TRADE_PREVENTION', A: '2', B: '2', T: 2_000 }));
    expect(orders.follows(fillOf(1, '1', { A: '2' }))).toBe(true);
    const amended = { x: 'REPLACED', q: '6', A: '2', T: 3_000 };
    expect(orders.follows(reportOf({ ...amended, c: 'newer', C: 'mine' }))).toBe(true);
    expect(orders.follows(reportOf({ ...amended, c: 'newer', C: 'new' }))).toBe(false);
    expect(orders.follows(reportOf({ x: 'EXPIRED', X: 'EXPIRED', A: '2', c: 'new', T: 3_000 }))).toBe(false);
  });

  it('lets a report of an ended order pass, so that it is refused', () => {
    const { orders } = setUp();
    orders.accept(reportOf({ x: 'CANCELED', X: 'CANCELED' }));
    expect(orders.follows(fillOf(9, '9'))).toBe(true);
  });
});

describe('what an OrderTracker keeps', () => {
  it('keeps symbols by their last activity, the latest last, and open orders by symbol', () => {
    const { orders } = setUp();
    for (const s of ['A', 'B', 'A']) orders.accept(reportOf({ s, i: orders.symbols.size + 1 }));
    expect([...orders.symbols]).toEqual(['B', 'A']);
    expect(orders.openOf('A').map(({ orderId }) => orderId)).toEqual([1, 3]);
  });

  it('error: reported an order twice that the exchange did not know for a while', () => {
    const { orders } = setUp();
    for (const i of [1, 2]) orders.accept(reportOf({ i }));
    for (const orderId of [1, 2]) orders.drop({ ...orderOf({ orderId }), stopPrice: '0' });
    expect([orders.openOf('BNBBTC'), orders.openOrders.size]).toEqual([[], 0]);
    expect(orders.accept(reportOf())).toBe(false);
    orders.correct(orderOf());
    expect(orders.openOf('BNBBTC').map(({ orderId }) => orderId)).toEqual([1]);
    expect(orders.accept(fillOf(1, '1', { i: 2 }))).toBe(true);
    expect(orders.openOf('BNBBTC').map(({ orderId }) => orderId)).toEqual([1, 2]);
  });

  it('bounds the ended orders and the symbols, the oldest first', () => {
    const { orders } = setUp();
    end(orders, 20_001);
    expect(orders.find({ symbol: 'S10001', orderId: 10_001, time: 1_000 })).toBeUndefined();
    expect(orders.find({ symbol: 'S10002', orderId: 10_002, time: 1_000 })).toMatchObject({ isOver: true });
    expect(orders.symbols.size).toBe(10_000);
  });

  it('error: reported orders twice if more than 10,000 had ended during a loss', () => {
    const orders = new OrderTracker(1_000, () => true);
    end(orders, 20_001);
    expect(orders.accept(reportOf({ i: 1, s: 'S1', T: 2_000 }))).toBe(false);
  });
});

/** Ends as many orders, each of another symbol. */
function end(orders: OrderTracker, count: number): void {
  const ended = reportOf({ x: 'CANCELED', X: 'CANCELED' });
  for (let i = 1; i <= count; i++) orders.accept({ ...ended, i, s: `S${i}` });
}
