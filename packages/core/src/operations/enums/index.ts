/**
 * The exchange's enums. Each enum is an object of its known values. The type with the same name is the union of these
 * values, so a plain string such as `'BUY'` is also accepted. The exchange may add values, so fields of answers have
 * the type {@link Open}, which allows any string. Fields that are also parameters, such as `side`, have the type of the
 * parameter instead, so that an answer can be used in the next request. At run time they too may have a value that the
 * type does not list.
 *
 * @see https://developers.binance.com/docs/binance-spot-api-docs/enums
 * @module
 */

export * from './accounts.js';
export * from './cancellations.js';
export * from './market.js';
export type { Open } from './open-enum.js';
export * from './order-lists.js';
export * from './order-states.js';
export * from './orders.js';
export * from './symbols.js';
