import { type Amount, amount, formatAmount, maximum, minimum } from '../../engine/types/amount.js';
import type { BookEvent, TradeEvent } from './market-source.js';

/** Options of a market source whose data has no order book. The book is inferred from the trades. */
export type InferredBookOptions = {
  /** The quantity at the best bid and at the best ask. @default '1000000' */
  readonly depth?: string | undefined;
};

/**
 * Infers the best bid and ask of one symbol from its trades, for data without an order book. The price of a trade is
 * the best ask if the taker bought, and the best bid if the taker sold. If the best ask rises, the best bid rises by
 * the same amount. If the best bid falls, the best ask falls by the same amount. So the spread stays the same in both
 * cases. The spread is one tick at first, and never less than one tick.
 */
export class InferredBook {
  readonly #tick: Amount;
  readonly #depth: string;
  #bid: Amount | undefined;
  #ask: Amount | undefined;

  constructor(tickSize: string, { depth = '1000000' }: InferredBookOptions) {
    this.#tick = amount(tickSize);
    this.#depth = depth;
  }

  /** Returns the change of the book that a trade makes. Returns undefined if the best prices stay the same. */
  after({ symbol, time, price: text, isBuyerMaker }: TradeEvent): BookEvent | undefined {
    const price = amount(text);
    const [oldBid, oldAsk] = [this.#bid, this.#ask];
    if (isBuyerMaker) {
      this.#bid = price;
      const fall = oldBid !== undefined && price < oldBid ? oldBid - price : 0n;
      const ask = oldAsk === undefined ? 0n : oldAsk - fall;
      this.#ask = maximum(ask, price + this.#tick);
    } else {
      this.#ask = price;
      const rise = oldAsk !== undefined && price > oldAsk ? price - oldAsk : 0n;
      const bid = oldBid === undefined ? price : oldBid + rise;
      this.#bid = positive(minimum(bid, price - this.#tick));
    }
    const bids = this.#change(oldBid, this.#bid);
    const asks = this.#change(oldAsk, this.#ask);
    return bids.length + asks.length > 0 ? { type: 'LEVELS', symbol, time, bids, asks } : undefined;
  }

  #change(old: Amount | undefined, now: Amount | undefined): [string, string][] {
    if (old === now) return [];
    const gone: [string, string][] = old === undefined ? [] : [[formatAmount(old), '0']];
    return now === undefined ? gone : [...gone, [formatAmount(now), this.#depth]];
  }
}

const positive = (price: Amount): Amount | undefined => (price > 0n ? price : undefined);
