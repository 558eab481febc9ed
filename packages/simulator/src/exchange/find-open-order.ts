import type { Engine } from '../engine/engine.js';
import type { Order } from '../engine/types/index.js';

/**
 * Finds an open order of any account by its order id. Orders of different symbols can have the same id.
 *
 * @param symbol required if several symbols have an open order with this id
 * @throws {RangeError} if there is no such order, or more than one
 */
export function findOpenOrder(engine: Engine, orderId: number, symbol: string | undefined): Order {
  const found = engine
    .accounts()
    .filter(({ house }) => !house)
    .flatMap(({ id }) => engine.openOrders(id, symbol))
    .filter((order) => order.orderId === orderId);
  const [order] = found;
  if (!order) throw new RangeError(`orderId: expected that of an open order, got ${orderId}`);
  if (found.length > 1) {
    const symbols = found.map((each) => each.symbol).join(', ');
    throw new RangeError(`symbol: expected one of ${symbols}, which all have an open order ${orderId}`);
  }
  return order;
}
