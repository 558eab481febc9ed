import { refusal } from '../../refusals/refusal.js';
import { executesAtMarket, isContingent } from '../model/order-type.js';
import type { Leg, NewOrder, OrderType } from '../types/index.js';

type Parameter = 'timeInForce' | 'quantity' | 'quoteOrderQty' | 'price' | 'stopPrice' | 'trailingDelta' | 'icebergQty';

const MAY_HAVE: Record<OrderType, readonly Parameter[]> = {
  LIMIT: ['timeInForce', 'quantity', 'price', 'icebergQty'],
  LIMIT_MAKER: ['quantity', 'price', 'icebergQty'],
  MARKET: ['quantity', 'quoteOrderQty'],
  STOP_LOSS: ['quantity', 'stopPrice', 'trailingDelta'],
  TAKE_PROFIT: ['quantity', 'stopPrice', 'trailingDelta'],
  STOP_LOSS_LIMIT: ['timeInForce', 'quantity', 'price', 'stopPrice', 'trailingDelta', 'icebergQty'],
  TAKE_PROFIT_LIMIT: ['timeInForce', 'quantity', 'price', 'stopPrice', 'trailingDelta', 'icebergQty'],
};

const CONDITIONAL: readonly Parameter[] = [
  'timeInForce',
  'quoteOrderQty',
  'price',
  'stopPrice',
  'trailingDelta',
  'icebergQty',
];

/** The name that a parameter of an order has in the request. In an order list it has a prefix, as in `abovePrice`. */
function parameterName(prefix: string, name: string): string {
  return prefix === '' ? name : prefix + name.charAt(0).toUpperCase() + name.slice(1);
}

/**
 * Checks that an order has the parameters that its type requires, and no others.
 *
 * @param hasQuantity whether the order has a quantity. False for a pending order of an OPO, which sells what the
 * working order has bought
 * @throws {Refusal}
 */
export function checkParameters(order: Leg & Partial<NewOrder>, prefix = '', hasQuantity = true): void {
  const { type } = order;
  const name = (parameter: string) => parameterName(prefix, parameter);
  const may = MAY_HAVE[type];

  if (type === 'MARKET' && prefix === '') {
    if (order.quantity === undefined && order.quoteOrderQty === undefined) {
      throw refusal('MISSING_BOTH_PARAMETERS', { one: 'quantity', other: 'quoteOrderQty' });
    }
    if (order.quantity !== undefined && order.quoteOrderQty !== undefined) {
      throw refusal('INVALID_COMBINATION');
    }
  } else if (hasQuantity && order.quantity === undefined) {
    throw refusal('MISSING_PARAMETER', { name: name('quantity') });
  }
  if (may.includes('timeInForce') && order.timeInForce === undefined) {
    throw refusal('MISSING_PARAMETER', { name: name('timeInForce') });
  }
  if (may.includes('price') && order.price === undefined && order.pegPriceType === undefined) {
    throw refusal('MISSING_PARAMETER', { name: name('price') });
  }
  if (isContingent(type) && order.stopPrice === undefined && order.trailingDelta === undefined) {
    throw refusal('MISSING_BOTH_PARAMETERS', { one: name('stopPrice'), other: name('trailingDelta') });
  }
  for (const parameter of CONDITIONAL) {
    if (order[parameter] === undefined || may.includes(parameter)) continue;
    throw refusal('UNEXPECTED_PARAMETER', { name: name(parameter) });
  }
  for (const parameter of ['quantity', 'quoteOrderQty', 'price', 'stopPrice', 'icebergQty'] as const) {
    const value = order[parameter];
    if (value === undefined || value > 0n || (parameter === 'icebergQty' && value === 0n)) continue;
    throw refusal(parameter === 'price' || parameter === 'stopPrice' ? 'INVALID_PRICE' : 'INVALID_QUANTITY');
  }
  if (order.icebergQty && order.timeInForce !== undefined && order.timeInForce !== 'GTC') {
    if (prefix === '') throw refusal('UNSUPPORTED_COMBINATION', { command: 'NEW_ORDER' });
    throw refusal('ICEBERG_NEEDS_GTC', { icebergQty: name('icebergQty'), timeInForce: name('timeInForce') });
  }
  if (order.strategyType !== undefined && order.strategyType < 1_000_000) {
    throw refusal('STRATEGY_TYPE_TOO_LOW');
  }
  checkPeg(order, name);
}

/** The largest allowed `pegOffsetValue`. */
const DEEPEST_PEG = 100;

function checkPeg(order: Leg, name: (parameter: string) => string): void {
  const { type, pegPriceType, pegOffsetType, pegOffsetValue } = order;
  if ((pegOffsetType === undefined) !== (pegOffsetValue === undefined)) {
    throw refusal('PEG_OFFSET_INCOMPLETE', {
      pegOffsetType: name('pegOffsetType'),
      pegOffsetValue: name('pegOffsetValue'),
    });
  }
  if (pegPriceType === undefined) {
    if (pegOffsetType === undefined) return;
    throw refusal('UNEXPECTED_PARAMETER', { name: name('pegOffsetType') });
  }
  if (pegOffsetValue !== undefined && pegOffsetValue < 1) {
    throw refusal('INVALID_PARAMETER', { name: name('pegOffsetValue') });
  }
  if (pegOffsetValue !== undefined && pegOffsetValue > DEEPEST_PEG) {
    throw refusal('PARAMETER_ABOVE_MAXIMUM', { name: name('pegOffsetValue'), maximum: DEEPEST_PEG });
  }
  if (executesAtMarket(type)) throw refusal('MARKET_ORDER_WITH_PEG');
  if (type === 'LIMIT_MAKER' && pegPriceType === 'MARKET_PEG') throw refusal('PEG_NOT_FOR_ORDER_TYPE');
  if (type === 'LIMIT' && pegPriceType === 'PRIMARY_PEG' && order.timeInForce !== 'GTC') {
    throw refusal('UNSUPPORTED_COMBINATION', { command: 'NEW_ORDER' });
  }
}
