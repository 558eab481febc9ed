import type { MatchingAssumptions } from '../../assumptions/assumptions.js';
import { type Amount, amount } from '../types/amount.js';
import type { Side, SymbolInfo, Trade } from '../types/index.js';
import { AveragePrice } from './average-price.js';
import { type BookOrder, BookSide } from './book-side.js';
import type { DrivenBook } from './driven-book.js';
import { compileFilters, type SymbolRules } from './filters/symbol-filters.js';
import { ReferencePriceState } from './reference-price.js';
import { type WaitingOrder, WaitingOrders } from './waiting-orders.js';

type Multipliers = { readonly up: Amount | undefined; readonly down: Amount | undefined };
type PriceRangeMultipliers = { readonly BUY: Multipliers; readonly SELL: Multipliers };

/**
 * One symbol: its rules, its order book, its orders that wait for a trigger, and its trades. `Order` is the type of its
 * orders.
 */
export class Market<Order extends BookOrder<Order> & WaitingOrder> {
  info: SymbolInfo;
  rules: SymbolRules;
  /** The multipliers of the execution rule PRICE_RANGE; undefined if the symbol has no such rule. */
  range: PriceRangeMultipliers | undefined;

  readonly bids: BookSide<Order> = new BookSide('BUY');
  readonly asks: BookSide<Order> = new BookSide('SELL');
  readonly waiting: WaitingOrders<Order> = new WaitingOrders();
  /** The book of the market source, if the book and the trades of the symbol come from one. */
  driven: DrivenBook<Order> | undefined = undefined;
  lastPrice: Amount | undefined = undefined;
  readonly averagePrice: AveragePrice = new AveragePrice();
  reference: ReferencePriceState;

  /**
   * Orders by id, oldest first. The map contains no refused orders, no SOR orders of the exchange's own account, and no
   * closed orders that were deleted from the history.
   */
  readonly orders: Map<number, Order> = new Map();
  readonly trades: Trade[] = [];

  nextOrderId: number;
  nextTradeId: number;
  /** The update id of the last change of a level. A snapshot of the book reports it as `lastUpdateId`. */
  updateId: number;
  nextExecutionId = 1;
  nextPreventedMatchId = 0;
  nextAllocationId = 0;

  constructor(info: SymbolInfo, assumptions: MatchingAssumptions) {
    this.info = info;
    this.rules = compileFilters(info.filters);
    this.range = compileRange(info);
    this.reference = new ReferencePriceState(info.referencePriceCalculation);
    this.nextOrderId = assumptions.firstOrderId;
    this.nextTradeId = assumptions.firstTradeId;
    this.updateId = assumptions.firstUpdateId;
  }

  /** Replaces the flags, filters and rules of the symbol. */
  change(info: SymbolInfo): void {
    if (info.filters !== this.info.filters) this.rules = compileFilters(info.filters);
    this.info = info;
    this.range = compileRange(info);
  }

  book(side: Side): BookSide<Order> {
    return side === 'BUY' ? this.bids : this.asks;
  }

  /** The side of the book with which an order of the given side trades. */
  opposite(side: Side): BookSide<Order> {
    return side === 'BUY' ? this.asks : this.bids;
  }

  /** Whether the public book and the public trades come from a market source alone, without the orders of accounts. */
  get isPrivate(): boolean {
    return this.driven !== undefined && !this.driven.impact;
  }

  /** The side of the book that the public sees. */
  publicBook(side: Side): BookSide<Order> {
    const { driven } = this;
    if (driven === undefined) return this.book(side);
    if (driven.isHidden) return new BookSide(side);
    return driven.impact ? this.book(side) : driven.shown(side);
  }

  orderById(orderId: number): Order | undefined {
    return this.orders.get(orderId);
  }

  /**
   * The market price that filters use. It is the reference price if there is one, otherwise the average price of the
   * last `minutes`. If there is no average price either, it is the last price.
   */
  priceOver(minutes: number, time: number): Amount | undefined {
    const reference = this.reference.at(time);
    if (reference !== null) return reference;
    return (minutes > 0 ? this.averagePrice.over(minutes, time) : undefined) ?? this.lastPrice;
  }
}

function compileRange(info: SymbolInfo): PriceRangeMultipliers | undefined {
  const rule = info.executionRules.find(({ ruleType }) => ruleType === 'PRICE_RANGE');
  if (!rule) return undefined;
  const read = (text: string | undefined) => (text === undefined ? undefined : amount(text));
  return {
    BUY: { up: read(rule.bidLimitMultUp), down: read(rule.bidLimitMultDown) },
    SELL: { up: read(rule.askLimitMultUp), down: read(rule.askLimitMultDown) },
  };
}
