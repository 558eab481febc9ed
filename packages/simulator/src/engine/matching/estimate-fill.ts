import type { BookSide, PriceLevel } from '../model/book-side.js';
import type { EngineState } from '../model/engine-state.js';
import type { LiveOrder } from '../model/live-order.js';
import { type Amount, minimum, ONE, times } from '../types/amount.js';
import { isOutside, type PriceRange } from './price-range.js';
import { effectiveMode, isPrevented } from './self-trade-prevention.js';
import { sorMarkets } from './smart-order-routing.js';

/** The result that an order would have if it were matched now. */
export type FillEstimate = {
  /** Quantity that would trade. */
  readonly traded: Amount;
  /** Quantity that would trade, plus the quantity that self-trade prevention would remove. */
  readonly used: Amount;
  /** Amount of the quote asset that a BUY would pay. */
  readonly cost: Amount;
  /** Whether the amount of `quoteOrderQty`, and not the order book, limits the quantity. */
  readonly isBudgetSpent: boolean;
};

/** A resting order with the quantities that it would have after the simulated match. */
type Maker = { readonly order: LiveOrder; visible: Amount; remaining: Amount };

/**
 * Calculates how an order would be matched, and changes no state. The result shows whether a FOK order can be filled
 * completely, and what a MARKET order would cost.
 *
 * @param budget only for an order with `quoteOrderQty`: `quote` is the amount to spend or receive, and `step` is the
 * step of the order's quantity
 */
export function estimateFill(
  state: EngineState,
  taker: LiveOrder,
  range: PriceRange | undefined,
  budget?: { readonly quote: Amount; readonly step: Amount },
): FillEstimate {
  const { limit } = taker;
  let wanted = taker.remaining;
  let left = budget?.quote ?? 0n;
  let traded = 0n;
  let used = 0n;
  let cost = 0n;
  const answer = (isBudgetSpent: boolean): FillEstimate => ({ traded, used, cost, isBudgetSpent });

  for (const { level, book } of levels(state, taker)) {
    if (!book.reaches(limit, level.price) || isOutside(range, level.price)) break;
    const queue = makersOf(level);
    for (let maker = queue.shift(); maker; maker = queue.shift()) {
      let quantity = minimum(budget ? maker.visible : wanted, maker.visible);
      if (budget) {
        const most = (left * ONE) / level.price;
        const affordable = budget.step > 0n ? most - (most % budget.step) : most;
        if (affordable === 0n) return answer(true);
        quantity = minimum(quantity, affordable);
      } else if (wanted === 0n) return answer(false);
      const isWhole = quantity === maker.visible;

      if (isPrevented(taker, maker.order)) {
        const mode = effectiveMode(taker, maker.order);
        if (mode === 'EXPIRE_TAKER' || mode === 'EXPIRE_BOTH') {
          used += quantity;
          return answer(false);
        }
        if (mode === 'EXPIRE_MAKER') continue;
        const isTransfer = mode === 'TRANSFER' && maker.order.accountId !== taker.accountId;
        if (isTransfer) cost += times(level.price, quantity);
      } else {
        traded += quantity;
        cost += times(level.price, quantity);
      }
      used += quantity;
      wanted -= quantity;
      left -= times(level.price, quantity);
      maker.remaining -= quantity;
      maker.visible -= quantity;
      if (budget && !isWhole) return answer(true);
      if (maker.visible === 0n && maker.remaining > 0n) {
        maker.visible = minimum(maker.order.icebergQty, maker.remaining);
        queue.push(maker);
      }
    }
  }
  return answer(budget !== undefined && left === 0n);
}

/**
 * Yields the price levels with which an order can trade, best price first. An order with smart order routing trades in
 * several markets, and any other order only in its own market.
 */
function* levels(
  state: EngineState,
  taker: LiveOrder,
): Generator<{ level: PriceLevel<LiveOrder>; book: BookSide<LiveOrder> }> {
  const markets = taker.usedSor ? sorMarkets(state, taker.owner.market) : [taker.owner.market];
  const books = markets.map((market) => market.opposite(taker.side));
  const depths = books.map(() => 0);
  for (;;) {
    let best = -1;
    let found: PriceLevel<LiveOrder> | undefined;
    for (const [index, book] of books.entries()) {
      const level = book.at(depths[index] as number);
      if (!level) continue;
      if (found && (taker.side === 'BUY' ? level.price >= found.price : level.price <= found.price)) continue;
      best = index;
      found = level;
    }
    if (!found) return;
    depths[best] = (depths[best] as number) + 1;
    yield { level: found, book: books[best] as BookSide<LiveOrder> };
  }
}

function makersOf(level: PriceLevel<LiveOrder>): Maker[] {
  const makers: Maker[] = [];
  for (let order = level.head; order; order = order.next) {
    makers.push({ order, visible: order.visible, remaining: order.remaining });
  }
  return makers;
}
