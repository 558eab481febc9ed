import type { Amount } from '../engine/types/index.js';

/** The trades of one taker order at one price and one time, added up. */
export type AggregateTrade = {
  readonly id: number;
  readonly price: Amount;
  quantity: Amount;
  readonly firstTradeId: number;
  lastTradeId: number;
  /** Time of the trades, in µs. */
  readonly time: number;
  readonly isBuyerMaker: boolean;
  readonly takerOrderId: number;
};

/** A trade on which two parties have agreed outside the book. */
export type BlockTrade = {
  readonly symbol: string;
  readonly id: number;
  readonly price: Amount;
  readonly quantity: Amount;
  readonly quoteQuantity: Amount;
  /** Time of the trade, in µs. */
  readonly time: number;
  readonly isBuyerMaker: boolean;
};
