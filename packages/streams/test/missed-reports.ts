import type { MyTrade, Order, OrderAmendment, PreventedMatch } from '@pkg/core/operations';
import type { ExecutionReport } from '../src/events/user.js';
import { OrderTracker, type TrackedOrder } from '../src/user/order-tracker.js';
import { type MissedChanges, type RecoveredReport, recoveredReports } from '../src/user/recovered-reports.js';
import { orderOf } from './account-samples.js';

/** The quantities of an order without fills. */
export const NONE = { executedQty: '0.00000000', cummulativeQuoteQty: '0.00000000' };

/** Returns a fill of the order that {@link orderOf} returns, with the trade id `id`. */
export const tradeOf = (id: number, qty: string, fields: Partial<MyTrade> = {}): MyTrade => ({
  ...{
    symbol: 'BNBBTC',
    id,
    orderId: 1,
    orderListId: -1,
    price: '0.01',
    qty,
    quoteQty: (Number(qty) / 100).toFixed(2),
  },
  ...{ commission: '0.001', commissionAsset: 'BNB', time: 1_000 + id, isBuyer: true, isMaker: true, isBestMatch: true },
  ...fields,
});

/** Returns an amendment of the order of {@link orderOf} from a quantity of 10 to 8. */
export const amendmentOf = (fields: Partial<OrderAmendment> = {}): OrderAmendment =>
  ({
    ...{ symbol: 'BNBBTC', orderId: 1, executionId: 60, origClientOrderId: 'mine', newClientOrderId: 'new' },
    ...{ origQty: '10', newQty: '8', time: 1_500 },
    ...fields,
  }) as OrderAmendment;

/**
 * Returns a match that did not become a trade, because self-trade prevention stopped it. The maker of the match is the
 * order of {@link orderOf}.
 */
export const matchOf = (fields: Partial<PreventedMatch> = {}): PreventedMatch =>
  ({
    ...{ symbol: 'BNBBTC', preventedMatchId: 3, takerOrderId: 9, makerSymbol: 'BNBBTC', makerOrderId: 1 },
    ...{ tradeGroupId: 77, selfTradePreventionMode: 'EXPIRE_MAKER', price: '0.01', makerPreventedQuantity: '4' },
    ...{ transactTime: 1_600, ...fields },
  }) as PreventedMatch;

/** Returns the order of these tests as consumers know it after `reports`; undefined if no report was about it. */
export function knownAfter(...reports: readonly ExecutionReport[]): TrackedOrder | undefined {
  const tracker = new OrderTracker(1_000);
  for (const report of reports) tracker.accept(report);
  return tracker.find(orderOf());
}

/** Returns the reports that are recovered for the order of {@link orderOf} with these fields and missed changes. */
export function missed(order: Partial<Order>, changes: Partial<Omit<MissedChanges, 'order'>> = {}): RecoveredReport[] {
  const all = { known: undefined, fills: [], amendments: [], preventions: [], ...changes };
  return recoveredReports({ order: orderOf(order), ...all });
}
