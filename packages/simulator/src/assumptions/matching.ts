import type { SymbolStatus } from '../engine/types/enums.js';

/**
 * What the official documents leave open. What can be switched is an option of the engine, so that evidence about the
 * live exchange changes one line. These readings have no switch:
 *
 * - Checks come in this order: parameters, account and symbol, unfilled order count, filters, engine. The filters come
 *   as exchangeInfo lists them, those of the exchange and of the account after the symbol's; the first failure wins.
 * - A refusal by the engine uses up an order id. An order list is told before its orders, a pending order before the
 *   fills of its working order, a taker's fill before its maker's.
 * - A waiting order reports `NEW` when it is placed, and again when it is set off and reaches the book.
 * - Orders set off by one trade follow by stop price from the nearest, then by how long they have waited, then the
 *   trailing ones; all of them after the order whose trade it was, and after the pending orders that it has released.
 * - An OCO locks once, for the dearer order. Pending orders lock nothing before their time; what their filters and
 *   funds then refuse expires as `REJECTED`. Being self-trade prevented counts as being touched: the other order ends.
 * - A market order by quote never spends or brings more than its amount. FOK looks first, and counts what would trade.
 * - A pegged order trades at its pegged price; a `price` beside it is only put before the filters.
 * - The new order of a cancel-replace takes its pegged price, and its quantity by quote, from the book that the cancel
 *   leaves, and passes the filters again with them.
 * - MAX_POSITION counts the new order, and no other of its list; the notional of a market order by quote is its amount.
 * - Price-relative filters let everything pass before the first trade, and use the last price after a quiet window.
 * - An amendment to what is filled already, or less, is an unsupported combination. Of a pair, the filters judge the order
 *   that is named; the other one shrinks with it.
 */
export type MatchingAssumptions = {
  /**
   * How `discount` of the commission rates is read when commission is paid in BNB. The reference calls it the rate by
   * which the standard commission "is reduced"; the commission FAQ multiplies by it (`x 0.25`). `factor` is the FAQ's
   * worked example, and of a live 0.75 makes the known 25 % off; `reduction` multiplies by one minus it.
   */
  readonly discount: 'factor' | 'reduction';
  /** How many unfilled orders the first fill gives back: as taker 1 (documented), as maker 5 (the FAQ's example). */
  readonly firstFillAsTaker: number;
  readonly firstFillAsMaker: number;
  /** Whether an order that the engine refuses (-2010) still counts as an unfilled order. */
  readonly refusedOrdersCount: boolean;
  /** Whether a refusal of the engine (-2010) also makes an `executionReport` of type `REJECTED`. */
  readonly reportRefusals: boolean;
  /**
   * What a waiting STOP_LOSS or TAKE_PROFIT BUY (a market order later) locks per unit: its stop price, or else the last
   * price. When it is set off it needs what the market asks then, and expires as `REJECTED` without it.
   */
  readonly stopMarketLock: 'stopPrice' | 'nothing';
  /**
   * How an SOR order is filled from the book it was sent to. The SOR FAQ's prose speaks of allocations for *other* books,
   * its worked examples show allocations for the own book too.
   */
  readonly sorOwnBook: 'allocation' | 'trade';
  /**
   * Where a trailing stop without stop price starts: from the last price at once (the FAQ's scenario E), or from the
   * next trade (the FAQ's prose).
   */
  readonly trailingStart: 'lastPrice' | 'nextTrade';
  /** Statuses in which open orders may be cancelled and amended. */
  readonly cancelStatuses: readonly SymbolStatus[];
  /** Ids start here; those of orders, trades and executions rise per symbol, those of lists over all symbols. */
  readonly firstOrderId: number;
  readonly firstTradeId: number;
  readonly firstUpdateId: number;
};

export const defaultMatchingAssumptions: MatchingAssumptions = {
  discount: 'factor',
  firstFillAsTaker: 1,
  firstFillAsMaker: 5,
  refusedOrdersCount: false,
  reportRefusals: true,
  stopMarketLock: 'stopPrice',
  sorOwnBook: 'allocation',
  trailingStart: 'lastPrice',
  cancelStatuses: ['TRADING', 'CANCEL_ONLY'],
  firstOrderId: 1,
  firstTradeId: 1,
  firstUpdateId: 1,
};
