import type { Amount } from '../engine/types/index.js';

/** The trades of one taker order at one price and one time, added up. */
export type AggregateTrade = {
  readonly id: number;
  readonly price: Amount;
  quantity: Amount;
  readonly firstTradeId: number;
  lastTradeId: number;
  /** Time in µs. */
  readonly time: number;
  readonly isBuyerMaker: boolean;
  readonly takerOrderId: number;
};

/** A trade that two parties have agreed on outside the book. */
export type BlockTrade = {
  readonly symbol: string;
  readonly id: number;
  readonly price: Amount;
  readonly quantity: Amount;
  readonly quoteQuantity: Amount;
  /** Time in µs. */
  readonly time: number;
  readonly isBuyerMaker: boolean;
};
