import { times } from '../types/amount.js';
import type {
  Amendment,
  Amount,
  ExpiryReason,
  Fill,
  ListOrderStatus,
  ListStatusType,
  NewOrder,
  NewOrderList,
  Order,
  OrderList,
  OrderStatus,
  OrderType,
  PegPriceType,
  PreventedMatch,
  Side,
  StpMode,
  TimeInForce,
  WorkingFloor,
} from '../types/index.js';
import type { AccountState } from './account.js';
import type { BalanceState } from './balance.js';
import type { PriceLevel } from './book-side.js';
import type { CompiledRates } from './commission.js';
import type { Market } from './market.js';
import { executesAtMarket, isContingent, isStopLoss } from './order-type.js';

// The types of an order, its order list and its account refer to each other, so they are in one file.

/** A market with its orders. */
export type LiveMarket = Market<LiveOrder>;

/**
 * The phase of an order. DRAFT: the order is not accepted yet. PENDING: it waits for the working order of its order
 * list. WAITING: it waits for its trigger. TAKING: it is being matched. RESTING: it is on the book. CLOSED: it has
 * ended.
 */
export type Phase = 'DRAFT' | 'PENDING' | 'WAITING' | 'TAKING' | 'RESTING' | 'CLOSED';

/**
 * An order with the fields that only the engine uses. The public fields, as {@link Order} documents them, come first.
 */
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

  readonly owner: MarketAccount;
  phase: Phase = 'DRAFT';
  /** The quantity that is still to execute. Fills, self-trade prevention and amendments reduce it. */
  remaining: Amount;
  /** The quantity that the order book shows. For an iceberg order it is less than `remaining`. */
  visible: Amount = 0n;
  /** The amount of the quote asset that a BUY order locks for each unit of its quantity. */
  lockPrice: Amount = 0n;
  /**
   * The amount that this order has locked. It is 0 while the order is in an OCO pair, because the pair locks one amount
   * for both of its orders.
   */
  locked: Amount = 0n;
  /** The amount that the working order of an OPO has bought and keeps locked for the pending orders. */
  withheld: Amount = 0n;
  list: LiveList | undefined = undefined;
  pair: Pair | undefined = undefined;
  amendments = 0;
  /**
   * True if the book's quantity is too small for the `quoteOrderQty` of this MARKET order. The order then expires after
   * its last fill.
   */
  isShort = false;
  /**
   * The order's place in the sequence in which orders began to wait for a trigger. An older order has a lower number.
   */
  sequence = 0;
  /**
   * The highest price (SELL) or lowest price (BUY) since this trailing stop order began to follow the market. Undefined
   * before the order follows the market.
   */
  extreme: Amount | undefined = undefined;

  level: PriceLevel<LiveOrder> | undefined = undefined;
  previous: LiveOrder | undefined = undefined;
  next: LiveOrder | undefined = undefined;

  constructor(request: NewOrder, owner: MarketAccount, clientOrderId: string, time: number) {
    this.symbol = request.symbol;
    this.accountId = owner.account.id;
    this.clientOrderId = clientOrderId;
    this.side = request.side;
    this.type = request.type;
    this.timeInForce = request.timeInForce ?? 'GTC';
    this.price = request.price ?? 0n;
    this.quantity = request.quantity;
    this.quoteOrderQty = request.quoteOrderQty ?? 0n;
    this.selfTradePreventionMode = request.selfTradePreventionMode ?? owner.market.info.defaultSelfTradePreventionMode;
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
    this.owner = owner;
    this.remaining = request.quantity ?? 0n;
  }

  /** The worst price at which the order may trade; undefined for an order without a limit price. */
  get limit(): Amount | undefined {
    return this.isMarket ? undefined : (this.peggedPrice ?? this.price);
  }

  /**
   * Whether the order executes without a limit price. Besides MARKET, these are the stop orders that become a MARKET
   * order.
   */
  get isMarket(): boolean {
    return executesAtMarket(this.type);
  }

  /** Whether the order waits for a trigger before it is matched. */
  get isContingent(): boolean {
    return isContingent(this.type);
  }

  /**
   * Whether a rising price triggers the order, as for a STOP_LOSS BUY or a TAKE_PROFIT SELL. If false, a falling price
   * triggers the order.
   */
  get triggersAbove(): boolean {
    return isStopLoss(this.type) === (this.side === 'BUY');
  }

  get isOpen(): boolean {
    return this.phase !== 'CLOSED' && this.phase !== 'DRAFT';
  }

  /** The amount to lock for the remaining quantity: quote asset for a BUY, base asset for a SELL. */
  get requiredLock(): Amount {
    return this.side === 'BUY' ? times(this.lockPrice, this.remaining) : this.remaining;
  }
}

/**
 * Two orders of which only one may execute: the orders of an OCO, or the pending orders of an OTOCO or OPOCO. The pair
 * locks one amount for both orders.
 */
export type Pair = {
  readonly above: LiveOrder;
  readonly below: LiveOrder;
  locked: Amount;
};

/** Returns the order of an OCO pair that is not `order`. */
export function otherOrderOf({ above, below }: Pair, order: LiveOrder): LiveOrder {
  return above === order ? below : above;
}

/** An order list with the fields that only the engine uses. */
export class LiveList implements OrderList {
  readonly orderListId: number;
  readonly accountId: number;
  readonly symbol: string;
  readonly kind: NewOrderList['kind'];
  readonly contingencyType: 'OCO' | 'OTO';
  readonly listClientOrderId: string;
  listStatusType: ListStatusType = 'EXEC_STARTED';
  listOrderStatus: ListOrderStatus = 'EXECUTING';
  transactionTime: number;
  readonly orders: readonly LiveOrder[];

  /** The order whose execution activates the pending orders. An OCO has none. */
  readonly working: LiveOrder | undefined;

  constructor(
    id: number,
    kind: NewOrderList['kind'],
    clientOrderId: string,
    orders: readonly LiveOrder[],
    working: LiveOrder | undefined,
    time: number,
  ) {
    const first = orders[0] as LiveOrder;
    this.orderListId = id;
    this.accountId = first.accountId;
    this.symbol = first.symbol;
    this.kind = kind;
    this.contingencyType = kind === 'OCO' ? 'OCO' : 'OTO';
    this.listClientOrderId = clientOrderId;
    this.orders = orders;
    this.working = working;
    this.transactionTime = time;
  }

  get isOpen(): boolean {
    return this.listOrderStatus === 'EXECUTING';
  }

  /** The orders that wait until the working order is filled. Empty for an OCO. */
  get pending(): readonly LiveOrder[] {
    return this.working ? this.orders.filter((order) => order !== this.working) : [];
  }

  /** Whether the pending orders sell what the working order buys. */
  get isPaidByWorking(): boolean {
    return this.kind === 'OPO' || this.kind === 'OPOCO';
  }
}

/**
 * One account in one market: its balances of the base and the quote asset, and its orders, fills, allocations,
 * prevented matches and amendments.
 */
export class MarketAccount {
  readonly account: AccountState;
  readonly market: LiveMarket;
  readonly base: BalanceState;
  readonly quote: BalanceState;
  rates: CompiledRates;

  /**
   * All open orders and the newest closed orders, sorted by id. The option `history` of the exchange limits how many
   * closed orders are kept.
   */
  orders: LiveOrder[] = [];
  readonly open: Set<LiveOrder> = new Set();
  readonly openLists: Set<LiveList> = new Set();
  /** The order with each client order id: the open order if there is one, otherwise the newest closed order. */
  readonly byClientId: Map<string, LiveOrder> = new Map();
  openContingent = 0;
  openIcebergs = 0;

  readonly fills: Fill[] = [];
  readonly allocations: Fill[] = [];
  readonly preventedMatches: PreventedMatch[] = [];
  readonly amendments: Amendment[] = [];

  constructor(account: AccountState, market: LiveMarket, rates: CompiledRates) {
    this.account = account;
    this.market = market;
    this.base = account.balance(market.info.baseAsset);
    this.quote = account.balance(market.info.quoteAsset);
    this.rates = rates;
  }

  /** Gives an order another client order id. In queries by this id, an open order takes precedence over closed ones. */
  rename(order: LiveOrder, clientOrderId: string): void {
    const { byClientId } = this;
    if (byClientId.get(order.clientOrderId) === order) byClientId.delete(order.clientOrderId);
    order.clientOrderId = clientOrderId;
    if (order.isOpen || !byClientId.get(clientOrderId)?.isOpen) byClientId.set(clientOrderId, order);
  }

  addOpen(order: LiveOrder): void {
    this.open.add(order);
    if (order.isContingent) this.openContingent += 1;
    if (order.icebergQty > 0n) this.openIcebergs += 1;
  }

  removeOpen(order: LiveOrder): void {
    if (!this.open.delete(order)) return;
    if (order.isContingent) this.openContingent -= 1;
    if (order.icebergQty > 0n) this.openIcebergs -= 1;
  }
}
