import { aboveMaximum, badCombination, ExchangeError, invalidData, missing, missingBoth } from '../errors.js';
import { executesAtMarket, isContingent } from '../model/live-order.js';
import type { Leg, NewOrder, OrderType } from '../types.js';

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

/** How a parameter of an order is called in its request: `price`, or `abovePrice` in a list. */
function parameterName(prefix: string, name: string): string {
  return prefix === '' ? name : prefix + name.charAt(0).toUpperCase() + name.slice(1);
}

/**
 * Checks that an order has the parameters that its type needs, and none that it refuses.
 *
 * @param hasQuantity false for what has none of its own: a pending order that is paid by its working order.
 * @throws -1102, -1106, -1128, -1130, -1134, -1160, -2010
 */
export function checkComposition(order: Leg & Partial<NewOrder>, prefix = '', hasQuantity = true): void {
  const { type } = order;
  const name = (parameter: string) => parameterName(prefix, parameter);
  const may = MAY_HAVE[type];

  if (type === 'MARKET' && prefix === '') {
    if (order.quantity === undefined && order.quoteOrderQty === undefined) {
      throw missingBoth('quantity', 'quoteOrderQty');
    }
    if (order.quantity !== undefined && order.quoteOrderQty !== undefined) {
      throw badCombination();
    }
  } else if (hasQuantity && order.quantity === undefined) {
    throw missing(name('quantity'));
  }
  if (may.includes('timeInForce') && order.timeInForce === undefined) throw missing(name('timeInForce'));
  if (may.includes('price') && order.price === undefined && order.pegPriceType === undefined)
    throw missing(name('price'));
  if (isContingent(type) && order.stopPrice === undefined && order.trailingDelta === undefined) {
    throw missingBoth(name('stopPrice'), name('trailingDelta'));
  }
  for (const parameter of CONDITIONAL) {
    if (order[parameter] === undefined || may.includes(parameter)) continue;
    throw new ExchangeError(-1106, `Parameter '${name(parameter)}' sent when not required.`);
  }
  for (const parameter of ['quantity', 'quoteOrderQty', 'price', 'stopPrice', 'icebergQty'] as const) {
    const value = order[parameter];
    if (value === undefined || value > 0n || (parameter === 'icebergQty' && value === 0n)) continue;
    throw missing(name(parameter));
  }
  if (order.icebergQty && order.timeInForce !== undefined && order.timeInForce !== 'GTC') {
    if (prefix === '') throw new ExchangeError(-2010, 'Unsupported order combination');
    throw new ExchangeError(
      -1160,
      `Parameter '${name('icebergQty')}' is not supported if ${name('timeInForce')} is not GTC.`,
    );
  }
  if (order.strategyType !== undefined && order.strategyType < 1_000_000) {
    throw new ExchangeError(-1134, 'strategyType was less than 1000000.');
  }
  checkPeg(order, name);
}

/** Levels behind the best that a pegged price may be. */
const DEEPEST_PEG = 100;

function checkPeg(order: Leg, name: (parameter: string) => string): void {
  const { type, pegPriceType, pegOffsetType, pegOffsetValue } = order;
  if ((pegOffsetType === undefined) !== (pegOffsetValue === undefined)) {
    throw new ExchangeError(
      -1128,
      `Fields [${name('pegOffsetType')}, ${name('pegOffsetValue')}] must be sent together or omitted entirely.`,
    );
  }
  if (pegPriceType === undefined) {
    if (pegOffsetType === undefined) return;
    throw new ExchangeError(-1106, `Parameter '${name('pegOffsetType')}' sent when not required.`);
  }
  if (pegOffsetValue !== undefined && pegOffsetValue < 1) throw invalidData(name('pegOffsetValue'));
  if (pegOffsetValue !== undefined && pegOffsetValue > DEEPEST_PEG) {
    throw aboveMaximum(name('pegOffsetValue'), DEEPEST_PEG);
  }
  if (executesAtMarket(type)) {
    throw new ExchangeError(-2010, 'This order type may not use pegged price.');
  }
  if (type === 'LIMIT_MAKER' && pegPriceType === 'MARKET_PEG') {
    throw new ExchangeError(-2010, 'This price peg cannot be used with this order type.');
  }
  if (type === 'LIMIT' && pegPriceType === 'PRIMARY_PEG' && order.timeInForce !== 'GTC') {
    throw new ExchangeError(-2010, 'Unsupported order combination');
  }
}
