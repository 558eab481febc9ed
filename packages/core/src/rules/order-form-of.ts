import { assertOneOf } from '../errors/assert-option.js';
import { type OrderForm, type OrderOperation, orderFormNamed, orderFormNames } from './order-forms.js';

const operations: readonly unknown[] = Object.keys(orderFormNames);

/**
 * Returns the order form (the description of the parameters that hold orders) of an operation.
 *
 * @throws {BinanceConfigError} if no operation with orders has this name.
 */
export function orderFormOf(operation: OrderOperation): OrderForm {
  // `assertOneOf` builds its message each time. It is only called for an illegal name, because each check of an order
  // calls this function.
  if (!operations.includes(operation)) assertOneOf('operation', operation, operations);
  return orderFormNamed(orderFormNames[operation]);
}
