import type { OrderList } from '@pkg/core/operations';
import { describe, expect, it } from 'vitest';
import { orderOf, reportOf } from '../../test/account-samples.js';
import type { ExecutionReport } from '../events/user.js';
import { recoveredLists } from './recovered-lists.js';

const list: OrderList = {
  ...{ orderListId: 5, contingencyType: 'OCO', listStatusType: 'EXEC_STARTED', listOrderStatus: 'EXECUTING' },
  ...{ listClientOrderId: 'list', transactionTime: 1_000, symbol: 'BNBBTC' },
  orders: [1, 2].map((orderId) => ({ symbol: 'BNBBTC', orderId, clientOrderId: `last${orderId}` })),
};
const orders = [1, 2].map((orderId) => orderOf({ orderId, orderListId: 5 }));

/** Returns a recovered report of an amendment that changed the client order id of order `i` from `C` to `c`. */
function renamed(i: number, C: string, c: string, fields: Partial<ExecutionReport> = {}) {
  return { ...reportOf({ i, g: 5, x: 'REPLACED', C, c, T: 2_000, ...fields }), recovered: true } as const;
}

describe('recoveredLists', () => {
  it('orders amendments of one millisecond by their execution ids', () => {
    const knownIds = new Map([
      [1, 'first1'],
      [2, 'first2'],
    ]);
    const reports = [
      // Only the reports of one order are sorted by time. Across both orders, the execution ids `I` show the sequence:
      // order 2 was amended before order 1.
      renamed(1, 'first1', 'first1', { I: 12 }),
      renamed(1, 'first1', 'last1', { I: 13 }),
      renamed(2, 'first2', 'last2', { I: 11 }),
      renamed(2, 'last2', 'last2', { I: 14 }),
    ];
    const events = recoveredLists({ list, orders, knownIds, isKnown: true, reports });
    expect(events.map(({ l, O }) => [l, ...O.map(({ c }) => c)])).toEqual([
      ['UPDATED', 'first1', 'last2'],
      ['UPDATED', 'last1', 'last2'],
    ]);
  });
});
