import type { Amount } from './amount.js';
import type { BookLevel, TradeSums } from './records.js';

/** New quantities of levels of a driven symbol. A quantity of 0 removes a level. */
export type SourceBook = {
  readonly bids: readonly BookLevel[];
  readonly asks: readonly BookLevel[];
  /** Whether the levels are the whole book. All other levels are removed then. */
  readonly isWhole: boolean;
  /** Update id of the book after the change. @default the next id for each changed level */
  readonly lastUpdateId?: number | undefined;
};

/** A trade on the market of a driven symbol. */
export type SourceTrade = {
  readonly price: Amount;
  readonly quantity: Amount;
  readonly isBuyerMaker: boolean;
  /** Time of the trade in µs, not after the exchange's time. @default the exchange's time */
  readonly time?: number | undefined;
  /** Id of the trade, or of the last one if there are several. @default the next id */
  readonly id?: number | undefined;
  /** Id of the first trade, if the record stands for several trades. */
  readonly firstId?: number | undefined;
  readonly aggregateId?: number | undefined;
  readonly sums?: TradeSums | undefined;
  /**
   * Whether the queue at the price of the trade is known. If not, the trade fills only orders of accounts at better
   * prices. @default true
   */
  readonly isQueueKnown?: boolean | undefined;
};
