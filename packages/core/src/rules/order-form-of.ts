import { assertOneOf } from '../errors/assert-option.js';
import { type OrderForm, type OrderOperation, orderFormNamed, orderFormNames } from './order-forms.js';

/**
 * Returns the order form (the description of the parameters that hold orders) of an operation.
 *
 * @throws {BinanceConfigError} if no operation with orders has this name.
 */
export function orderFormOf(operation: OrderOperation): OrderForm {
  // The list of the legal names is built only for an illegal one, because each check of an order calls this function.
  if (!Object.hasOwn(orderFormNames, operation)) assertOneOf('operation', operation, Object.keys(orderFormNames));
  return orderFormNamed(orderFormNames[operation]);
}
