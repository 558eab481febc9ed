import type { Amount } from './amount.js';
import type { BookLevel, TradeSums } from './records.js';

/** New quantities of levels in the book of a symbol that follows a market source. A quantity of 0 removes a level. */
export type SourceBook = {
  readonly bids: readonly BookLevel[];
  readonly asks: readonly BookLevel[];
  /** Whether the levels are the whole book. If so, all other levels are removed. */
  readonly isWhole: boolean;
  /** Update id of the book after the change. @default each changed level gets the next id */
  readonly lastUpdateId?: number | undefined;
};

/** A trade that a market source reports for its symbol. */
export type SourceTrade = {
  readonly price: Amount;
  readonly quantity: Amount;
  readonly isBuyerMaker: boolean;
  /** Time of the trade in µs, not after the exchange's time. @default the exchange's time */
  readonly time?: number | undefined;
  /** Id of the trade. If this object stands for several trades, the id of the last one. @default the next id */
  readonly id?: number | undefined;
  /** Id of the first trade, if this object stands for several trades. */
  readonly firstId?: number | undefined;
  readonly aggregateId?: number | undefined;
  readonly sums?: TradeSums | undefined;
  /**
   * Whether the source reports the quantities that are queued at the price of the trade. If not, the queue ahead of an
   * order is unknown, so the trade fills only orders with a better price than the trade. @default true
   */
  readonly isQueueKnown?: boolean | undefined;
};
