import type { Open, OrderSide, OrderStatus, OrderType, TimeInForce } from '@pkg/core';
import { compareDecimals, compareIds, subtractDecimals } from '@pkg/core/internal';
import type { Order } from '@pkg/core/operations';
import type { ExecutionReport } from '../events/user.js';

/** An open order, as the last query or event has shown it. */
export type OpenOrder = {
  /** The symbol. */
  readonly symbol: string;
  /** The exchange's id of the order. */
  readonly orderId: number;
  /** The exchange's id of the order's list; -1 if the order is in no list. */
  readonly orderListId: number;
  /** The order's client order id. */
  readonly clientOrderId: string;
  /** `BUY` or `SELL`. */
  readonly side: Open<OrderSide>;
  /** Type of the order. */
  readonly type: Open<OrderType>;
  /** How long the order stays in the book. */
  readonly timeInForce: Open<TimeInForce>;
  /** State of the order. */
  readonly status: Open<OrderStatus>;
  /** Limit price; `0.00000000` if the order has none. */
  readonly price: string;
  /** Price that triggers the order; `0.00000000` if the order has none. */
  readonly stopPrice: string;
  /** Distance from the best price at which a trailing order follows it, in basis points. Other orders have none. */
  readonly trailingDelta?: number;
  /** Quantity, in the base asset. */
  readonly origQty: string;
  /** Filled quantity, in the base asset. */
  readonly executedQty: string;
  /** Filled value, in the quote asset. Negative if the value is not known. */
  readonly cummulativeQuoteQty: string;
  /** When the order was placed, in ms since the epoch; in µs if the client uses microseconds. */
  readonly time: number;
  /** When the order last changed, in ms since the epoch; in µs if the client uses microseconds. */
  readonly updateTime: number;
};

/**
 * The state of an order as consumers know it: from the last delivered report or, without a report, from the first read
 * of the account.
 */
export type TrackedOrder = {
  readonly order: OpenOrder;
  readonly isOver: boolean;
  readonly isWorking: boolean;
  /** The quantity that has expired by self-trade prevention. */
  readonly prevented: string;
  /** The id of the last prevented match; undefined if there was none. */
  readonly preventedMatchId: number | undefined;
  /** The id of the last trade that was delivered; undefined if there was none. */
  readonly lastTradeId: number | undefined;
};

const OPEN = ['NEW', 'PARTIALLY_FILLED', 'PENDING_NEW', 'PENDING_CANCEL'];
/** How many ended orders are remembered at least, so that no report is delivered after the end of an order. */
const MIN_ENDED = 10_000;
/** The same while missed changes are read. An order is then read twice, but its reports are delivered only once. */
const MIN_RECOVERED = 100_000;
const MAX_OPEN = 100_000;
const MAX_SYMBOLS = 10_000;

/** Whether an order with this status can still trade. */
export function isOpenStatus(status: string): boolean {
  return OPEN.includes(status);
}

/**
 * The orders of one account, from execution reports and the answers to queries. Which of two states of an order is
 * newer depends on their content, not on the sequence of arrival: first on whether the order has ended, then on the
 * filled quantity, then on the time.
 */
export class OrderTracker {
  readonly openOrders: Map<string, OpenOrder> = new Map();
  /**
   * Symbols whose orders are read after a loss of the connection. The symbol with the most recent activity comes last.
   */
  readonly symbols: Set<string> = new Set();
  readonly #open: Map<string, TrackedOrder> = new Map();
  /** Orders that have ended, and orders that the exchange did not know. */
  #ended: Map<string, TrackedOrder> = new Map();
  readonly #second: number;
  readonly #isRecovering: () => boolean;

  /**
   * @param second one second in the client's time unit.
   * @param isRecovering whether missed changes are being read.
   */
  constructor(second: number, isRecovering: () => boolean = () => false) {
    this.#second = second;
    this.#isRecovering = isRecovering;
  }

  /**
   * Returns the known state of an order; undefined if the order is not known. After a reset of the exchange, a new
   * order may have the id of an old one. The times at which they were placed distinguish the two orders.
   */
  find(order: Pick<Order, 'symbol' | 'orderId' | 'time'>): TrackedOrder | undefined {
    const known = this.#get(orderKey(order.symbol, order.orderId));
    return known && this.#isSame(known, order.time) ? known : undefined;
  }

  /**
   * Returns the last known state of an order, which may have ended; undefined if the order is not known. A cancellation
   * gives the order a new client order id at the exchange. The returned order has its id from before the cancellation.
   */
  lastOf(symbol: string, orderId: number): OpenOrder | undefined {
    return this.#get(orderKey(symbol, orderId))?.order;
  }

  openOf(symbol: string): OpenOrder[] {
    return [...this.openOrders.values()].filter((order) => order.symbol === symbol);
  }

  /** Sets the state of an order to the answer of a query. No report is delivered for it. */
  load(order: Order): void {
    const { symbol, orderId, orderListId, clientOrderId, side, type, timeInForce, status, price } = order;
    const { origQty, executedQty, cummulativeQuoteQty, time, updateTime, stopPrice = '0.00000000' } = order;
    const known = this.find(order);
    this.#set({
      order: {
        ...{ symbol, orderId, orderListId, clientOrderId, side, type, timeInForce, status, price, stopPrice },
        ...{ origQty, executedQty, cummulativeQuoteQty, time, updateTime, ...trailing(order.trailingDelta) },
      },
      isOver: !isOpenStatus(status),
      isWorking: order.isWorking,
      prevented: order.preventedQuantity ?? '0',
      preventedMatchId: order.preventedMatchId,
      // If the executed quantity has changed, the last known trade is not the last one any more.
      lastTradeId: known && compareDecimals(known.order.executedQty, executedQty) === 0 ? known.lastTradeId : undefined,
    });
  }

  /**
   * Updates an open order from the answer of a query. The answer may show changes for which the exchange sends no
   * execution report, such as a new `updateTime`.
   */
  correct(order: Order): void {
    const known = this.find(order);
    if (!known || known.isOver || !isOpenStatus(order.status) || isOlder(order, known)) return;
    if (compareDecimals(known.order.executedQty, order.executedQty) <= 0) this.load(order);
  }

  /**
   * Removes an order that the exchange does not know from the open orders. If the exchange shows the order later after
   * all, only its changes since then are reported.
   */
  drop(order: OpenOrder): void {
    const key = orderKey(order.symbol, order.orderId);
    const known = this.#open.get(key);
    this.#open.delete(key);
    this.openOrders.delete(key);
    if (known) this.#keep(key, known);
  }

  /** Applies an execution report. Returns `false` if the same or a newer state of the order is already known. */
  accept(report: ExecutionReport): boolean {
    // A rejected order may have no id. No other report of this order follows, so it need not be remembered.
    if (compareIds(report.i, 0) < 0) return true;
    const known = this.#get(orderKey(report.s, report.i));
    const isSame = known !== undefined && this.#isSame(known, report.O);
    if (known && !isSame && known.order.time > report.O) return false;
    if (isSame && !isNewer(report, known)) return false;
    const isOver = !isOpenStatus(report.X);
    this.#set({
      order: {
        symbol: report.s,
        orderId: report.i,
        orderListId: report.g,
        clientOrderId: report.x === 'CANCELED' ? report.C : report.c,
        side: report.S,
        type: report.o,
        timeInForce: report.f,
        status: report.X,
        price: report.p,
        stopPrice: report.P,
        origQty: report.q,
        executedQty: report.z,
        cummulativeQuoteQty: report.Z,
        time: report.O,
        updateTime: report.T,
        ...trailing(report.d),
      },
      isOver,
      isWorking: report.W !== undefined,
      prevented: report.A ?? (isSame ? known.prevented : '0'),
      preventedMatchId: report.v ?? (isSame ? known.preventedMatchId : undefined),
      lastTradeId: compareIds(report.t, 0) >= 0 ? report.t : isSame ? known.lastTradeId : undefined,
    });
    return true;
  }

  /**
   * Whether a report is the next change after the known state of its order, so that no report between the two can be
   * missing. Also true for a report whose change is already known.
   */
  follows(report: ExecutionReport): boolean {
    const known = this.find({ symbol: report.s, orderId: report.i, time: report.O });
    if (!known) {
      const isFirst = report.x === 'NEW' && report.T === report.O && compareDecimals(report.z, '0') === 0;
      return isFirst || report.x === 'REJECTED';
    }
    if (!isNewer(report, known)) return true;
    const { order, prevented } = known;
    const { x, q, z, l, c, C, A = prevented, B = '0' } = report;
    const executed = x === 'TRADE' ? subtractDecimals(z, l) : z;
    const expired = x === 'TRADE_PREVENTION' && report.A ? subtractDecimals(A, B) : A;
    const size = x === 'REPLACED' ? q : (knownSize(known) ?? q);
    const clientOrderId = (x === 'REPLACED' || x === 'CANCELED') && C !== '' ? C : c;
    return (
      !isStartMissed(report, known) &&
      compareDecimals(executed, order.executedQty) === 0 &&
      compareDecimals(expired, prevented) === 0 &&
      compareDecimals(q, size) === 0 &&
      clientOrderId === order.clientOrderId
    );
  }

  /** Adds a symbol whose orders are read after a loss of the connection. */
  addSymbol(symbol: string): void {
    this.symbols.delete(symbol);
    if (this.symbols.size < MAX_SYMBOLS) this.symbols.add(symbol);
  }

  #get(key: string): TrackedOrder | undefined {
    return this.#open.get(key) ?? this.#ended.get(key);
  }

  #isSame({ order }: TrackedOrder, time: number): boolean {
    return Math.abs(order.time - time) <= this.#second;
  }

  #set(tracked: TrackedOrder): void {
    const { order } = tracked;
    const key = orderKey(order.symbol, order.orderId);
    this.addSymbol(order.symbol);
    this.#ended.delete(key);
    if (tracked.isOver) {
      this.drop(order);
      this.#keep(key, tracked);
    } else {
      this.#open.set(key, tracked);
      this.openOrders.set(key, order);
      if (this.#open.size > MAX_OPEN) {
        const [oldest] = this.#open.values();
        if (oldest) this.drop(oldest.order);
      }
    }
  }

  #keep(key: string, tracked: TrackedOrder): void {
    this.#ended.set(key, tracked);
    const least = this.#isRecovering() ? MIN_RECOVERED : MIN_ENDED;
    // Many orders are dropped at once, because dropping the oldest entry of a large map is slow.
    if (this.#ended.size > 2 * least) this.#ended = new Map([...this.#ended].slice(-least));
  }
}

export function orderKey(symbol: string, orderId: number): string {
  return `${symbol} ${orderId}`;
}

/**
 * Whether the report of an order's activation, or the report of its entry into the book, is missing between the known
 * state of the order and the given report.
 */
function isStartMissed({ x, X, W }: ExecutionReport, { order, isWorking }: TrackedOrder): boolean {
  const isActivated = order.status === 'PENDING_NEW' && X !== 'PENDING_NEW';
  const hasEntered = W !== undefined && !isWorking;
  // An order with a trigger has two reports: first one of its activation, then one of its entry into the book. Other
  // orders have a single report of both.
  return x === 'NEW' ? isActivated && hasEntered && hasTrigger(order.type) : isActivated || hasEntered;
}

/** Whether orders of a type wait for a price before they enter the book. */
export function hasTrigger(type: string): boolean {
  return /^(STOP_LOSS|TAKE_PROFIT)/.test(type);
}

function isNewer(report: ExecutionReport, { order, isOver, isWorking, prevented }: TrackedOrder): boolean {
  if (isOver) return false;
  if (!isOpenStatus(report.X)) return true;
  // An order that was activated is never pending again.
  if (report.X === 'PENDING_NEW' && order.status !== 'PENDING_NEW') return false;
  const filled = compareDecimals(report.z, order.executedQty);
  if (filled !== 0 || report.x === 'TRADE') return filled > 0;
  if (report.T !== order.updateTime) return report.T > order.updateTime;
  const isActivated = order.status === 'PENDING_NEW' && report.X !== 'PENDING_NEW';
  const isReduced = compareDecimals(report.q, order.origQty) < 0;
  const isPrevented = report.A !== undefined && compareDecimals(report.A, prevented) > 0;
  return isActivated || isReduced || isPrevented || (report.w && !isWorking);
}

/** Whether an answer shows an older state of an order than the known one, apart from the filled quantity. */
function isOlder(answer: Order, known: TrackedOrder): boolean {
  const { status, updateTime } = known.order;
  if (answer.updateTime !== updateTime) return answer.updateTime < updateTime;
  // Several changes can have the same time. An order is never pending again, never leaves the book while it is open,
  // and its quantity never grows.
  const wasPending = answer.status === 'PENDING_NEW' && status !== 'PENDING_NEW';
  return (
    wasPending ||
    (known.isWorking && !answer.isWorking) ||
    compareDecimals(answer.origQty, knownSize(known) ?? answer.origQty) > 0
  );
}

function trailing(trailingDelta: number | undefined): Pick<OpenOrder, 'trailingDelta'> {
  return trailingDelta === undefined ? {} : { trailingDelta };
}

/**
 * Returns the quantity of a known order; undefined for a pending order of an OPO list that has no quantity yet. The
 * exchange sets this quantity only when the working order of the list is filled.
 */
export function knownSize(known: TrackedOrder | undefined): string | undefined {
  const { status, origQty } = known?.order ?? {};
  const isUnknown = status === 'PENDING_NEW' && origQty !== undefined && compareDecimals(origQty, '0') === 0;
  return isUnknown ? undefined : origQty;
}
