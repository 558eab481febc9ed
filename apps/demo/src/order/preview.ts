import { compareDecimals, Decimal } from '@pkg/core/internal';
import type { AssetBalance, DepthCache } from '@pkg/streams';
import { isPlainDecimal, toDecimals } from '../format.js';
import { type OrderKind, plainNumber, type Side } from './order-kinds.js';

/** An estimate of the amounts that an order would spend, receive and pay as its fee, as decimal strings. */
export type Preview = {
  readonly spend: string;
  readonly receive: string;
  readonly fee: string;
  /** The average price of an order that trades at once; undefined for other orders. */
  readonly averagePrice: string | undefined;
  /** Whether the known levels of the book hold less than the quantity of the order. */
  readonly isPartial: boolean;
};

export type PreviewInput = {
  readonly kind: OrderKind;
  readonly side: Side;
  readonly values: Readonly<Record<string, string>>;
  readonly book: Pick<DepthCache, 'sweep' | 'bestAsk' | 'bestBid'> | undefined;
  /** The fee rate as a fraction: `0.001` is 0.1 %. */
  readonly feeRate: string;
  /** Decimal places of the base asset. */
  readonly baseDecimals: number;
  readonly quoteDecimals: number;
};

type Sweep = ReturnType<DepthCache['sweep']>;

/** Estimates an order from the values of the form. Returns undefined while a number is missing. */
export function previewOrder({
  kind,
  side,
  values,
  book,
  feeRate,
  baseDecimals,
  quoteDecimals,
}: PreviewInput): Preview | undefined {
  const read = (slot: string): string | undefined => numberIn(kind, side, values, slot);
  const [quantity, total] = [read('quantity'), read('spend')];
  const isAtMarket = ['MARKET', 'STOP_LOSS', 'TAKE_PROFIT'].includes(kind.id);
  const best = side === 'BUY' ? book?.bestAsk?.[0] : book?.bestBid?.[0];
  let traded: string | undefined;
  let cost: string | undefined;
  let averagePrice: string | undefined;
  let isPartial = false;
  if (kind.id === 'MARKET' && book) {
    const swept = quantity ? book.sweep(side, quantity) : total && best && sweepTotal(book, side, total, best);
    if (swept) {
      traded = swept.quantity;
      cost = quantity || !swept.isFilled ? swept.cost : total;
      averagePrice = swept.averagePrice;
      isPartial = !swept.isFilled;
    }
  } else if (quantity) {
    const price = isAtMarket ? (read('stopPrice') ?? best) : (read('price') ?? pairPrice(kind, side, values));
    if (price) {
      traded = quantity;
      cost = new Decimal(quantity).times(price).toFixed();
    }
  }
  if (traded === undefined || cost === undefined) return undefined;
  const received = side === 'BUY' ? traded : cost;
  const fee = new Decimal(received).times(feeRate);
  const [spendDecimals, receiveDecimals] =
    side === 'BUY' ? [quoteDecimals, baseDecimals] : [baseDecimals, quoteDecimals];
  return {
    spend: new Decimal(side === 'BUY' ? cost : traded).toFixed(spendDecimals),
    receive: new Decimal(received).minus(fee).toFixed(receiveDecimals),
    fee: feeText(fee, receiveDecimals),
    averagePrice,
    isPartial,
  };
}

/**
 * Formats a fee with `decimals` decimal places. A fee that would then be shown as zero gets the exchange's eight
 * decimals.
 */
function feeText(fee: Decimal, decimals: number): string {
  const text = fee.toFixed(decimals);
  return Number(text) === 0 ? fee.toFixed(8) : text;
}

/** Returns the number in an input; undefined if the order kind lacks the input, or if the number is not positive. */
function numberIn(
  kind: OrderKind,
  side: Side,
  values: Readonly<Record<string, string>>,
  slot: string,
): string | undefined {
  // The form keeps the values that the user has typed for other kinds of orders. These values are ignored here.
  const text = kind.fields(side).some((field) => field.slot === slot) ? plainNumber(values[slot] ?? '') : '';
  return isPlainDecimal(text) && Number(text) > 0 ? text : undefined;
}

/** Returns the price at which the form's order would trade; undefined if the form has no price. */
export function priceOf(kind: OrderKind, side: Side, values: Readonly<Record<string, string>>): string | undefined {
  return (
    numberIn(kind, side, values, 'price') ?? pairPrice(kind, side, values) ?? numberIn(kind, side, values, 'stopPrice')
  );
}

/**
 * Returns the take-profit price. For an OCO that buys, returns the higher price of its two orders, because the exchange
 * locks the larger of their amounts.
 */
function pairPrice(kind: OrderKind, side: Side, values: Readonly<Record<string, string>>): string | undefined {
  const [profit, stopLimit, stop] = ['profit', 'stopLimit', 'stop'].map((slot) => numberIn(kind, side, values, slot));
  const other = kind.id === 'OCO' && side === 'BUY' ? (stopLimit ?? stop) : undefined;
  return profit !== undefined && other !== undefined && compareDecimals(other, profit) > 0 ? other : profit;
}

/**
 * Estimates how an order with the value `total` trades against the book. Its quantity is `total` divided by the average
 * price, but the average price depends on the quantity. So the loop begins with the best price, and repeats the
 * calculation until the average price stays the same.
 */
function sweepTotal(book: Pick<DepthCache, 'sweep'>, side: Side, total: string, best: string): Sweep | undefined {
  let price: string | undefined = best;
  let swept: Sweep | undefined;
  for (let step = 0; step < 20 && price !== undefined && Number(price) > 0; step++) {
    const wanted = new Decimal(total).div(price).toFixed(8);
    if (Number(wanted) === 0) return undefined;
    swept = book.sweep(side, wanted);
    if (swept.averagePrice === price) break;
    price = swept.averagePrice;
  }
  return swept;
}

/** Returns whether the free balance covers the amount that the order spends. */
export function canAfford(preview: Preview, free: AssetBalance['free'] | undefined): boolean {
  return free !== undefined && isPlainDecimal(free) && compareDecimals(preview.spend, free) <= 0;
}

/** Returns `share` percent of the free quote balance, truncated to `decimals` decimal places. */
export function totalForShare(share: number, freeQuote: string, decimals: number): string {
  if (!isPlainDecimal(freeQuote)) return '';
  const total = toDecimals(new Decimal(freeQuote).times(share).div(100).toFixed(), decimals);
  return Number(total) > 0 ? total : '';
}

/** Returns the quantity that uses `share` percent of the free balance, rounded down to a multiple of `stepSize`. */
export function quantityForShare(
  share: number,
  options: {
    readonly side: Side;
    readonly freeBase: string;
    readonly freeQuote: string;
    readonly price: string;
    readonly stepSize: string;
    readonly decimals: number;
  },
): string {
  const { side, freeBase, freeQuote, price, stepSize, decimals } = options;
  if (![freeBase, freeQuote, price, stepSize].every(isPlainDecimal) || Number(price) <= 0) return '';
  const all = side === 'SELL' ? new Decimal(freeBase) : new Decimal(freeQuote).div(price);
  const wanted = all.times(share).div(100);
  const steps = wanted.minus(wanted.mod(stepSize));
  // The division may have rounded up. The quantity is then one step too large, and costs more than the share of the
  // balance.
  const isTooMuch = side === 'BUY' && steps.times(price).gt(new Decimal(freeQuote).times(share).div(100));
  const affordable = isTooMuch ? steps.minus(stepSize) : steps;
  return affordable.lte(0) ? '' : affordable.toFixed(decimals);
}
