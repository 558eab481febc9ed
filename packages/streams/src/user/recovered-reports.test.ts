import type { Allocation, Order } from '@pkg/core/operations';
import { describe, expect, it } from 'vitest';
import { fillOf, orderOf, reportOf } from '../../test/account-samples.js';
import { amendmentOf, knownAfter, matchOf, missed, NONE, tradeOf } from '../../test/missed-reports.js';
import { byTime, fillsAfter, preventionsAfter } from './recovered-reports.js';

describe('recoveredReports', () => {
  it.each([
    ['LIMIT', 'GTC', true],
    ['LIMIT', 'IOC', false],
    ['MARKET', 'GTC', false],
    ['STOP_LOSS', 'GTC', false],
    ['TAKE_PROFIT', 'GTC', false],
  ])(
    'says whether an order of type %s and %s is in the book after a fill that is not its last',
    (type, timeInForce, w) => {
      const fills = fillsAfter(NONE, [tradeOf(1, '1'), tradeOf(2, '1')], NONE, '2');
      const order = {
        type,
        timeInForce,
        status: 'FILLED',
        origQty: '2',
        executedQty: '2',
        cummulativeQuoteQty: '0.02',
      };
      const trades = missed(order as Partial<Order>, { fills }).filter(({ x }) => x === 'TRADE');
      expect(trades.map((report) => report.w)).toEqual([w, false]);
    },
  );

  it('says that the reason of a rejection is unknown, which no query returns', () => {
    expect(missed({ status: 'REJECTED' }).at(-1)).toMatchObject({ x: 'REJECTED', X: 'REJECTED', r: 'UNKNOWN' });
  });

  it('has every field of the order in the report of a placement, and says that the execution id is unknown', () => {
    const [report] = missed({
      ...{ strategyId: 7, strategyType: 1_000_000, trailingDelta: 4, trailingTime: -1, usedSor: true },
      ...{ workingFloor: 'EXCHANGE', pegPriceType: 'PRIMARY_PEG', pegOffsetType: 'PRICE_LEVEL', pegOffsetValue: 5 },
      ...{ peggedPrice: '0.009', stopPrice: '0.02', icebergQty: '2', origQuoteOrderQty: '3', orderListId: 5 },
    });
    expect(report).toEqual({
      ...reportOf({ I: -1, P: '0.02', F: '2', Q: '3', g: 5, z: '0.00000000', Z: '0.00000000', l: '0.00000000' }),
      ...{ L: '0.00000000', Y: '0.00000000', j: 7, J: 1_000_000, d: 4, D: -1, uS: true, k: 'SOR', gP: 'PRIMARY_PEG' },
      ...{ gOT: 'PRICE_LEVEL', gOV: 5, gp: '0.009', recovered: true },
    });
    for (const field of ['eR', 'v', 'A', 'B', 'u', 'U', 'Cs', 'pl', 'pL', 'pY', 'b', 'a']) {
      expect(report).not.toHaveProperty(field);
    }
    const [plain] = missed({});
    for (const field of ['d', 'D', 'j', 'J', 'k', 'uS', 'gP', 'gOT', 'gOV', 'gp'])
      expect(plain).not.toHaveProperty(field);
  });

  it('puts the end last, although its time is that of a fill', () => {
    const order = { status: 'EXPIRED', timeInForce: 'IOC', executedQty: '3', cummulativeQuoteQty: '0.03' } as const;
    const fills = fillsAfter(NONE, [tradeOf(1, '3', { time: 1_000 })], NONE, '3');
    const reports = missed({ ...order, expiryReason: 'UNFILLED_IOC_QUANTITY_EXPIRED' }, { fills });
    expect(reports.map(({ x, X, z, w, eR }) => [x, X, z, w, eR])).toEqual([
      ['NEW', 'NEW', '0.00000000', true, undefined],
      ['TRADE', 'PARTIALLY_FILLED', '3.00000000', false, undefined],
      ['EXPIRED', 'EXPIRED', '3', false, 'UNFILLED_IOC_QUANTITY_EXPIRED'],
    ]);
  });

  it('has the cumulative quantities and the commission of each fill', () => {
    const known = knownAfter(reportOf(), fillOf(1, '1', { Z: '0.01' }));
    const trades = [tradeOf(2, '4'), tradeOf(3, '5')];
    const fills = fillsAfter(
      { executedQty: '1', cummulativeQuoteQty: '0.01' },
      trades,
      { executedQty: '1', cummulativeQuoteQty: '0.01' },
      '10',
    );
    const reports = missed(
      { status: 'FILLED', executedQty: '10', cummulativeQuoteQty: '0.1', updateTime: 1_003 },
      { known, fills },
    );
    expect(reports.map(({ x, X, t, l, z, Z, Y, n, N, m, w }) => [x, X, t, l, z, Z, Y, n, N, m, w])).toEqual([
      ['TRADE', 'PARTIALLY_FILLED', 2, '4', '5', '0.05', '0.04', '0.001', 'BNB', true, true],
      ['TRADE', 'FILLED', 3, '5', '10', '0.10', '0.05', '0.001', 'BNB', true, false],
    ]);
  });

  it('reports the whole missing quantity without a trade id when the fills of a filled order are unknown', () => {
    const known = knownAfter(reportOf(), fillOf(1, '1'));
    const reports = missed(
      { status: 'FILLED', executedQty: '10', cummulativeQuoteQty: '0.1', updateTime: 9_000 },
      { known },
    );
    expect(reports).toMatchObject([{ x: 'TRADE', X: 'FILLED', t: -1, l: '9', z: '10', Z: '0.1', T: 9_000, w: false }]);
  });

  it('has the client order id of the order in `C` and that of its cancellation in `c`', () => {
    const known = knownAfter(reportOf());
    const canceled = { status: 'CANCELED', updateTime: 2_000 } as const;
    const reports = missed({ ...canceled, clientOrderId: 'cancel' }, { known });
    expect(reports).toMatchObject([
      { x: 'CANCELED', X: 'CANCELED', c: 'cancel', C: 'mine', w: false, W: 1_000, T: 2_000 },
    ]);
    expect(missed(canceled, { known })).toMatchObject([{ c: '', C: 'mine' }]);
  });

  it('says that the client order id of an unknown canceled order is unknown, because the cancellation has replaced it', () => {
    const reports = missed({ status: 'CANCELED', clientOrderId: 'cancel', updateTime: 2_000 });
    expect(reports.map(({ x, c, C }) => [x, c, C])).toEqual([
      ['NEW', '', ''],
      ['CANCELED', 'cancel', ''],
    ]);
    expect(missed({ status: 'EXPIRED', updateTime: 2_000 }).map(({ c }) => c)).toEqual(['mine', 'mine']);
  });

  it('begins an unknown order with the quantity and the client order id from before its amendments', () => {
    const amendments = [
      amendmentOf(),
      amendmentOf({
        origClientOrderId: 'new',
        newClientOrderId: 'newer',
        origQty: '8',
        newQty: '6',
        executionId: 61,
        time: 1_700,
      }),
    ];
    const reports = missed(
      { origQty: '6', clientOrderId: 'cancel', status: 'CANCELED', updateTime: 2_000 },
      { amendments },
    );
    expect(reports.map(({ x, q, c, C, I, T }) => [x, q, c, C, I, T])).toEqual([
      ['NEW', '10', 'mine', '', -1, 1_000],
      ['REPLACED', '8', 'new', 'mine', 60, 1_500],
      ['REPLACED', '6', 'newer', 'new', 61, 1_700],
      ['CANCELED', '6', 'cancel', 'newer', -1, 2_000],
    ]);
  });

  it('sorts fills and amendments by time', () => {
    const fills = fillsAfter(NONE, [tradeOf(1, '2', { time: 1_400 }), tradeOf(2, '1', { time: 1_900 })], NONE, '3');
    const order = {
      origQty: '8',
      clientOrderId: 'new',
      executedQty: '3',
      status: 'PARTIALLY_FILLED',
      updateTime: 1_900,
    } as const;
    const reports = missed(order, { fills, amendments: [amendmentOf()], known: knownAfter(reportOf()) });
    expect(reports.map(({ x, X, q, z, c }) => [x, X, q, z, c])).toEqual([
      ['TRADE', 'PARTIALLY_FILLED', '10', '2.00000000', 'mine'],
      ['REPLACED', 'PARTIALLY_FILLED', '8', '2.00000000', 'new'],
      ['TRADE', 'PARTIALLY_FILLED', '8', '3.00000000', 'new'],
    ]);
  });

  it('puts the fill that ends an order after a prevented match of the same time', () => {
    const order = { status: 'FILLED', executedQty: '4', preventedQuantity: '6', preventedMatchId: 3 } as const;
    const fills = fillsAfter(NONE, [tradeOf(1, '4', { time: 1_600 })], NONE, '4');
    const preventions = preventionsAfter('0', orderOf(order), [matchOf({ makerPreventedQuantity: '6' })]);
    const reports = missed({ ...order, updateTime: 1_600 }, { known: knownAfter(reportOf()), fills, preventions });
    expect(reports.map(({ x, X, A }) => [x, X, A])).toEqual([
      ['TRADE_PREVENTION', 'NEW', '6.00000000'],
      ['TRADE', 'FILLED', '6.00000000'],
    ]);
  });

  it('has what queries say of a prevented match, with the sums before and after it', () => {
    const order = { preventedQuantity: '6', preventedMatchId: 4, updateTime: 1_700 };
    const matches = [matchOf(), matchOf({ preventedMatchId: 4, makerPreventedQuantity: '2', transactTime: 1_700 })];
    const preventions = preventionsAfter('0', orderOf(order), matches);
    const reports = missed({ ...order, status: 'EXPIRED_IN_MATCH' }, { preventions, known: knownAfter(reportOf()) });
    expect(reports.map(({ x, X, v, A, B, u, U, Cs, pL, w }) => [x, X, v, A, B, u, U, Cs, pL, w])).toEqual([
      ['TRADE_PREVENTION', 'NEW', 3, '4.00000000', '4', 77, 9, 'BNBBTC', '0.01', true],
      ['TRADE_PREVENTION', 'EXPIRED_IN_MATCH', 4, '6.00000000', '2', 77, 9, 'BNBBTC', '0.01', false],
    ]);
  });

  it.each([
    ['taker', 'LTCBTC', { U: 1, Cs: 'LTCBTC', k: undefined }],
    ['taker', undefined, { U: 1, Cs: 'BNBBTC', k: undefined }],
    ['maker', 'LTCBTC', { U: 9, Cs: 'BNBBTC', k: 'EXCHANGE' }],
  ] as const)(
    'names the other order of a prevented match and its symbol if the order was the %s',
    (role, makerSymbol, expected) => {
      const orderId = role === 'taker' ? 9 : 1;
      const order = {
        ...{ orderId, preventedQuantity: '4', preventedMatchId: 3, status: 'EXPIRED_IN_MATCH', updateTime: 1_600 },
        ...{ usedSor: true, workingFloor: 'SOR' },
      } as const;
      const match = matchOf({ makerSymbol, takerPreventedQuantity: '4' } as never);
      const preventions = preventionsAfter('0', orderOf(order), [match]);
      const [, report] = missed(order, { preventions });
      expect(report).toMatchObject({
        x: 'TRADE_PREVENTION',
        i: orderId,
        v: 3,
        A: '4.00000000',
        B: '4',
        u: 77,
        pL: '0.01',
      });
      expect({ U: report?.U, Cs: report?.Cs }).toEqual({ U: expected.U, Cs: expected.Cs });
      if (expected.k) expect(report?.k).toBe(expected.k);
    },
  );

  it('keeps the id of the last prevented match in later reports', () => {
    const known = knownAfter(reportOf(), reportOf({ x: 'TRADE_PREVENTION', A: '2', v: 8, T: 1_100 }));
    const fills = fillsAfter(NONE, [tradeOf(1, '1', { time: 1_200 })], NONE, '1');
    const order = {
      executedQty: '1',
      status: 'PARTIALLY_FILLED',
      preventedQuantity: '5',
      preventedMatchId: 9,
      updateTime: 1_600,
    } as const;
    const preventions = preventionsAfter('2', orderOf(order), [
      matchOf({ preventedMatchId: 8, makerPreventedQuantity: '2' }),
      matchOf({ preventedMatchId: 9, makerPreventedQuantity: '3' }),
    ]);
    const reports = missed(order, { known, fills, preventions });
    expect(reports.map(({ x, v, A }) => [x, v, A])).toEqual([
      ['TRADE', 8, '2'],
      ['TRADE_PREVENTION', 9, '5.00000000'],
    ]);
  });

  it('names where smart order routing filled the order: by an allocation, or on the exchange', () => {
    const allocation = { ...tradeOf(1, '2'), allocationId: 40 } as unknown as Allocation & { id?: number };
    delete allocation.id;
    const fills = fillsAfter(NONE, [allocation, tradeOf(2, '3')], NONE, '5');
    const order = {
      usedSor: true,
      workingFloor: 'EXCHANGE',
      executedQty: '5',
      status: 'CANCELED',
      updateTime: 2_000,
    } as const;
    const reports = missed(order, { fills });
    expect(reports.map(({ x, uS, k, t, b, a }) => [x, uS, k, t, b, a])).toEqual([
      ['NEW', true, 'SOR', -1, undefined, undefined],
      ['TRADE', true, 'SOR', -1, 'ONE_PARTY_TRADE_REPORT', 40],
      ['TRADE', true, 'EXCHANGE', 2, undefined, undefined],
      ['CANCELED', true, 'EXCHANGE', -1, undefined, undefined],
    ]);
  });

  it('has the time since which a trailing order follows the price only from that time on, and the price of a peg only in the book', () => {
    const { W: _W, ...unworking } = reportOf({ w: false });
    const order = {
      type: 'STOP_LOSS_LIMIT',
      trailingDelta: 4,
      trailingTime: 3_000,
      peggedPrice: '0.009',
      pegPriceType: 'PRIMARY_PEG',
    } as const;
    const reports = missed({ ...order, workingTime: 5_000, updateTime: 5_000 });
    expect(reports.map(({ T, D, gp }) => [T, D, gp])).toEqual([
      [1_000, -1, undefined],
      [5_000, 3_000, '0.009'],
    ]);
    // The order began to follow the price at the moment when it entered the book.
    const [, entered] = missed({ ...order, trailingTime: 5_000, workingTime: 5_000, updateTime: 5_000 });
    expect([entered?.T, entered?.D]).toEqual([5_000, 5_000]);
    const never = { ...order, peggedPrice: undefined, isWorking: false, workingTime: -1, status: 'CANCELED' } as never;
    expect(missed(never, { known: knownAfter(unworking) })[0]).not.toHaveProperty('gp');
  });

  it('reports nothing when nothing was missed', () => {
    expect(missed({}, { known: knownAfter(reportOf()) })).toEqual([]);
  });
});

describe('fillsAfter', () => {
  it('stops at the filled quantity that was read: a later fill has an event of its own', () => {
    const trades = [tradeOf(1, '2'), tradeOf(2, '3'), tradeOf(3, '1')];
    expect(fillsAfter(NONE, trades, NONE, '5').map(({ fill }) => ('id' in fill ? fill.id : -1))).toEqual([1, 2]);
    expect(fillsAfter(NONE, trades, NONE, '4').map(({ executedQty }) => executedQty)).toEqual(['2.00000000']);
  });

  it('leaves out the fills that are known', () => {
    const trades = [tradeOf(1, '2'), tradeOf(2, '3')];
    const known = { executedQty: '2', cummulativeQuoteQty: '0.02' };
    expect(fillsAfter(known, trades, NONE, '5').map(({ executedQty }) => executedQty)).toEqual(['5.00000000']);
  });
});

describe('preventionsAfter', () => {
  const matches = [matchOf(), matchOf({ preventedMatchId: 4, makerPreventedQuantity: '2' })];

  it('stops at the quantity that was read, and leaves out what is known', () => {
    const read = (known: string, preventedQuantity: string) =>
      preventionsAfter(known, orderOf({ preventedQuantity }), matches).map(({ preventedQuantity: sum }) => sum);
    expect([read('0', '6'), read('4', '6'), read('0', '5'), read('6', '6')]).toEqual([
      ['4.00000000', '6.00000000'],
      ['6.00000000'],
      ['4.00000000'],
      [],
    ]);
  });

  it('counts the quantity of the own side only', () => {
    const taker = matchOf({ takerOrderId: 1, makerOrderId: 9, takerPreventedQuantity: '1' });
    expect(preventionsAfter('0', orderOf({ preventedQuantity: '9' }), [taker])[0]?.quantity).toBe('1');
    const { takerPreventedQuantity: _t, ...other } = taker;
    expect(preventionsAfter('0', orderOf({ preventedQuantity: '9' }), [other])).toEqual([]);
  });
});

describe('byTime', () => {
  it('sorts by time, keeps the order of each list, and puts equal times in the order of the lists', () => {
    const event = (T: number, name: string) => ({ T, name });
    const sorted = byTime([
      [event(1, 'a'), event(5, 'b'), event(4, 'c')],
      [event(5, 'd'), event(6, 'e')],
    ]);
    expect(sorted.map(({ name }) => name).join('')).toBe('abcde');
  });
});
