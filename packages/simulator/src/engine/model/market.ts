import { type Amount, amount } from '../amount.js';
import type { Choices } from '../choices.js';
import type { Side, SymbolInfo, Trade } from '../types.js';
import { AveragePrice } from './average-price.js';
import { BookSide } from './book.js';
import { compileFilters, type SymbolRules } from './filters.js';
import type { LiveOrder } from './live-order.js';
import { ReferencePriceState } from './reference-price.js';
import { WaitingOrders } from './waiting-orders.js';

type SideRange = { readonly up: Amount | undefined; readonly down: Amount | undefined };

/** One symbol: its rules, its book, its waiting orders and its history. */
export class Market {
  info: SymbolInfo;
  rules: SymbolRules;
  /** Multipliers of the price range execution rule. */
  range: { readonly BUY: SideRange; readonly SELL: SideRange } | undefined;

  readonly bids: BookSide = new BookSide('BUY');
  readonly asks: BookSide = new BookSide('SELL');
  readonly waiting: WaitingOrders = new WaitingOrders();
  lastPrice: Amount | undefined = undefined;
  readonly averagePrice: AveragePrice = new AveragePrice();
  reference: ReferencePriceState;

  /** Orders by id, in order of id; refused orders, SOR's own takers and what was let go of are not among them. */
  readonly orders: Map<number, LiveOrder> = new Map();
  readonly trades: Trade[] = [];

  nextOrderId: number;
  nextTradeId: number;
  /** Id of the last level change; what a snapshot of the book carries. */
  updateId: number;
  nextExecutionId = 1;
  nextPreventedMatchId = 0;
  nextAllocationId = 0;

  constructor(info: SymbolInfo, choices: Choices) {
    this.info = info;
    this.rules = compileFilters(info.filters);
    this.range = compileRange(info);
    this.reference = new ReferencePriceState(info.referencePriceCalculation);
    this.nextOrderId = choices.firstOrderId;
    this.nextTradeId = choices.firstTradeId;
    this.updateId = choices.firstUpdateId;
  }

  change(info: SymbolInfo): void {
    if (info.filters !== this.info.filters) this.rules = compileFilters(info.filters);
    this.info = info;
    this.range = compileRange(info);
  }

  book(side: Side): BookSide {
    return side === 'BUY' ? this.bids : this.asks;
  }

  /** The book that an order of this side takes from. */
  opposite(side: Side): BookSide {
    return side === 'BUY' ? this.asks : this.bids;
  }

  orderById(orderId: number): LiveOrder | undefined {
    return this.orders.get(orderId);
  }

  /** The price that filters measure by: reference price, else the average, else the last price. */
  priceOver(minutes: number, time: number): Amount | undefined {
    const reference = this.reference.at(time);
    if (reference !== null) return reference;
    return (minutes > 0 ? this.averagePrice.over(minutes, time) : undefined) ?? this.lastPrice;
  }
}

function compileRange(info: SymbolInfo): Market['range'] {
  const rule = info.executionRules.find(({ ruleType }) => ruleType === 'PRICE_RANGE');
  if (!rule) return undefined;
  const read = (text: string | undefined) => (text === undefined ? undefined : amount(text));
  return {
    BUY: { up: read(rule.bidLimitMultUp), down: read(rule.bidLimitMultDown) },
    SELL: { up: read(rule.askLimitMultUp), down: read(rule.askLimitMultDown) },
  };
}
