import type { SymbolStatus } from '../engine/types/enums.js';

/**
 * How orders are matched where the official documents leave it open. The fields below can be changed by an option of the
 * engine. The following assumptions are fixed:
 *
 * - The checks of a new order run in this order: parameters, account and symbol, unfilled order count, filters, market
 *   and balances. Filters run in the order of exchangeInfo, then those of the exchange, then those of the account. The
 *   first failure is reported.
 * - An order that the last of these checks refuses uses up an order id.
 * - The permissions of the account and `permissionSets` alone decide whether an account may trade a symbol. The documents do not
 *   say what `isSpotTradingAllowed` decides, so it is only reported.
 * - Events: a list comes before its orders, a pending order before the fills of its working order, and a taker's fill
 *   before the maker's.
 * - A contingent order reports `NEW` when it is placed, and again when it triggers and reaches the book.
 * - Orders that one trade triggers start by distance of their stop price, then by age; trailing stops come last. All of
 *   them start after the order that traded, and after the pending orders that this order activates.
 * - An OCO locks one amount, for the order that needs more. Pending orders lock nothing until they are activated. If
 *   filters or funds refuse them then, they expire as `REJECTED`. A prevented self-trade of one order of an OCO ends the
 *   other order.
 * - A market order by quote never spends or receives more than its amount. FOK compares with the quantity that would
 *   trade.
 * - A pegged order trades at its pegged price. A `price` that is sent as well is only checked by the filters.
 * - The new order of a cancel-replace takes its pegged price or its quantity from the book after the cancel, and has to
 *   pass the filters again.
 * - MAX_POSITION counts the new order and no other order of its list. The notional of a market order by quote is its
 *   quote amount.
 * - Filters relative to an average price pass everything before the first trade. They use the last price when the window
 *   has no trade.
 * - An amendment to the executed quantity or less is an unsupported combination. For one order of a pair, filters check
 *   the named order; the other order gets the same quantity.
 */
export type MatchingAssumptions = {
  /**
   * How `discount` of the commission rates applies when commission is paid in BNB. The reference calls it the rate by
   * which the standard commission "is reduced"; the commission FAQ multiplies by it (`x 0.25`). `factor` multiplies by
   * the discount, so that the live value of 0.75 gives 25 % off. `reduction` multiplies by one minus the discount.
   */
  readonly discount: 'factor' | 'reduction';
  /** By how much the first fill lowers the unfilled order count: 1 for a taker (documented), 5 for a maker (FAQ example). */
  readonly firstFillAsTaker: number;
  readonly firstFillAsMaker: number;
  /** Whether an order that is refused with -2010 counts as an unfilled order. */
  readonly refusedOrdersCount: boolean;
  /** Whether a refusal with -2010 also sends an `executionReport` of type `REJECTED`. */
  readonly reportRefusals: boolean;
  /**
   * What a waiting STOP_LOSS or TAKE_PROFIT BUY locks per unit: its stop price (or the last price, if it has none), or
   * nothing. When it triggers, it locks the cost in the book, and expires as `REJECTED` if the balance is too low.
   */
  readonly stopMarketLock: 'stopPrice' | 'nothing';
  /**
   * How fills from the order's own symbol are reported for an SOR order. The text of the SOR FAQ mentions allocations for
   * *other* symbols; its examples show allocations for the own symbol too.
   */
  readonly sorOwnBook: 'allocation' | 'trade';
  /**
   * The price from which a trailing stop without stop price starts: the last price (scenario E of the FAQ), or the price
   * of the next trade (text of the FAQ).
   */
  readonly trailingStart: 'lastPrice' | 'nextTrade';
  /** The symbol statuses in which orders can be cancelled and amended. */
  readonly cancelStatuses: readonly SymbolStatus[];
  /** The first ids. Ids of orders, trades and executions count per symbol; those of lists count over all symbols. */
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
