import type { Amount, Side } from '../types/index.js';
import { type BookOrder, BookSide } from './book-side.js';

/**
 * The first id of trades that the public does not see. The trades of accounts are not public if the symbol follows a
 * market source and its option `impact` is false. All public trades have lower ids.
 */
const FIRST_PRIVATE_TRADE = 1_000_000_000_000;

/**
 * The book of one symbol as a market source shows it, and the quantities that accounts have taken from it.
 *
 * The quantities of the source also rest in the matching engine's book, as orders of a house account (an account of the
 * exchange itself), so that orders of accounts are matched with them. The orders of the house account do not include
 * the quantities that accounts have taken.
 */
export class DrivenBook<Order extends BookOrder<Order>> {
  /**
   * Id of the exchange's own account. For each quantity that the market source reports, this account owns an order in the
   * book.
   */
  readonly accountId: number;
  /**
   * If true, the public order book and the public trades include the orders and trades of accounts. If false, they
   * contain only data of the market source.
   */
  readonly impact: boolean;
  readonly bids: BookSide<Order> = new BookSide('BUY');
  readonly asks: BookSide<Order> = new BookSide('SELL');
  /**
   * The quantities that accounts have taken from the levels of the market source, by price. Each is at most the
   * quantity that the source shows at this price.
   */
  readonly taken: { readonly BUY: Map<Amount, Amount>; readonly SELL: Map<Amount, Amount> } = {
    BUY: new Map(),
    SELL: new Map(),
  };
  nextTradeId: number = FIRST_PRIVATE_TRADE;
  /** Whether the public sees an empty book, because the data of the market source is out of date. */
  isHidden = false;
  /** Accounts may trade with the book until this time, in µs. After that, the book may be out of date. */
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

  /**
   * Returns the quantity that accounts have taken from a level. The market source now shows the quantity `shown` at
   * this level. If accounts have taken more than `shown`, this method lowers the stored quantity to `shown`.
   */
  takenOf(side: Side, price: Amount, shown: Amount): Amount {
    const taken = this.taken[side].get(price);
    if (taken === undefined) return 0n;
    if (taken <= shown) return taken;
    if (shown === 0n) this.taken[side].delete(price);
    else this.taken[side].set(price, shown);
    return shown;
  }
}
