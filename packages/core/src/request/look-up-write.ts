import type { BinanceApiError } from '../errors/index.js';
import type { Confirmation, ConfirmingQueries } from '../operations/operation.js';

/** The names of the queries that show whether a write was executed. */
export type Query = keyof ConfirmingQueries;

/** Sends a query to the exchange, through the client that sent the write, and returns the answer. */
export type Ask = (query: Query, params: object) => Promise<unknown>;

/**
 * What the queries show about a write (an order, a cancel or another change). `isExecuted` is undefined if the queries
 * do not prove whether the write was executed. `order` is the order, order list or list of open orders that the queries
 * found, and `isCreated` is true if the write created it. `replaced` is the old order of a cancel-replace whose new
 * order may exist although the cancel failed.
 */
export type Finding = {
  readonly isExecuted: boolean | undefined;
  readonly isCreated?: boolean;
  readonly order?: unknown;
  readonly replaced?: unknown;
};

/** An order, a cancel or another request that changes something. It is not known whether the exchange executed it. */
export type Write = {
  readonly params: Readonly<Record<string, unknown>>;
  /** Sends a query about the write. */
  readonly ask: Ask;
  /** The exchange's time in ms at which the write was sent, as far as the client knows that time. */
  readonly sentAt: number;
  /** The exchange's time in ms until which the exchange could execute the write. */
  readonly until: number;
  /**
   * Whether so much time has passed that the exchange can no longer execute the write. If this is true, and no order or
   * order list has the client order id of the write, all recent orders or lists are searched as well, because a cancel
   * or an amendment may have replaced the id.
   */
  readonly isSettled: boolean;
  /** Whether the client generated the client order id of the write. */
  readonly hasGeneratedId: boolean | undefined;
  /** Whether another write with the same client order id has an unknown outcome. */
  readonly hasRival: boolean;
  /**
   * Whether another write of this client created the order or order list with this id. `id` is an order id, such as
   * `25`, or the word `list` with an order list id, such as `list 25`.
   */
  isOfAnother(id: string): boolean;
};

type Found = Readonly<Record<string, unknown>>;
type LookUp = (write: Write) => Promise<Finding>;

/** How much the measured time of the exchange may be wrong, in ms. */
const TOLERANCE = 1000;
/**
 * If the caller chose the client order id, another write may have used the same id. An order that is older than the
 * write by more than this many ms may belong to such an earlier write.
 */
const DOUBT = 200;
/** The most orders, trades or amendments that the exchange returns in one answer. */
const MOST_ROWS = 1000;

/**
 * Error codes of the exchange for an order or an order list that does not exist, and for an order that was archived
 * because it ended more than 90 days ago (-2026).
 */
const ABSENT_CODES: readonly unknown[] = [-2013, -2018, -2026];
/** Error codes after which the same query may succeed, although their status is 400: see `isTransient`. */
const TRANSIENT_CODES: readonly unknown[] = [-1008, -1021];
/** The states of an order that has ended, but was not cancelled. */
const ENDED: readonly unknown[] = ['FILLED', 'EXPIRED', 'EXPIRED_IN_MATCH', 'REJECTED'];

/** Finds out from the exchange whether it executed a write. */
export function lookUp(confirmation: Confirmation, write: Write): Promise<Finding> {
  return lookUps[confirmation](write);
}

const lookUps: Readonly<Record<Confirmation, LookUp>> = {
  newOrder,

  async newOrderList(write) {
    const { symbol, listClientOrderId } = write.params;
    const list = await find(write, 'getOrderList', { origClientOrderId: listClientOrderId });
    const own = ownFinding(write, list);
    if (own || !write.isSettled) return own ?? { isExecuted: false };
    const lists = await findAll(write, 'getAllOrderLists', { startTime: startOf(write), limit: MOST_ROWS });
    const others = lists.filter((each) => each.symbol === symbol && isPossible(write, each));
    const same = others.find((each) => each.listClientOrderId === listClientOrderId);
    const isUnclear = lists.length >= MOST_ROWS || others.some(({ listOrderStatus }) => listOrderStatus === 'ALL_DONE');
    return ownFinding(write, same) ?? { isExecuted: isUnclear ? undefined : false };
  },

  async amendment(write) {
    const { symbol, orderId, origClientOrderId, newClientOrderId, newQty } = write.params;
    // An amended order has the new client order id. An order that was not amended still has the old one.
    const order = await findOld(write, orderId, [newClientOrderId, origClientOrderId]);
    // If no order has the old or the new id, a later cancel has replaced the order's client order id. The order can
    // then not be found, so it is unknown whether it was amended.
    if (!order) return { isExecuted: undefined };
    const hasQuantity = isSame(order.origQty, newQty);
    const isNamed = hasQuantity && order.clientOrderId === newClientOrderId;
    // The amendment is recognized by its client order id, because another amendment may set the same quantity. If the
    // order does not have this id, a later amendment or cancel may have replaced it. In that case the history of
    // amendments is read.
    const history = { symbol, orderId: order.orderId, limit: MOST_ROWS };
    const amendments = isNamed ? [] : await findMore(write, 'getOrderAmendments', history);
    const isExecuted =
      isNamed ||
      amendments.some(
        (each) =>
          each.newClientOrderId === newClientOrderId &&
          isSame(each.newQty, newQty) &&
          millis(each.time) >= startOf(write),
      );
    // The history of amendments may lack the latest amendment. If the history has entries, it is complete if the
    // quantity of its last entry is the order's current quantity. If it is empty, it is complete if the order does not
    // have the quantity that this amendment sets.
    const last = amendments.at(-1);
    const isWhole = last ? isSame(last.newQty, order.origQty) : !hasQuantity;
    const isUnclear = isExecuted ? write.hasRival : write.isSettled && !isWhole;
    return { isExecuted: isUnclear ? undefined : isExecuted, order };
  },

  async replacement(write) {
    const { cancelReplaceMode, cancelOrderId, cancelOrigClientOrderId, cancelNewClientOrderId } = write.params;
    const made = await newOrder(write);
    // In the mode STOP_ON_FAILURE, the new order exists only if the old one was cancelled.
    const isClear = made.isExecuted && cancelReplaceMode !== 'ALLOW_FAILURE';
    if (made.isExecuted === undefined || isClear) return made;
    // The state of the old order shows whether it was cancelled. If it cannot be found, a cancel has replaced its client
    // order id.
    const ids = [cancelOrigClientOrderId, cancelNewClientOrderId];
    const old = await findOld(write, cancelOrderId, ids);
    if (!made.isExecuted) return { isExecuted: old || cancelOrderId !== undefined ? false : undefined, order: old };
    // The new order may have the same client order id as the old one.
    return { ...made, replaced: old?.orderId === Object(made.order).orderId ? undefined : old };
  },

  async cancellation(write) {
    const { orderId, origClientOrderId, newClientOrderId } = write.params;
    const order = await findOld(write, orderId, [origClientOrderId, newClientOrderId]);
    const isClear = orderId !== undefined || order?.clientOrderId === origClientOrderId;
    return { isExecuted: isCancelled(order) || (isClear ? false : undefined), order };
  },

  async listCancellation(write) {
    const { orderListId, listClientOrderId } = write.params;
    const id = orderListId === undefined ? { origClientOrderId: listClientOrderId } : { orderListId };
    const list = await find(write, 'getOrderList', id);
    if (!list && orderListId === undefined) return { isExecuted: undefined };
    let isExecuted = false;
    if (list?.listOrderStatus === 'ALL_DONE') {
      // The status is `ALL_DONE` also for a filled or expired list, so only a cancelled order proves that the list was
      // cancelled. Each order of the list is read, because some orders may have been filled before the cancel.
      for (const { orderId } of list.orders as { orderId: number }[]) {
        isExecuted ||= isCancelled(await findOrder(write, { orderId }));
      }
    }
    return { isExecuted, order: list };
  },

  async noOpenOrders(write) {
    const { params, sentAt } = write;
    const open = await findAll(write, 'getOpenOrders', { symbol: params.symbol });
    const times = open.map(({ time }) => millis(time));
    if (times.some((time) => time < sentAt - TOLERANCE)) return { isExecuted: false, order: open };
    // If all open orders are newer than the cancel, it was executed. But if an order was placed within `TOLERANCE` of
    // the cancel, the times do not prove which of the two came first.
    return { isExecuted: times.some((time) => time <= sentAt + TOLERANCE) ? undefined : true, order: open };
  },
};

/**
 * Looks up a new order by its client order id. A cancel or an amendment may have replaced this id by now. Therefore,
 * once the exchange can no longer execute the request, all orders and trades since the request are searched as well.
 */
async function newOrder(write: Write): Promise<Finding> {
  const { symbol, side, newClientOrderId } = write.params;
  const order = await findOrder(write, { origClientOrderId: newClientOrderId });
  const own = ownFinding(write, order);
  if (own || !write.isSettled) return own ?? { isExecuted: false };
  const all = await findAll(write, 'getAllOrders', sinceSent(write));
  // The exchange reads open orders and trades from memory. These two answers may therefore have an order that the
  // answer of `getAllOrders` does not have yet.
  const open = await findMore(write, 'getOpenOrders', { symbol });
  const trades = await findMore(write, 'getMyTrades', sinceSent(write));
  const others = [...all, ...open].filter((each) => isPossible(write, each) && isAlike(write, each));
  const same = others.find(({ clientOrderId }) => clientOrderId === newClientOrderId);
  const isListed = ({ orderId }: Found): boolean => all.some((each) => each.orderId === orderId);
  const isUnclear =
    Math.max(all.length, trades.length) >= MOST_ROWS ||
    others.some((each) => mayBeRenamed(write, each)) ||
    trades.some((trade) => isPossible(write, trade) && !isListed(trade) && trade.isBuyer === (side === 'BUY'));
  return ownFinding(write, same) ?? { isExecuted: isUnclear ? undefined : false };
}

/**
 * Returns whether the write was executed, judging by `order`, an order with the client order id of the write. Returns
 * undefined if there is no such order, or if the write cannot have created it.
 */
function ownFinding(write: Write, order: Found | undefined): Finding | undefined {
  if (!order || !isPossible(write, order)) return undefined;
  // If the client generated the id, no other write has the same id, so the side, type and quantity of the order need
  // not be compared.
  if (!write.hasGeneratedId && !isAlike(write, order)) return undefined;
  // The time of a list may be that of its last change, so only the time of an order shows that it is too new.
  const isDoubtful =
    !write.hasGeneratedId && (timeOf(order) < write.sentAt - DOUBT || millis(order.time) > write.until);
  return isDoubtful || write.hasRival ? { isExecuted: undefined } : { isExecuted: true, isCreated: true, order };
}

/**
 * Whether the write may have created this order or order list. The write cannot have created an order that is more than
 * `TOLERANCE` ms older than the write, or an order that another write of this client created.
 */
function isPossible({ sentAt, isOfAnother }: Write, order: Found): boolean {
  const id = String(order.orderId ?? `list ${order.orderListId}`);
  return timeOf(order) >= sentAt - TOLERANCE && !isOfAnother(id);
}

/**
 * Whether the side, type and quantity of an order match those of the write. The quantity may be smaller, because
 * amendments reduce it. An order list has none of these fields, so it always matches.
 */
function isAlike({ params }: Write, { side = params.side, type = params.type, origQty }: Found): boolean {
  // If the write has no quantity, `Number` returns NaN, and `isLarger` is false.
  const isLarger = Number(origQty) > Number(params.quantity);
  return side === params.side && type === params.type && !isLarger;
}

/**
 * Whether the write may have created this order, although the order has another client order id. Only a cancel or an
 * amendment replaces the id, so the order must be cancelled or have a reduced quantity. Its type must be one that can
 * rest in the order book, because no other order can be cancelled or amended.
 */
function mayBeRenamed({ params }: Write, order: Found): boolean {
  const { type, timeInForce } = params;
  if (type === 'MARKET' || (type === 'LIMIT' && (timeInForce === 'IOC' || timeInForce === 'FOK'))) return false;
  const hasPrice = params.price === undefined || params.pegPriceType !== undefined || isSame(order.price, params.price);
  const isReduced = params.quantity !== undefined && !isSame(order.origQty, params.quantity);
  return hasPrice && (isCancelled(order) || isReduced);
}

/** Whether two decimals have the same value. */
function isSame(one: unknown, other: unknown): boolean {
  return shortest(one) === shortest(other);
}

/** Returns a decimal without leading zeros, and without zeros at the end of its fraction. */
function shortest(decimal: unknown): string {
  return String(decimal).replace(/^0+(?=\d)|\.0+$|(\.\d*[1-9])0+$/g, '$1');
}

function isCancelled(order: Found | undefined): boolean {
  return order?.status === 'CANCELED';
}

function startOf({ sentAt }: Write): number {
  return Math.floor(sentAt - TOLERANCE);
}

/** Returns the parameters of a query for all orders or trades of the symbol since the write. */
function sinceSent(write: Write): object {
  return { symbol: write.params.symbol, startTime: startOf(write), limit: MOST_ROWS };
}

function findOrder(write: Write, id: object): Promise<Found | undefined> {
  return find(write, 'getOrder', { symbol: write.params.symbol, ...id });
}

/**
 * Returns an order that was to be cancelled or amended: the order with this id, or else the first order with one of
 * these client order ids. Never asks for both: a cancel or an amendment replaces the client order id by its own, and the
 * exchange refuses a query whose ids do not belong together. Skips an order that is not the one that was to be cancelled
 * or amended, although it has the same client order id: an order that is newer than the write, and an order that had
 * ended before the write was sent, if a later order with the same id may have been cancelled since.
 */
async function findOld(write: Write, orderId: unknown, clientOrderIds: readonly unknown[]): Promise<Found | undefined> {
  if (orderId !== undefined) return findOrder(write, { orderId });
  for (const origClientOrderId of clientOrderIds) {
    const order = origClientOrderId ? await findOrder(write, { origClientOrderId }) : undefined;
    if (order && !(timeOf(order) > write.sentAt) && !(await mayHaveSuccessor(write, order))) return order;
  }
  return undefined;
}

/**
 * Whether a later order may have had the same client order id as an order that had ended before the write was sent. The
 * later order is not found by this id, because its cancel has replaced the id. So there is no such later order if no
 * order of the symbol was cancelled since the write was sent.
 */
async function mayHaveSuccessor(write: Write, { status, updateTime }: Found): Promise<boolean> {
  if (!ENDED.includes(status) || !(millis(updateTime) < write.sentAt - TOLERANCE)) return false;
  const changed = await findAll(write, 'getAllOrders', sinceSent(write));
  return changed.length >= MOST_ROWS || changed.some(isCancelled);
}

async function find({ ask }: Write, query: Query, params: object): Promise<Found | undefined> {
  try {
    return (await ask(query, params)) as Found;
  } catch (error) {
    const { code } = Object(error) as Partial<BinanceApiError>;
    if (ABSENT_CODES.includes(code)) return undefined;
    throw error;
  }
}

async function findAll(write: Write, query: Query, params: object): Promise<readonly Found[]> {
  return ((await find(write, query, params)) as readonly Found[] | undefined) ?? [];
}

/**
 * Sends a query whose answer is useful but not necessary. If the exchange would refuse the query every time, returns an
 * empty list.
 */
async function findMore(write: Write, query: Query, params: object): Promise<readonly Found[]> {
  try {
    return await findAll(write, query, params);
  } catch (error) {
    const { code, statusCode = 500 } = Object(error) as Partial<BinanceApiError>;
    // A query that failed with status 404 or a status below 403 would fail again, except after some codes. (The status
    // is 200 if the answer was not as Binance documents it.) A query that failed with status 403, 418, 429 or 5xx may
    // succeed when it is repeated.
    if ((statusCode < 403 || statusCode === 404) && !TRANSIENT_CODES.includes(code)) return [];
    throw error;
  }
}

/** Returns when the exchange created an order or an order list, in ms. */
function timeOf({ time, transactionTime }: Found): number {
  return millis(time ?? transactionTime);
}

/** Converts a time of the exchange, in ms or µs, to ms. */
function millis(time: unknown): number {
  return Number(time) > 1e14 ? Number(time) / 1000 : Number(time);
}
