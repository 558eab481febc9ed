import type { Allocation, MyTrade, Order, OrderAmendment, OrderList } from '@pkg/core/operations';
import { describe, expect, it } from 'vitest';
import { fillOf, listStatusOf, orderOf, reportOf } from '../../test/account-samples.js';
import type { AccountQueries } from './account-queries.js';
import { OrderLists } from './order-lists.js';
import { OrderTracker } from './order-tracker.js';
import { SymbolReader } from './symbol-reader.js';

const tradeOf = (id: number, qty: string): MyTrade => ({
  ...{ symbol: 'BNBBTC', id, orderId: 1, orderListId: -1, price: '0.01', qty, quoteQty: '0.01', commission: '0' },
  ...{ commissionAsset: 'BNB', time: 1_000 + id, isBuyer: true, isMaker: true, isBestMatch: true },
});

const listOf = (fields: Partial<OrderList> = {}): OrderList => ({
  ...{ orderListId: 5, contingencyType: 'OCO', listStatusType: 'EXEC_STARTED', listOrderStatus: 'EXECUTING' },
  ...{ listClientOrderId: 'list', transactionTime: 1_000, symbol: 'BNBBTC' },
  orders: [1, 2].map((orderId) => ({ symbol: 'BNBBTC', orderId, clientOrderId: `c${orderId}` })),
  ...fields,
});

/** Returns a symbol reader, and the account from which the exchange answers the reader's queries. */
function setUp() {
  const orders = new OrderTracker(1_000);
  const lists = new OrderLists();
  const asked: string[] = [];
  const amendments: OrderAmendment[] = [];
  const answers = {
    ordersSince: [] as Order[],
    order: new Map<number, Order>(),
    list: undefined as OrderList | undefined,
    trades: [] as MyTrade[],
    allocations: [] as Allocation[],
  };
  const queries = {
    ordersSince: async () => answers.ordersSince,
    order: async (_symbol: string, orderId: number) => {
      asked.push(`order ${orderId}`);
      return answers.order.get(orderId);
    },
    orderList: async (orderListId: number) => {
      asked.push(`list ${orderListId}`);
      return answers.list;
    },
    tradesOf: async (_symbol: string, _orderId: number, fromId: number) => {
      asked.push(`trades from ${fromId}`);
      return answers.trades.filter(({ id }) => id >= fromId);
    },
    allocationsOf: async () => answers.allocations,
    amendmentsOf: async () => amendments,
  } as Partial<AccountQueries> as AccountQueries;
  const reader = new SymbolReader(
    queries,
    { orders, lists },
    { since: 1_000, firstReadAt: 1_500, lagsSince: () => 5_000 },
  );
  const read = (open: readonly Order[] = [], attempt = 0) => reader.read('BNBBTC', open, attempt);
  return { orders, lists, asked, answers, amendments, read };
}

describe('SymbolReader', () => {
  it('error: reported a canceled order without its client order id, which the event of its list had shown', async () => {
    const { lists, answers, read } = setUp();
    lists.accept(listStatusOf({ T: 1_600 }));
    const canceled = {
      orderListId: 5,
      status: 'CANCELED',
      time: 1_600,
      updateTime: 1_700,
      workingTime: 1_600,
    } as const;
    answers.ordersSince = [1, 2].map((orderId) => orderOf({ ...canceled, orderId, clientOrderId: 'of the cancel' }));
    answers.list = listOf({ listStatusType: 'ALL_DONE', listOrderStatus: 'ALL_DONE', transactionTime: 1_700 });
    const { events } = await read([], 5);
    const reports = events.flatMap((event) => (event.e === 'executionReport' ? [event] : []));
    expect(reports.map(({ i, x, c, C }) => [i, x, c, C])).toEqual([
      [1, 'NEW', 'c1', ''],
      [2, 'NEW', 'c2', ''],
      [1, 'CANCELED', 'of the cancel', 'c1'],
      [2, 'CANCELED', 'of the cancel', 'c2'],
    ]);
    const [end] = events.flatMap((event) => (event.e === 'listStatus' ? [event] : []));
    expect([end?.l, end?.O.map(({ c }) => c)]).toEqual(['ALL_DONE', ['c1', 'c2']]);
  });

  it('takes the newest of two answers about an order, whichever query gave it', async () => {
    const newer = orderOf({
      status: 'PARTIALLY_FILLED',
      executedQty: '2',
      cummulativeQuoteQty: '0.02',
      updateTime: 1_002,
    });
    const older = orderOf({
      status: 'PARTIALLY_FILLED',
      executedQty: '1',
      cummulativeQuoteQty: '0.01',
      updateTime: 1_001,
    });
    const ended = orderOf({ status: 'CANCELED', executedQty: '2', cummulativeQuoteQty: '0.02', updateTime: 1_003 });
    for (const [open, all, last] of [
      [newer, older, 'TRADE 2'],
      [older, newer, 'TRADE 2'],
      [newer, ended, 'CANCELED 2'],
    ] as const) {
      const { orders, answers, read } = setUp();
      orders.accept(reportOf());
      answers.trades = [tradeOf(1, '1'), tradeOf(2, '1')];
      answers.ordersSince = [all];
      const event = (await read([open])).events.at(-1);
      expect(event).toMatchObject({ e: 'executionReport' });
      if (event?.e === 'executionReport') expect(`${event.x} ${Number(event.z)}`).toBe(last);
    }
  });

  it('asks for no trades of an ended order that consumers know, nor for those before the last one', async () => {
    const { orders, asked, answers, read } = setUp();
    orders.accept(fillOf(1, '1'));
    answers.ordersSince = [orderOf({ executedQty: '2', status: 'FILLED', origQty: '2', updateTime: 1_002 })];
    answers.trades = [tradeOf(1, '1'), tradeOf(2, '1')];
    expect((await read()).events).toMatchObject([{ x: 'TRADE', X: 'FILLED', t: 2, z: '2' }]);
    expect(asked).toEqual(['trades from 2']);
    orders.accept(fillOf(2, '2', { X: 'FILLED' }));
    expect((await read()).events).toEqual([]);
    expect(asked).toEqual(['trades from 2']);
  });

  it('orders the trades and allocations of an order by smart order routing by their times', async () => {
    const { orders, answers, read } = setUp();
    orders.accept(reportOf());
    answers.ordersSince = [orderOf({ executedQty: '3', usedSor: true, status: 'PARTIALLY_FILLED', updateTime: 1_003 })];
    answers.trades = [tradeOf(1, '1'), tradeOf(3, '1')];
    const { id: _id, ...fill } = tradeOf(2, '1');
    answers.allocations = [{ ...fill, allocationId: 7 } as unknown as Allocation];
    const fills = (await read()).events.flatMap((event) => (event.e === 'executionReport' ? [event] : []));
    expect(fills.map(({ t, a, z }) => [t, a, Number(z)])).toEqual([
      [1, undefined, 1],
      [-1, 7, 2],
      [3, undefined, 3],
    ]);
  });

  it('reports an order that ended after the first read, even if that read lacked it, and none that ended before', async () => {
    const { answers, read } = setUp();
    const endedAt = (orderId: number, time: number, updateTime: number): Order =>
      orderOf({ orderId, time, workingTime: time, updateTime, status: 'CANCELED' });
    answers.ordersSince = [endedAt(7, 1_400, 1_500), endedAt(8, 1_400, 1_501), endedAt(9, 1_600, 1_700)];
    const { events } = await read();
    expect(events.map((event) => 'i' in event && [event.i, event.x, event.T])).toEqual([
      [8, 'NEW', 1_400],
      [8, 'CANCELED', 1_501],
      [9, 'NEW', 1_600],
      [9, 'CANCELED', 1_700],
    ]);
  });

  it('waits for an order or a fill that queries do not know yet, and gives up after some attempts', async () => {
    const { orders, answers, read } = setUp();
    orders.accept(reportOf({ i: 3, T: 2_000 }));
    await expect(read()).rejects.toThrow('order 3 is not known yet');
    expect((await read([], 5)).unknown.map(({ orderId }) => orderId)).toEqual([3]);
    orders.accept(reportOf({ i: 3, T: 2_001, x: 'CANCELED', X: 'CANCELED' }));
    answers.ordersSince = [
      orderOf({ executedQty: '2', status: 'FILLED', time: 1_600, workingTime: 1_600, updateTime: 1_700 }),
    ];
    answers.trades = [tradeOf(1, '1')];
    await expect(read()).rejects.toThrow('the fills of order 1 are not known yet');
    expect((await read([], 5)).events.map((event) => 'z' in event && Number(event.z))).toEqual([0, 1, 2]);
  });

  it('error: forgot an order that was reported a moment ago, because earlier attempts had failed', async () => {
    const { orders, answers, lists, read } = setUp();
    orders.accept(reportOf({ i: 3, g: 5, O: 5_000, T: 5_000 }));
    lists.accept(listStatusOf({ T: 5_000, O: [{ s: 'BNBBTC', i: 3, c: 'mine' }] }));
    await expect(read([], 4)).rejects.toThrow('order 3 is not known yet');
    const { unknown, unknownLists, events } = await read([], 5);
    expect([unknown, unknownLists, events]).toEqual([[], [], []]);
    answers.ordersSince = [orderOf({ orderId: 3, orderListId: 5, time: 5_000, updateTime: 5_000, workingTime: 5_000 })];
    expect((await read([], 0)).events).toEqual([]);
  });

  it('error: accepted answers without a fill or the end of a list from a moment ago, after failed attempts', async () => {
    const { orders, answers, lists, read } = setUp();
    orders.accept(reportOf());
    answers.trades = [tradeOf(1, '1')];
    answers.ordersSince = [orderOf({ executedQty: '2', status: 'PARTIALLY_FILLED', updateTime: 5_000 })];
    await expect(read([], 5)).rejects.toThrow('the fills of order 1 are not known yet');
    answers.ordersSince = [orderOf()];
    lists.accept(listStatusOf({ O: [{ s: 'BNBBTC', i: 2, c: 'mine' }] }));
    orders.accept(reportOf({ i: 2, g: 5, T: 5_000, x: 'CANCELED', X: 'CANCELED' }));
    answers.list = listOf({ orders: [{ symbol: 'BNBBTC', orderId: 2, clientOrderId: 'mine' }] });
    await expect(read([], 5)).rejects.toThrow('the end of list 5 is not known yet');
  });

  it('error: reported the end of a list before an order of it that queries did not know yet', async () => {
    const { orders, answers, lists, read } = setUp();
    lists.accept(listStatusOf({ T: 2_000 }));
    orders.accept(reportOf({ i: 2, g: 5, c: 'c2', O: 2_000, T: 2_000 }));
    const canceled = { orderListId: 5, status: 'CANCELED', time: 2_000, workingTime: 2_000, updateTime: 2_001 };
    answers.list = listOf({ listStatusType: 'ALL_DONE', transactionTime: 2_001 });
    answers.ordersSince = [orderOf({ ...canceled, orderId: 2 })];
    await expect(read()).rejects.toThrow('order 1 of list 5 is not known yet');
    answers.ordersSince.push(orderOf({ ...canceled, orderId: 1 }));
    expect((await read()).events.map((event) => ('i' in event ? [event.i, event.x] : event.l))).toEqual([
      [1, 'NEW'],
      [1, 'CANCELED'],
      [2, 'CANCELED'],
      'ALL_DONE',
    ]);
  });

  it('error: recovered an amendment that happened after its order was queried, but not that of its list', async () => {
    const { answers, lists, amendments, read } = setUp();
    lists.accept(listStatusOf({ T: 2_000 }));
    const order = { orderListId: 5, time: 2_000, workingTime: 2_000 };
    answers.ordersSince = [
      orderOf({ ...order, origQty: '8', updateTime: 2_001 }),
      orderOf({ ...order, orderId: 2, updateTime: 2_000 }),
    ];
    answers.list = listOf();
    const amendment = { symbol: 'BNBBTC', orderId: 1, origClientOrderId: 'mine', newClientOrderId: 'mine' };
    amendments.push(
      { ...amendment, executionId: 7, origQty: '10', newQty: '8', time: 2_001 },
      { ...amendment, executionId: 9, origQty: '8', newQty: '7', time: 3_000, newClientOrderId: 'less' },
    );
    const events = (await read()).events.map((event) => ('i' in event ? [event.i, event.x, event.q] : event.l));
    expect(events).toEqual([
      [1, 'NEW', '10'],
      [2, 'NEW', '10'],
      [1, 'REPLACED', '8'],
    ]);
  });

  it('does not wait for an order that changed before the loss', async () => {
    const { orders, read } = setUp();
    orders.load(orderOf({ orderId: 3, updateTime: 900, time: 900 }));
    expect((await read()).unknown.map(({ orderId }) => orderId)).toEqual([3]);
  });

  it('reads the list of an order that has changed, that is new, or whose orders have all ended', async () => {
    const { orders, lists, asked, answers, read } = setUp();
    lists.accept(listStatusOf());
    for (const i of [1, 2]) orders.accept(reportOf({ g: 5, i }));
    orders.accept(reportOf({ g: 5, i: 2, x: 'CANCELED', X: 'CANCELED', C: 'c2', T: 1_001 }));
    const open = orderOf({ orderListId: 5 });
    expect([(await read([open])).events, asked]).toEqual([[], []]);
    answers.list = listOf({ listStatusType: 'ALL_DONE', listOrderStatus: 'ALL_DONE', transactionTime: 2_000 });
    orders.accept(reportOf({ g: 5, x: 'CANCELED', X: 'CANCELED', T: 2_000 }));
    expect((await read()).events).toMatchObject([{ e: 'listStatus', l: 'ALL_DONE', L: 'ALL_DONE', T: 2_000, g: 5 }]);
    expect(asked).toEqual(['list 5']);
    const other = setUp();
    other.orders.accept(reportOf({ g: 5 }));
    other.orders.accept(reportOf({ g: 5, i: 2, c: 'c2' }));
    other.answers.list = listOf();
    expect((await other.read([open, { ...open, orderId: 2, clientOrderId: 'c2' }])).events).toMatchObject([
      { l: 'EXEC_STARTED', T: 1_000, O: [{ c: 'mine' }, { c: 'c2' }] },
    ]);
  });

  it('takes the fill of the working order for the activation of the pending orders of a list', async () => {
    const { answers, asked, read } = setUp();
    const over = { listStatusType: 'ALL_DONE', listOrderStatus: 'ALL_DONE', transactionTime: 4_000 };
    answers.list = listOf({ contingencyType: 'OTO', ...over });
    answers.trades = [tradeOf(2_000, '10')];
    const list = { orderListId: 5, time: 2_000, workingTime: 2_000 };
    const working = { ...list, status: 'FILLED', executedQty: '10', cummulativeQuoteQty: '0.1', updateTime: 3_000 };
    const stop = { ...list, orderId: 2, type: 'STOP_LOSS', isWorking: false, workingTime: -1, updateTime: 4_000 };
    answers.ordersSince = [
      orderOf(working as Partial<Order>),
      orderOf({ ...stop, status: 'EXPIRED' } as Partial<Order>),
    ];
    const reports = (await read()).events.filter((event) => 'i' in event && event.i === 2);
    expect(reports).toMatchObject([
      { x: 'NEW', X: 'PENDING_NEW', T: 2_000 },
      { x: 'NEW', X: 'NEW', T: 3_000 },
      { x: 'EXPIRED', T: 4_000 },
    ]);
    expect(asked.filter((each) => each === 'list 5')).toHaveLength(1);
    // In an OCO list, no order waits for another one.
    answers.list = listOf(over);
    expect((await read()).events.filter((event) => 'i' in event && event.i === 2)[0]).toMatchObject({ X: 'NEW' });
  });

  it('error: reported the amendment of a pending order, and its list, at each read', async () => {
    const { orders, lists, read, amendments } = setUp();
    lists.accept(listStatusOf());
    const pending = { g: 5, i: 2, X: 'PENDING_NEW', w: false };
    orders.accept(reportOf(pending));
    orders.accept(reportOf({ ...pending, x: 'REPLACED', q: '8', c: 'new', C: 'mine', T: 1_500 }));
    amendments.push({
      ...{ symbol: 'BNBBTC', orderId: 2, executionId: 9, origClientOrderId: 'mine', newClientOrderId: 'new' },
      ...{ origQty: '10', newQty: '8', time: 1_500 },
    });
    const order = { orderListId: 5, orderId: 2, status: 'PENDING_NEW', origQty: '8', clientOrderId: 'new' };
    const open = orderOf({ ...order, isWorking: false, workingTime: -1, updateTime: 1_500 } as Partial<Order>);
    expect((await read([open])).events).toEqual([]);
  });

  it('waits for the end of a list, and forgets a list that the exchange does not know', async () => {
    const { orders, lists, answers, read } = setUp();
    lists.accept(listStatusOf());
    for (const i of [1, 2]) orders.accept(reportOf({ g: 5, i, x: 'CANCELED', X: 'CANCELED', C: `c${i}` }));
    answers.list = listOf();
    await expect(read()).rejects.toThrow('the end of list 5 is not known yet');
    expect((await read([], 5)).events).toEqual([]);
    answers.list = undefined;
    await expect(read()).rejects.toThrow('list 5 is not known yet');
    expect((await read([], 5)).unknownLists.map(({ orderListId }) => orderListId)).toEqual([5]);
  });

  it('error: lost the beginning and the end of a list whose events were dropped, but not those of its orders', async () => {
    const { orders, lists, answers, read } = setUp();
    for (const i of [1, 2]) {
      orders.accept(reportOf({ g: 5, i, O: 2_000, T: 2_000 }));
      orders.accept(reportOf({ g: 5, i, O: 2_000, x: 'CANCELED', X: 'CANCELED', C: 'mine', T: 2_001 }));
    }
    const list = { orderListId: 5, time: 2_000, updateTime: 2_001, status: 'CANCELED' };
    answers.ordersSince = [1, 2].map((orderId) => orderOf({ ...list, orderId }));
    answers.list = listOf({ listStatusType: 'ALL_DONE', listOrderStatus: 'ALL_DONE', transactionTime: 2_001 });
    const { events } = await read();
    expect(events).toMatchObject([
      { e: 'listStatus', l: 'EXEC_STARTED', g: 5, T: 2_000, O: [{ c: 'mine' }, { c: 'mine' }] },
      { e: 'listStatus', l: 'ALL_DONE', g: 5, T: 2_001 },
    ]);
    for (const event of events) if (event.e === 'listStatus') lists.accept(event);
    expect((await read()).events).toEqual([]);
  });

  it('asks for no list that ended before the first read', async () => {
    const { asked, answers, read } = setUp();
    answers.ordersSince = [orderOf({ orderListId: 5, status: 'CANCELED', updateTime: 1_400 })];
    expect([(await read()).events, asked]).toEqual([[], []]);
  });

  it('reports no end of a list while the answers about its orders are older than that', async () => {
    const { orders, lists, answers, read } = setUp();
    lists.accept(listStatusOf());
    for (const i of [1, 2]) orders.accept(reportOf({ g: 5, i }));
    answers.list = listOf({ listStatusType: 'ALL_DONE', transactionTime: 2_000 });
    answers.trades = [tradeOf(1, '1')];
    const open = orderOf({ orderListId: 5, executedQty: '1', status: 'PARTIALLY_FILLED', updateTime: 1_001 });
    const other = orderOf({ orderListId: 5, orderId: 2 });
    expect((await read([open, other])).events).toMatchObject([{ e: 'executionReport', x: 'TRADE', z: '1.00000000' }]);
  });
});
