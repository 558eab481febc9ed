import type { Amount } from '../amount.js';
import { times } from '../amount.js';
import type {
  ExpiryReason,
  NewOrder,
  Order,
  OrderStatus,
  OrderType,
  PegPriceType,
  Side,
  StpMode,
  TimeInForce,
  WorkingFloor,
} from '../types.js';
import type { Level } from './book.js';
import type { LiveList, Pair } from './live-list.js';
import type { Seat } from './seat.js';

/**
 * Where an order is: not yet in the engine, pending in a list, waiting for its trigger, matching, resting on the book,
 * or over.
 */
export type Phase = 'DRAFT' | 'PENDING' | 'WAITING' | 'TAKING' | 'RESTING' | 'CLOSED';

/** An order with what the engine needs to work on it. Public fields first, as {@link Order} describes them. */
export class LiveOrder implements Order {
  readonly symbol: string;
  orderId = -1;
  readonly accountId: number;
  orderListId = -1;
  clientOrderId: string;
  readonly side: Side;
  readonly type: OrderType;
  readonly timeInForce: TimeInForce;
  price: Amount;
  quantity: Amount | undefined;
  quoteOrderQty: Amount;
  executedQty: Amount = 0n;
  cumulativeQuoteQty: Amount = 0n;
  status: OrderStatus = 'NEW';
  readonly selfTradePreventionMode: StpMode;
  icebergQty: Amount;
  stopPrice: Amount;
  readonly trailingDelta: number | undefined;
  trailingTime: number | undefined;
  readonly strategyId: number | undefined;
  readonly strategyType: number | undefined;
  readonly pegPriceType: PegPriceType | undefined;
  readonly pegOffsetType: 'PRICE_LEVEL' | undefined;
  readonly pegOffsetValue: number | undefined;
  peggedPrice: Amount | undefined = undefined;
  preventedQuantity: Amount = 0n;
  preventedMatchId: number | undefined = undefined;
  expiryReason: ExpiryReason | undefined = undefined;
  usedSor = false;
  workingFloor: WorkingFloor | undefined = undefined;
  time: number;
  updateTime: number;
  workingTime = -1;

  readonly seat: Seat;
  phase: Phase = 'DRAFT';
  /** What is left to fill. */
  remaining: Amount;
  /** The part of `remaining` that the book shows; less than it for icebergs. */
  visible: Amount = 0n;
  /** What a BUY locks per unit. */
  lockPrice: Amount = 0n;
  /** What it has locked itself; an order of an untouched OCO pair has its lock in the pair. */
  locked: Amount = 0n;
  /** Received amounts that an OPO holds back for its pending orders. */
  withheld: Amount = 0n;
  list: LiveList | undefined = undefined;
  pair: Pair | undefined = undefined;
  amendments = 0;
  /** A market order by quote for which the book is too thin: it expires after its last fill. */
  isShort = false;
  /** Order of arrival among those that wait for their price. */
  sequence = 0;
  /** Best price that a trailing stop has seen since it began to follow. */
  extreme: Amount | undefined = undefined;

  level: Level | undefined = undefined;
  previous: LiveOrder | undefined = undefined;
  next: LiveOrder | undefined = undefined;

  constructor(request: NewOrder, seat: Seat, clientOrderId: string, time: number) {
    this.symbol = request.symbol;
    this.accountId = seat.account.id;
    this.clientOrderId = clientOrderId;
    this.side = request.side;
    this.type = request.type;
    this.timeInForce = request.timeInForce ?? 'GTC';
    this.price = request.price ?? 0n;
    this.quantity = request.quantity;
    this.quoteOrderQty = request.quoteOrderQty ?? 0n;
    this.selfTradePreventionMode = request.selfTradePreventionMode ?? seat.market.info.defaultSelfTradePreventionMode;
    this.icebergQty = request.icebergQty ?? 0n;
    this.stopPrice = request.stopPrice ?? 0n;
    this.trailingDelta = request.trailingDelta;
    this.trailingTime = request.trailingDelta === undefined ? undefined : -1;
    this.strategyId = request.strategyId;
    this.strategyType = request.strategyType;
    this.pegPriceType = request.pegPriceType;
    this.pegOffsetType = request.pegOffsetType;
    this.pegOffsetValue = request.pegOffsetValue;
    this.time = time;
    this.updateTime = time;
    this.seat = seat;
    this.remaining = request.quantity ?? 0n;
  }

  /** The worst price it may trade at; undefined for what executes at market. */
  get limit(): Amount | undefined {
    return this.isMarket ? undefined : (this.peggedPrice ?? this.price);
  }

  /** Executes at whatever the book asks: MARKET itself, and the stops that become one. */
  get isMarket(): boolean {
    return executesAtMarket(this.type);
  }

  /** Waits for a trigger before it works. */
  get isContingent(): boolean {
    return isContingent(this.type);
  }

  /** Set off by a rise of the price: STOP_LOSS BUY and TAKE_PROFIT SELL; the others by a fall. */
  get triggersAbove(): boolean {
    return isLoss(this.type) === (this.side === 'BUY');
  }

  get isOpen(): boolean {
    return this.phase !== 'CLOSED' && this.phase !== 'DRAFT';
  }

  /** What it has to lock for what is left of it: quote for a BUY, base for a SELL. */
  get need(): Amount {
    return this.side === 'BUY' ? times(this.lockPrice, this.remaining) : this.remaining;
  }
}

export function executesAtMarket(type: OrderType): boolean {
  return type === 'MARKET' || type === 'STOP_LOSS' || type === 'TAKE_PROFIT';
}

export function isLoss(type: OrderType): boolean {
  return type === 'STOP_LOSS' || type === 'STOP_LOSS_LIMIT';
}

export function isProfit(type: OrderType): boolean {
  return type === 'TAKE_PROFIT' || type === 'TAKE_PROFIT_LIMIT';
}

export function isContingent(type: OrderType): boolean {
  return isLoss(type) || isProfit(type);
}
