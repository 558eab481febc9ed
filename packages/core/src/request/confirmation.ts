import type { BinanceApiError } from '../errors/index.js';
import type { Confirmation, ConfirmingQueries } from '../operations/operation.js';

/** The operations that look a write up, by name. */
export type Query = keyof ConfirmingQueries;

/** Asks the exchange, through the client that sent the write. */
export type Ask = (query: Query, params: object) => Promise<unknown>;

/** What the exchange knows of a write: whether it was executed, if that is certain, and the order that shows it. */
export type Finding = { readonly isExecuted: boolean | undefined; readonly order?: unknown };

/** A write whose outcome is looked up. */
export type Write = {
  readonly params: Readonly<Record<string, unknown>>;
  /** The time of the exchange when the write was sent, in ms, as far as it is known. */
  readonly sentAt: number;
  /** Whether the exchange can no longer execute the write, so that more than its usual sign is looked at. */
  readonly isSettled: boolean;
  /** Whether the client generated the client order id of the write. */
  readonly hasGeneratedId: boolean;
  /** Whether another write with the same client order id has an unknown outcome. */
  readonly hasRival: boolean;
  /** Whether an order, or `list …` for a list, was created by another write. */
  isOfAnother(id: string): boolean;
};

type Found = Readonly<Record<string, unknown>>;
type LookUp = (write: Write, ask: Ask) => Promise<Finding>;

/** Codes for an order, or an order list, that does not exist. */
const ABSENT_CODES = [-2013, -2018];
/** The clock of the exchange is known within this many ms. */
const TOLERANCE = 1000;
/** An order of an id that the caller chose, and that is older than the write by more than this, may be another order. */
const DOUBT = 200;
/** The most orders, trades or amendments that the exchange returns at once. */
const MOST_ROWS = 1000;

/** Looks a write up at the exchange. */
export function lookUp(confirmation: Confirmation, write: Write, ask: Ask): Promise<Finding> {
  return lookUps[confirmation](write, ask);
}

const lookUps: Readonly<Record<Confirmation, LookUp>> = {
  newOrder,

  async newOrderList(write, ask) {
    const { symbol, listClientOrderId } = write.params;
    const list = await find(ask, 'getOrderList', { origClientOrderId: listClientOrderId });
    const own = ownFinding(write, list);
    if (own || !write.isSettled) return own ?? { isExecuted: false };
    const lists = await findAll(ask, 'getAllOrderLists', { startTime: startOf(write), limit: MOST_ROWS });
    const others = lists.filter((each) => each.symbol === symbol && isPossible(write, each));
    const same = others.find((each) => each.listClientOrderId === listClientOrderId);
    if (same) return ownFinding(write, same) ?? { isExecuted: undefined };
    const isDone = ({ listOrderStatus }: Found): boolean => listOrderStatus === 'ALL_DONE';
    return { isExecuted: lists.length >= MOST_ROWS || others.some(isDone) ? undefined : false };
  },

  async amendment(write, ask) {
    const { symbol, orderId, origClientOrderId, newClientOrderId, newQty } = write.params;
    // An order that was amended has the new client order id; an order that was not still has the old one.
    const renamed =
      orderId === undefined ? await find(ask, 'getOrder', { symbol, origClientOrderId: newClientOrderId }) : undefined;
    const order = renamed ?? (await find(ask, 'getOrder', { symbol, orderId, origClientOrderId }));
    // An order without either id was cancelled since, and the cancel gave it an id of its own.
    if (!order) return { isExecuted: undefined };
    if (isSame(order.origQty, newQty)) return { isExecuted: true, order };
    if (!write.isSettled) return { isExecuted: false, order };
    // The order may have been amended again since.
    const reference = { symbol, orderId: order.orderId, limit: MOST_ROWS };
    const amendments = await findMore(ask, 'getOrderAmendments', reference);
    const isOurs = (each: Found): boolean => isSame(each.newQty, newQty) && millis(each.time) >= startOf(write);
    if (amendments.some(isOurs)) return { isExecuted: true, order };
    // The list may lag behind the order.
    const last = amendments.at(-1);
    const isWhole = amendments.length < MOST_ROWS && (!last || isSame(last.newQty, order.origQty));
    return { isExecuted: isWhole ? false : undefined, order };
  },

  async replacement(write, ask) {
    const made = await newOrder(write, ask);
    if (made.isExecuted !== false) return made;
    // The cancel may have been executed without the new order: the order to be replaced shows that.
    const { symbol, cancelOrderId, cancelOrigClientOrderId } = write.params;
    const reference = { symbol, orderId: cancelOrderId, origClientOrderId: cancelOrigClientOrderId };
    return { isExecuted: false, order: await find(ask, 'getOrder', reference) };
  },

  async cancellation(write, ask) {
    const { symbol, orderId, origClientOrderId, newClientOrderId } = write.params;
    const order = await find(ask, 'getOrder', { symbol, orderId, origClientOrderId });
    if (order || orderId !== undefined) return { isExecuted: order?.status === 'CANCELED', order };
    // The id of a cancel replaces the id of the order that it cancelled.
    const byNewId = { symbol, origClientOrderId: newClientOrderId };
    const renamed = newClientOrderId === undefined ? undefined : await find(ask, 'getOrder', byNewId);
    return renamed?.status === 'CANCELED' ? { isExecuted: true, order: renamed } : { isExecuted: undefined };
  },

  async listCancellation({ params }, ask) {
    const { symbol, orderListId, listClientOrderId } = params;
    const list = await find(ask, 'getOrderList', { orderListId, origClientOrderId: listClientOrderId });
    if (!list && orderListId === undefined) return { isExecuted: undefined };
    if (list?.listOrderStatus !== 'ALL_DONE') return { isExecuted: false, order: list };
    // A list that was filled or has expired is done too, so only a cancelled order shows the cancel. Any order of the list
    // may be that one, because the others may have been filled before.
    for (const { orderId } of list.orders as { orderId: number }[]) {
      const order = await find(ask, 'getOrder', { symbol, orderId });
      if (order?.status === 'CANCELED') return { isExecuted: true, order: list };
    }
    return { isExecuted: false, order: list };
  },

  async noOpenOrders({ params: { symbol }, sentAt }, ask) {
    const open = await findAll(ask, 'getOpenOrders', { symbol });
    const times = open.map(({ time }) => millis(time));
    if (times.some((time) => time < sentAt - TOLERANCE)) return { isExecuted: false, order: open };
    // Whether an order of that moment was placed before the cancel or after it is unknown.
    return { isExecuted: times.some((time) => time <= sentAt + TOLERANCE) ? undefined : true, order: open };
  },
};

/**
 * A new order is found by its client order id. But that id is not proof of absence: a cancel or an amendment gives an order
 * another id. So once the order can no longer be executed, the orders and the trades since it was sent are looked at.
 */
async function newOrder(write: Write, ask: Ask): Promise<Finding> {
  const { symbol, side, newClientOrderId } = write.params;
  const order = await find(ask, 'getOrder', { symbol, origClientOrderId: newClientOrderId });
  const own = ownFinding(write, order);
  if (own || !write.isSettled) return own ?? { isExecuted: false };
  const since = { symbol, startTime: startOf(write), limit: MOST_ROWS };
  const all = await findAll(ask, 'getAllOrders', since);
  // The exchange reads these from its memory, so they may hold an order that the list of all orders does not hold yet.
  const open = await findMore(ask, 'getOpenOrders', { symbol });
  const trades = await findMore(ask, 'getMyTrades', since);
  const others = [...all, ...open].filter((each) => isPossible(write, each) && isAlike(write, each));
  const same = others.find(({ clientOrderId }) => clientOrderId === newClientOrderId);
  const found = ownFinding(write, same);
  if (found) return found;
  const isListed = ({ orderId }: Found): boolean => all.some((each) => String(each.orderId) === String(orderId));
  const isUnclear =
    Math.max(all.length, trades.length) >= MOST_ROWS ||
    others.some((each) => mayBeRenamed(write, each)) ||
    trades.some((trade) => isPossible(write, trade) && !isListed(trade) && trade.isBuyer === (side === 'BUY'));
  return { isExecuted: isUnclear ? undefined : false };
}

/** What an order with the client order id of a write shows; undefined if it is certainly of another write. */
function ownFinding(write: Write, order: Found | undefined): Finding | undefined {
  if (!order || !isPossible(write, order)) return undefined;
  // Only the client itself can have sent an id that it generated.
  if (!write.hasGeneratedId && !isAlike(write, order)) return undefined;
  const isDoubtful = !write.hasGeneratedId && millis(order.time ?? order.transactionTime) < write.sentAt - DOUBT;
  return isDoubtful || write.hasRival ? { isExecuted: undefined } : { isExecuted: true, order };
}

/** Whether a write may have created an order or a list, by time: it is not older, and no other write created it. */
function isPossible({ sentAt, isOfAnother }: Write, order: Found): boolean {
  const id = order.orderId === undefined ? `list ${order.orderListId}` : String(order.orderId);
  return millis(order.time ?? order.transactionTime) >= sentAt - TOLERANCE && !isOfAnother(id);
}

/** Whether an order may be that of a write, by its terms. A list has none, and an amendment reduces the quantity. */
function isAlike({ params }: Write, { side = params.side, type = params.type, origQty }: Found): boolean {
  const isLarger = params.quantity !== undefined && Number(origQty) > Number(params.quantity);
  return side === params.side && type === params.type && !isLarger;
}

/** Whether an order with another client order id may be that of a write: it was cancelled, or its quantity was reduced. */
function mayBeRenamed({ params }: Write, order: Found): boolean {
  const hasPrice = params.price === undefined || params.pegPriceType !== undefined || isSame(order.price, params.price);
  const isReduced = params.quantity !== undefined && !isSame(order.origQty, params.quantity);
  return hasPrice && (order.status === 'CANCELED' || isReduced);
}

/** Whether two decimals have the same value. */
function isSame(one: unknown, other: unknown): boolean {
  const [a, b] = [one, other].map((each) =>
    String(each)
      .replace(/^0+(?=\d)|(\.\d*?)0+$/g, '$1')
      .replace(/\.$/, ''),
  );
  return a === b;
}

function startOf({ sentAt }: Write): number {
  return Math.floor(sentAt - TOLERANCE);
}

async function find(ask: Ask, query: Query, params: object): Promise<Found | undefined> {
  try {
    return (await ask(query, params)) as Found;
  } catch (error) {
    const { code } = Object(error) as Partial<BinanceApiError>;
    if (code !== undefined && ABSENT_CODES.includes(code)) return undefined;
    throw error;
  }
}

async function findAll(ask: Ask, query: Query, params: object): Promise<readonly Found[]> {
  return ((await find(ask, query, params)) as readonly Found[] | undefined) ?? [];
}

/** Rows that are a further sign only. A query that the exchange refuses, or answers without such rows, is left out. */
async function findMore(ask: Ask, query: Query, params: object): Promise<readonly Found[]> {
  try {
    return await findAll(ask, query, params);
  } catch (error) {
    const { statusCode = 500 } = Object(error) as Partial<BinanceApiError>;
    // 200 is an answer that cannot be used. After 403 and all else an answer may come later.
    if (statusCode < 403 || statusCode === 404) return [];
    throw error;
  }
}

/** A time of the exchange in ms, from ms or µs. */
function millis(time: unknown): number {
  return Number(time) > 1e14 ? Number(time) / 1000 : Number(time);
}
