import { type Amount, amount, formatAmount, minimum } from '../../engine/types/amount.js';
import type { TradeEvent } from '../market/market-source.js';
import type { KlineRow } from './kline-rows.js';

/** The state before a candle: the close and the trade id from which its trades continue. */
export type Before = {
  /** Close of the previous candle; undefined for the first candle. */
  readonly close: Amount | undefined;
  /** Id of the next trade. */
  readonly nextId: number;
};

/**
 * Makes up to four trades of a candle: the open at its beginning, the extreme nearer to the open after one third of its
 * duration, the other extreme after two thirds, and the close at its end. If both extremes are equally near, the price
 * first moves away from the close. A price that equals the previous price makes no trade.
 *
 * Each trade has an equal part of the volumes, and the last trade also has the remainder. So the exchange's candle
 * equals `row`. The taker sells if the price has fallen since the previous trade, and buys otherwise. `isQueueKnown` is
 * false, because a candle does not show how much quantity was queued at a price.
 */
export function tradesOfKline(symbol: string, row: KlineRow, before: Before): TradeEvent[] {
  const volume = amount(row.volume);
  if (volume === 0n) return [];
  const points = pathOf(row);
  const count = Math.max(row.count, points.length);
  const share = sharesOf(volume, points.length);
  const quote = proportional(amount(row.quoteVolume), share, volume);
  const taker = proportional(amount(row.takerVolume), share, volume);
  const takerQuote = proportional(amount(row.takerQuoteVolume), share, volume);
  const length = row.closeTime - row.openTime;
  let last = before.close ?? points[0]?.price;
  return points.map(({ price, at }, index) => {
    const isLast = index === points.length - 1;
    const firstId = before.nextId + Math.floor(count / points.length) * index;
    const isBuyerMaker = price < (last as Amount);
    last = price;
    return {
      type: 'TRADE',
      symbol,
      isQueueKnown: false,
      time: row.openTime + Math.floor((length * at) / 3000) * 1000,
      price: formatAmount(price),
      quantity: formatAmount(share[index] as Amount),
      isBuyerMaker,
      firstId,
      id: isLast ? before.nextId + count - 1 : before.nextId + Math.floor(count / points.length) * (index + 1) - 1,
      sums: {
        quoteQuantity: formatAmount(quote[index] as Amount),
        takerQuantity: formatAmount(taker[index] as Amount),
        takerQuoteQuantity: formatAmount(takerQuote[index] as Amount),
      },
    };
  });
}

type Point = { readonly price: Amount /** Time in thirds of the candle. */; readonly at: number };

/** Returns the prices of a candle in the order of its trades. A price that equals the previous price is left out. */
function pathOf(row: KlineRow): Point[] {
  const [open, high, low, close] = [row.open, row.high, row.low, row.close].map(amount) as [
    Amount,
    Amount,
    Amount,
    Amount,
  ];
  const toHigh = high - open;
  const toLow = open - low;
  const isLowFirst = toLow === toHigh ? close >= open : toLow < toHigh;
  const prices = isLowFirst ? [open, low, high, close] : [open, high, low, close];
  const points = prices.map((price, at) => ({ price, at }));
  return points.filter(({ price }, index) => index === 0 || price !== prices[index - 1]);
}

/** Divides a volume into equal parts. What remains is added to the last part. */
function sharesOf(volume: Amount, parts: number): Amount[] {
  const equal = volume / BigInt(parts);
  return Array.from({ length: parts }, (_, index) =>
    index === parts - 1 ? volume - equal * BigInt(parts - 1) : equal,
  );
}

/** Divides a sum in proportion to the parts of a volume. The last part also gets the remainder of the division. */
function proportional(sum: Amount, parts: readonly Amount[], volume: Amount): Amount[] {
  let left = sum;
  return parts.map((part, index) => {
    const own = index === parts.length - 1 ? left : minimum(left, (sum * part) / volume);
    left -= own;
    return own;
  });
}
