import { BinanceApiError } from '../errors/index.js';
import { getOrderList } from '../operations/account/order-lists.js';
import { getOpenOrders, getOrder } from '../operations/account/orders.js';
import type { AnyOperation, Confirmation } from '../operations/operation.js';

/** Asks the exchange, through the client that sent the write. */
export type Ask = (operation: AnyOperation, params: object) => Promise<unknown>;

/** What the exchange knows of a write: whether it was executed, and the order that shows it. */
export type Finding = { readonly isExecuted: boolean; readonly order?: unknown };

type Params = Readonly<Record<string, unknown>>;
type Found = Record<string, unknown> | undefined;

/** Codes for an order, or an order list, that does not exist. */
const ABSENT_CODES = [-2013, -2018];

/** Looks a write up at the exchange. `since` is the time of the exchange when the write was sent, in ms. */
export function lookUp(confirmation: Confirmation, params: Params, since: number, ask: Ask): Promise<Finding> {
  return lookUps[confirmation](params, since, ask);
}

const lookUps: Readonly<Record<Confirmation, (params: Params, since: number, ask: Ask) => Promise<Finding>>> = {
  async newOrder({ symbol, newClientOrderId }, since, ask) {
    const order = await find(ask, getOrder, { symbol, origClientOrderId: newClientOrderId });
    return madeSince(order, since);
  },

  async newOrderList({ listClientOrderId }, since, ask) {
    return madeSince(await find(ask, getOrderList, { origClientOrderId: listClientOrderId }), since);
  },

  async amendment({ symbol, orderId, origClientOrderId, newClientOrderId, newQty }, _since, ask) {
    // An order that was amended has the new client order id; an order that was not still has the old one.
    const renamed =
      orderId === undefined ? await find(ask, getOrder, { symbol, origClientOrderId: newClientOrderId }) : undefined;
    const order = renamed ?? (await find(ask, getOrder, { symbol, orderId, origClientOrderId }));
    return { isExecuted: Number(order?.origQty) === Number(newQty), order };
  },

  async replacement({ symbol, newClientOrderId, cancelOrderId, cancelOrigClientOrderId }, since, ask) {
    const made = madeSince(await find(ask, getOrder, { symbol, origClientOrderId: newClientOrderId }), since);
    if (made.isExecuted) return made;
    // The cancel may have been executed without the new order: the order to be replaced shows that.
    const reference = { symbol, orderId: cancelOrderId, origClientOrderId: cancelOrigClientOrderId };
    return { isExecuted: false, order: await find(ask, getOrder, reference) };
  },

  async cancellation({ symbol, orderId, origClientOrderId }, _since, ask) {
    const order = await find(ask, getOrder, { symbol, orderId, origClientOrderId });
    return { isExecuted: order?.status === 'CANCELED', order };
  },

  async listCancellation({ symbol, orderListId, listClientOrderId }, _since, ask) {
    const list = await find(ask, getOrderList, { orderListId, origClientOrderId: listClientOrderId });
    if (list?.listOrderStatus !== 'ALL_DONE') return { isExecuted: false, order: list };
    // A list that was filled or has expired is done too, so only a cancelled order shows the cancel. Any order of the list
    // may be that one, because the others may have been filled before.
    for (const { orderId } of list.orders as { orderId: number }[]) {
      const order = await find(ask, getOrder, { symbol, orderId });
      if (order?.status === 'CANCELED') return { isExecuted: true, order: list };
    }
    return { isExecuted: false, order: list };
  },

  async noOpenOrders({ symbol }, since, ask) {
    const open = (await ask(getOpenOrders, { symbol })) as { time: unknown }[];
    return { isExecuted: !open.some(({ time }) => millis(time) < since), order: open };
  },
};

/** A client order id is unique among open orders only, so an order made earlier may have the same one. */
function madeSince(order: Found, since: number): Finding {
  const isNew = order !== undefined && millis(order.time ?? order.transactionTime) >= since;
  return { isExecuted: isNew, order: isNew ? order : undefined };
}

async function find(ask: Ask, operation: AnyOperation, params: object): Promise<Found> {
  try {
    return (await ask(operation, params)) as Found;
  } catch (error) {
    if (error instanceof BinanceApiError && ABSENT_CODES.includes(error.code ?? 0)) return undefined;
    throw error;
  }
}

/** A time of the exchange in ms, from ms or µs. */
function millis(time: unknown): number {
  return Number(time) > 1e14 ? Number(time) / 1000 : Number(time);
}
