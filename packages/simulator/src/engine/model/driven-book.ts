import type { Amount, Side } from '../types/index.js';
import { type BookOrder, BookSide } from './book-side.js';

/**
 * Ids of the trades of accounts on a driven symbol whose accounts have no impact. They are above the ids of all public
 * trades.
 */
const FIRST_PRIVATE_TRADE = 1_000_000_000_000;

/**
 * What a market source shows of the book of one symbol, and what accounts have taken of it.
 *
 * The quantities of the source also rest on the book of the market, as orders of a house account, so that orders of
 * accounts are matched with them. There they lack what accounts have taken.
 */
export class DrivenBook<Order extends BookOrder<Order>> {
  /** The house account that owns the orders of the source. */
  readonly accountId: number;
  /** Whether orders and trades of accounts are visible to the public. If not, the public sees what the source shows. */
  readonly impact: boolean;
  readonly bids: BookSide<Order> = new BookSide('BUY');
  readonly asks: BookSide<Order> = new BookSide('SELL');
  /** Quantities that accounts have taken of the source's levels, by price. At most what the source shows. */
  readonly taken: { readonly BUY: Map<Amount, Amount>; readonly SELL: Map<Amount, Amount> } = {
    BUY: new Map(),
    SELL: new Map(),
  };
  nextTradeId: number = FIRST_PRIVATE_TRADE;
  /** Whether the public sees an empty book, because what the source shows is out of date. */
  isHidden = false;
  /** Time in µs until which the book may be traded with. */
  freshUntil: number = Number.POSITIVE_INFINITY;

  constructor(accountId: number, impact: boolean) {
    this.accountId = accountId;
    this.impact = impact;
  }

  shown(side: Side): BookSide<Order> {
    return side === 'BUY' ? this.bids : this.asks;
  }

  take(side: Side, price: Amount, quantity: Amount): void {
    this.taken[side].set(price, (this.taken[side].get(price) ?? 0n) + quantity);
  }

  /** What accounts have taken of a level that shows `shown` now. A level that shrinks forgets what exceeds it. */
  takenOf(side: Side, price: Amount, shown: Amount): Amount {
    const taken = this.taken[side].get(price);
    if (taken === undefined) return 0n;
    if (taken <= shown) return taken;
    if (shown === 0n) this.taken[side].delete(price);
    else this.taken[side].set(price, shown);
    return shown;
  }
}
