import type { SymbolStatus } from './types.js';

/**
 * What the official documents leave open, decided here and nowhere else. Each is an option of the engine, so that
 * evidence about the live exchange changes one line.
 */
export type Choices = {
  /**
   * How `discount` of the commission rates is read when commission is paid in BNB. The reference calls it the rate by
   * which the standard commission "is reduced"; the commission FAQ multiplies by it (`x 0.25`). `factor` is the FAQ's
   * worked example, `reduction` multiplies by one minus it.
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
  /** Code of "Market is closed." for a new order; errors.md lists the text under -2010, the live API was seen to send -1013. */
  readonly closedMarketCode: -1013 | -2010;
  /** Statuses in which open orders may be cancelled and amended. */
  readonly cancelStatuses: readonly SymbolStatus[];
  /** Ids start here; those of orders, trades and executions rise per symbol, those of lists over all symbols. */
  readonly firstOrderId: number;
  readonly firstTradeId: number;
  readonly firstUpdateId: number;
};

export const defaultChoices: Choices = {
  discount: 'factor',
  firstFillAsTaker: 1,
  firstFillAsMaker: 5,
  refusedOrdersCount: false,
  reportRefusals: true,
  stopMarketLock: 'stopPrice',
  sorOwnBook: 'allocation',
  trailingStart: 'lastPrice',
  closedMarketCode: -1013,
  cancelStatuses: ['TRADING', 'CANCEL_ONLY'],
  firstOrderId: 1,
  firstTradeId: 1,
  firstUpdateId: 1,
};
