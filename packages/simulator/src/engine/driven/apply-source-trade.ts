import { emitLevel } from '../matching/emit-events.js';
import { executeTrade, publishTrade, queueTriggered } from '../matching/execute-trade.js';
import type { PriceLevel } from '../model/book-side.js';
import type { EngineState } from '../model/engine-state.js';
import type { LiveOrder } from '../model/live-order.js';
import { type Amount, minimum, times } from '../types/amount.js';
import type { SourceTrade, Trade } from '../types/index.js';
import {
  addQuantity,
  closeSourceOrder,
  createSourceOrder,
  type DrivenMarket,
  isOfSource,
  reduceSourceOrder,
} from './source-orders.js';

/**
 * Applies a trade that the market source reports. The trade first fills orders of accounts at better prices. It then
 * uses up the queue at its own price from the front. This queue contains quantities of the source and orders of
 * accounts, so an order of an account is filled only after everything before it in the queue has been used up.
 *
 * The trade does not reduce the quantities of the source in the book, because the next book event of the source will do
 * so. Until that event arrives, a quantity of the source that the trade has used up is moved to the end of the queue.
 * The event then removes quantity from the end of the queue first.
 *
 * If `isQueueKnown` is false, the source does not show how much quantity is before an order. In this case the trade
 * fills no order at its own price.
 *
 * If the source reports a trade late, the trade fills no order that came to the book after the time of the trade.
 *
 * If the option `impact` is false, the public sees the trade as the source gives it. If `impact` is true, each fill of
 * an account is a separate public trade, and the trade of the source is published with the remaining quantity.
 */
export function applySourceTrade(state: EngineState, market: DrivenMarket, trade: SourceTrade): void {
  const filled = fillReached(state, market, trade);
  const quantity = market.driven.impact ? trade.quantity - filled : trade.quantity;
  if (quantity === 0n) return;
  publishTrade(state, market, publicTrade(state, market, trade, quantity));
  queueTriggered(state, market, trade.price);
}

/**
 * Fills those orders of accounts whose prices are reached by a trade of the market source. @returns the filled quantity
 */
function fillReached(state: EngineState, market: DrivenMarket, trade: SourceTrade): Amount {
  const { price, quantity, isBuyerMaker, time = state.time } = trade;
  const book = market.book(isBuyerMaker ? 'BUY' : 'SELL');
  let taker: LiveOrder | undefined;
  let filled = 0n;
  const fill = (maker: LiveOrder, level: PriceLevel<LiveOrder>, most: Amount): void => {
    taker ??= createSourceOrder(state, market, isBuyerMaker ? 'SELL' : 'BUY', price, quantity);
    const part = minimum(most, maker.visible);
    executeTrade(state, taker, maker, market, level.price, part);
    filled += part;
  };
  let level = book.at(0);
  for (let depth = 0; level && book.reaches(price, level.price) && filled < quantity; level = book.at(depth)) {
    if (level.price === price) {
      if (trade.isQueueKnown === false) break;
      useQueue(state, market, level, quantity - filled, time, fill);
      break;
    }
    for (let order = firstOfAccounts(market, level, time); order && filled < quantity; ) {
      fill(order, level, quantity - filled);
      order = firstOfAccounts(market, level, time);
    }
    if (book.at(depth) === level) depth += 1;
  }
  if (taker && taker.phase !== 'CLOSED') closeSourceOrder(taker);
  return filled;
}

/**
 * Uses up the queue at a price level from its front, and fills the orders of accounts in it. A quantity of the source
 * that is used up moves to the end of the queue. The next book event of the source will remove it from there.
 */
function useQueue(
  state: EngineState,
  market: DrivenMarket,
  level: PriceLevel<LiveOrder>,
  quantity: Amount,
  time: number,
  fill: (maker: LiveOrder, level: PriceLevel<LiveOrder>, most: Amount) => void,
): void {
  const { side } = level.head as LiveOrder;
  const { price } = level;
  let left = quantity;
  let used = 0n;
  let isFilled = false;
  while (left > 0n && firstOfAccounts(market, level, time)) {
    const order = level.head as LiveOrder;
    if (isOfSource(market, order)) {
      const part = reduceSourceOrder(market, side, level, order, left);
      used += part;
      left -= part;
    } else {
      const part = minimum(left, order.visible);
      fill(order, level, part);
      left -= part;
      isFilled = true;
    }
  }
  if (used === 0n) return;
  addQuantity(state, market, side, price, used);
  // The events of the fills have reported the level without the quantity that was just added. So the level is reported
  // again.
  if (isFilled) emitLevel(state, market, side, market.book(side).get(price) as PriceLevel<LiveOrder>);
}

/**
 * Returns the first order of an account in the queue of a level. Returns undefined if this order came to the book after
 * `time` (µs), because the orders behind it came even later.
 */
function firstOfAccounts(market: DrivenMarket, level: PriceLevel<LiveOrder>, time: number): LiveOrder | undefined {
  let order = level.head;
  while (order && isOfSource(market, order)) order = order.next;
  return order && order.workingTime <= time ? order : undefined;
}

function publicTrade(state: EngineState, market: DrivenMarket, trade: SourceTrade, quantity: Amount): Trade {
  const { price, isBuyerMaker, time: reported = state.time, aggregateId, sums } = trade;
  const { id: lastId, firstId = lastId } = trade;
  const first = Math.max(firstId ?? 0, market.nextTradeId);
  const spanned = lastId === undefined || firstId === undefined ? 0 : lastId - firstId;
  const id = first + spanned;
  const last = market.trades.at(-1);
  // With `impact`, accounts may have traded since the time of a trade that the source reports late. So the time of this
  // trade is raised to that of the last public trade, and the public trades stay sorted by time.
  const time = market.driven.impact && last ? Math.max(reported, last.time) : reported;
  // The market source does not give the ids of taker orders. Consecutive trades with the same time and side probably
  // belong to one taker order, unless the last one is of an account's order, whose id is positive.
  const isSameTaker =
    aggregateId === undefined && last !== undefined && last.time === time && last.isBuyerMaker === isBuyerMaker;
  const takerOrderId = isSameTaker && last.takerOrderId < 0 ? last.takerOrderId : -id;
  return {
    symbol: market.info.symbol,
    id,
    price,
    quantity,
    quoteQuantity: times(price, quantity),
    time,
    isBuyerMaker,
    buyerOrderId: -1,
    sellerOrderId: -1,
    takerOrderId,
    ...(spanned > 0 && { firstId: first }),
    ...(aggregateId !== undefined && { aggregateId }),
    ...(sums !== undefined && quantity === trade.quantity && { sums }),
  };
}
