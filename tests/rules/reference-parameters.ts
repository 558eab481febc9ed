import { compare, type Fraction, fraction } from './fraction.js';
import { ALGO, AT_MARKET, amendedOrder, LIMITED, type RequestOrder, rises, TIMED } from './reference-orders.js';
import { has, needFlag, type Subject } from './reference-subject.js';

/** Checks the parameters of one order. */
export function judgeOrder(order: RequestOrder, subject: Subject): void {
  const { params, info, context, operation, isAmend, broken, open } = subject;
  const { names, type, side, quantity } = order;
  const name = (field: string): string => names[field] as string;
  const given = (field: string): boolean => has(subject, name(field));
  const fault = (field: string): void => void broken.add(`PARAMETERS ${name(field)}`);
  const oneOf = (field: string, ...list: string[]): void => {
    if (given(field) && !list.includes(params[name(field)] as string)) fault(field);
  };
  oneOf('side', 'BUY', 'SELL');
  oneOf('timeInForce', 'GTC', 'IOC', 'FOK');
  if (given('strategyType') && !(Number(params[name('strategyType')]) >= 1_000_000)) fault('strategyType');
  for (const field of ['price', 'stopPrice', 'quantity', 'quoteOrderQty'] as const) {
    if (!(isAmend && field === 'price') && order[field] && order[field][0] === 0n) fault(field);
  }
  if (order.trailingDelta && order.trailingDelta[0] % order.trailingDelta[1] !== 0n) fault('trailingDelta');
  // Prices, quantities and totals may have as many decimals as the precision of their asset.
  const digits = (
    field: 'quantity' | 'icebergQty' | 'price' | 'stopPrice' | 'quoteOrderQty',
    most: number | undefined,
  ) => {
    const value = order[field];
    if (value === undefined || most === undefined || (isAmend && field === 'price')) return;
    const scaled: Fraction = [value[0] * 10n ** BigInt(most), value[1]];
    if (scaled[0] % scaled[1] !== 0n) broken.add(`PRECISION ${name(field)}`);
  };
  const quoteDigits = info.quoteAssetPrecision ?? info.quotePrecision;
  digits('quantity', info.baseAssetPrecision);
  digits('icebergQty', info.baseAssetPrecision);
  digits('price', quoteDigits);
  digits('stopPrice', quoteDigits);
  digits('quoteOrderQty', quoteDigits);

  if (isAmend) {
    if (!given('quantity')) fault('quantity');
    const amended = amendedOrder(params, context);
    if (amended === undefined) open.add('openOrders');
    else if (quantity) {
      if (compare(quantity, fraction(amended.origQty)!) >= 0) fault('quantity');
      if (compare(quantity, fraction(amended.executedQty)!) < 0) fault('quantity');
    }
    return;
  }
  if (!given('type') && operation !== 'createLegacyOcoOrder') fault('type');
  if (!given('side')) fault('side');
  if (/Opo/.test(operation) && given('side') && side !== (order.isPending ? 'SELL' : 'BUY')) fault('side');
  if (type !== undefined) {
    const kinds: readonly string[] | undefined = /Sor/.test(operation)
      ? ['LIMIT', 'MARKET']
      : order.prefix === 'working'
        ? ['LIMIT', 'LIMIT_MAKER']
        : /bove|elow/.test(order.prefix)
          ? [...ALGO, 'LIMIT_MAKER']
          : undefined;
    if (kinds && !kinds.includes(type)) broken.add(`ORDER_TYPE ${name('type')}`);
    if (info.orderTypes === undefined) open.add('orderTypes');
    else if (!info.orderTypes.includes(type)) broken.add(`ORDER_TYPE ${name('type')}`);
  }
  const iceberg = order.icebergQty && order.icebergQty[0] > 0n ? order.icebergQty : undefined;
  if (iceberg) needFlag(subject, 'icebergAllowed', name('icebergQty'));
  if (order.trailingDelta) needFlag(subject, 'allowTrailingStop', name('trailingDelta'));
  if (given('pegPriceType')) needFlag(subject, 'pegInstructionsAllowed', name('pegPriceType'));
  if (order.quoteOrderQty && type === 'MARKET') needFlag(subject, 'quoteOrderQtyMarketAllowed', name('quoteOrderQty'));

  if (type === undefined || ![...LIMITED, ...AT_MARKET].includes(type)) return;
  const single = ['createOrder', 'createTestOrder', 'cancelReplaceOrder'].includes(operation);
  if (order.isPaid) {
    if (given('quantity')) fault('quantity');
  } else if (type === 'MARKET' && single) {
    if (!given('quantity') && !given('quoteOrderQty')) fault('quantity');
    if (given('quantity') && given('quoteOrderQty')) fault('quoteOrderQty');
  } else if (!given('quantity')) fault('quantity');
  if (given('quoteOrderQty') && !(type === 'MARKET' && single)) fault('quoteOrderQty');
  if (given('timeInForce') !== TIMED.includes(type)) fault('timeInForce');
  if (ALGO.includes(type)) {
    if (!given('stopPrice') && !given('trailingDelta')) fault('stopPrice');
  } else {
    if (given('stopPrice')) fault('stopPrice');
    if (given('trailingDelta')) fault('trailingDelta');
  }
  const pegs = ['pegPriceType', 'pegOffsetType', 'pegOffsetValue'];
  if (!LIMITED.includes(type)) {
    for (const field of ['price', 'icebergQty', ...pegs]) if (given(field)) fault(field);
    return;
  }
  if (!given('price') && !given('pegPriceType')) fault('price');
  oneOf('pegPriceType', 'PRIMARY_PEG', 'MARKET_PEG');
  oneOf('pegOffsetType', 'PRICE_LEVEL');
  if (given('pegOffsetType') !== given('pegOffsetValue')) fault('pegOffsetValue');
  else if (given('pegOffsetValue')) {
    const level = String(params[name('pegOffsetValue')]);
    if (!/^[0-9]+$/.test(level) || Number(level) < 1 || Number(level) > 100) fault('pegOffsetValue');
    if (!given('pegPriceType')) fault('pegPriceType');
  }
  if (given('pegPriceType')) {
    const peg = params[name('pegPriceType')];
    if (/Sor/.test(operation)) fault('pegPriceType');
    if (type === 'LIMIT_MAKER' && peg === 'MARKET_PEG') fault('pegPriceType');
    if (type === 'LIMIT' && peg === 'PRIMARY_PEG' && params[name('timeInForce')] !== 'GTC') fault('timeInForce');
  }
  if (iceberg) {
    if (TIMED.includes(type) && params[name('timeInForce')] !== 'GTC') fault('icebergQty');
    if (quantity && compare(iceberg, quantity) > 0) fault('icebergQty');
  }
}

/** Checks that an order would not trigger immediately at the last price. */
export function judgeTrigger(
  { type, side, stopPrice, names, isPending }: RequestOrder,
  { context, broken, open }: Subject,
): void {
  if (isPending || !ALGO.includes(type ?? '') || stopPrice === undefined) return;
  const last = fraction(context.lastPrice);
  if (last === undefined) open.add('lastPrice');
  else if (rises(type, side) ? compare(stopPrice, last) <= 0 : compare(stopPrice, last) >= 0) {
    broken.add(`PARAMETERS ${names.stopPrice}`);
  }
}
