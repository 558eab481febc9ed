import type { BalanceState } from '../model/balance.js';
import { commissionOf, conversion } from '../model/commission.js';
import type { EngineState } from '../model/engine-state.js';
import type { LiveMarket, LiveOrder } from '../model/live-order.js';
import { trim } from '../settings/history-limits.js';
import { type Amount, minimum, over, times } from '../types/amount.js';
import type { Fill, Trade } from '../types/index.js';
import { emitLevel, emitOrder } from './emit-events.js';
import { dissolvePair, setLock } from './locks.js';
import { closeOrder, expireOrder, updateListAfter } from './order-lifecycle.js';
import { bridgeMarkets, isAllocated } from './smart-order-routing.js';

/** Executes a trade between a taker and the first order of a level, and queues the orders that the trade triggers. */
export function executeTrade(
  state: EngineState,
  taker: LiveOrder,
  maker: LiveOrder,
  market: LiveMarket,
  price: Amount,
  quantity: Amount,
): void {
  const quote = times(price, quantity);
  const isAllocation = isAllocated(state, taker, market);
  const takerId = isAllocation ? bridgeMarkets(state, taker, market, quote) : taker.orderId;
  const other = dissolvePair(maker);
  const { driven } = market;
  if (driven !== undefined && maker.accountId === driven.accountId) driven.take(maker.side, price, quantity);
  reduceMaker(state, maker, market, quantity);

  const trade = record(state, takerId, maker, market, price, quantity, quote);
  fillOrder(state, taker, price, quantity, quote, 'taker', isAllocation ? undefined : trade.id);
  fillOrder(state, maker, price, quantity, quote, 'maker', trade.id);
  if (other) expireOrder(state, other, 'OCO_TRIGGER');
  if (!market.isPrivate) queueTriggered(state, market, price);
}

/**
 * Subtracts a quantity that was traded, or that self-trade prevention removes, from an order on the book. When the
 * visible part of an iceberg order is used up, its next part goes to the end of the queue.
 */
export function reduceMaker(state: EngineState, maker: LiveOrder, market: LiveMarket, quantity: Amount): void {
  const level = maker.level;
  if (!level) return;
  level.total -= quantity;
  maker.visible -= quantity;
  const left = maker.remaining - quantity;
  if (left === 0n) {
    market.book(maker.side).remove(maker);
  } else if (maker.visible === 0n) {
    market.book(maker.side).requeue(maker, minimum(left, maker.icebergQty));
  }
  emitLevel(state, market, maker.side, level);
}

function record(
  state: EngineState,
  takerId: number,
  maker: LiveOrder,
  market: LiveMarket,
  price: Amount,
  quantity: Amount,
  quoteQuantity: Amount,
): Trade {
  const isBuyerMaker = maker.side === 'BUY';
  const { driven } = market;
  const isPrivate = driven !== undefined && !driven.impact;
  const trade: Trade = {
    symbol: market.info.symbol,
    id: isPrivate ? driven.nextTradeId : market.nextTradeId,
    price,
    quantity,
    quoteQuantity,
    time: state.time,
    isBuyerMaker,
    buyerOrderId: isBuyerMaker ? maker.orderId : takerId,
    sellerOrderId: isBuyerMaker ? takerId : maker.orderId,
    takerOrderId: takerId,
  };
  if (isPrivate) driven.nextTradeId += 1;
  else publishTrade(state, market, trade);
  return trade;
}

/** Adds a trade to the public trades of its market. */
export function publishTrade(state: EngineState, market: LiveMarket, trade: Trade): void {
  const { price, quantity, time, sums } = trade;
  market.nextTradeId = trade.id + 1;
  market.trades.push(trade);
  trim(market.trades, state.history.trades);
  market.lastPrice = price;
  market.averagePrice.add(sums ? over(sums.quoteQuantity, quantity) : price, quantity, time);
  market.reference.addTrade(price, time);
  if (state.hasListeners) state.emit({ type: 'TRADE', trade });
}

/**
 * Applies a trade to one of its two orders: changes the balances and the unfilled order count, charges the commission,
 * records the fill, and emits the execution report.
 *
 * @param tradeId undefined for an allocation of smart order routing
 */
function fillOrder(
  state: EngineState,
  order: LiveOrder,
  price: Amount,
  quantity: Amount,
  quote: Amount,
  role: 'maker' | 'taker',
  tradeId: number | undefined,
): void {
  const { owner } = order;
  if (order.executedQty === 0n) {
    const { firstFillAsMaker, firstFillAsTaker } = state.assumptions;
    if (!owner.account.house) {
      owner.account.counts.giveBack(role === 'maker' ? firstFillAsMaker : firstFillAsTaker, state.time);
    }
  }
  order.executedQty += quantity;
  order.cumulativeQuoteQty += quote;
  order.remaining -= quantity;
  order.updateTime = state.time;
  pay(state, order, quantity, quote);
  const fill = receive(state, order, price, quantity, quote, role, tradeId);
  if (order.usedSor) order.workingFloor = tradeId === undefined ? 'SOR' : 'EXCHANGE';

  const isFilled = order.remaining === 0n && !order.isShort;
  order.status = isFilled ? 'FILLED' : 'PARTIALLY_FILLED';
  if (isFilled) closeOrder(state, order, 'FILLED');
  const staysOnBook = !isFilled && !order.isMarket && order.timeInForce === 'GTC';
  emitOrder(state, order, 'TRADE', staysOnBook, { fill });
  if (isFilled) updateListAfter(state, order);
}

/**
 * Pays a trade from the locked balance. If a BUY had locked more than it pays, the difference returns to the free
 * balance.
 */
export function pay(state: EngineState, order: LiveOrder, quantity: Amount, quote: Amount): void {
  const { account, base } = order.owner;
  if (order.side === 'SELL') {
    base.locked -= quantity;
    order.locked -= quantity;
    state.ledger.touch(account, base);
    return;
  }
  const balance = order.owner.quote;
  balance.locked -= quote;
  order.locked -= quote;
  state.ledger.touch(account, balance);
  if (!order.isMarket) setLock(state, order, order.requiredLock);
}

function receive(
  state: EngineState,
  order: LiveOrder,
  price: Amount,
  quantity: Amount,
  quoteQuantity: Amount,
  role: 'maker' | 'taker',
  tradeId: number | undefined,
): Fill {
  const { owner } = order;
  const { account, market } = owner;
  const isBuyer = order.side === 'BUY';
  const balance = isBuyer ? owner.base : owner.quote;
  const received = isBuyer ? quantity : quoteQuantity;
  state.ledger.touch(account, balance);
  const { commission, payer } = charge(state, order, balance, received, role);
  // The pending orders of an OPO sell the amount that its working order buys, so this amount stays locked. A commission
  // in the bought asset is paid from the free balance of this asset, if that balance suffices and the asset is not BNB.
  // Otherwise the commission reduces the locked amount.
  const isWithheld = isBuyer && order === order.list?.working && order.list.isPaidByWorking;
  const paysFromFree = isWithheld && payer === balance && balance.asset !== 'BNB' && balance.free >= commission;
  balance.free += received;
  payer.free -= commission;
  if (isWithheld) {
    const held = payer === balance && !paysFromFree ? received - commission : received;
    state.ledger.lock(account, balance, held);
    order.withheld += held;
  }

  const isAllocation = tradeId === undefined;
  const fill: Fill = {
    symbol: order.symbol,
    tradeId: tradeId ?? -1,
    allocationId: isAllocation ? market.nextAllocationId : undefined,
    orderId: order.orderId,
    orderListId: order.orderListId,
    accountId: order.accountId,
    price,
    quantity,
    quoteQuantity,
    commission,
    commissionAsset: payer.asset,
    time: state.time,
    isBuyer,
    isMaker: role === 'maker',
  };
  if (isAllocation) {
    market.nextAllocationId += 1;
    owner.allocations.push(fill);
  } else {
    owner.fills.push(fill);
    trim(owner.fills, state.history.orders);
  }
  return fill;
}

/**
 * Returns the commission of a fill and the balance that pays it: the balance of the discount asset if it suffices,
 * otherwise the balance of the received asset.
 */
function charge(
  state: EngineState,
  { owner, side }: LiveOrder,
  balance: BalanceState,
  received: Amount,
  role: 'maker' | 'taker',
): { commission: Amount; payer: BalanceState } {
  const { account, rates } = owner;
  if (account.house || rates.isFree) return { commission: 0n, payer: balance };
  const { discountAsset } = rates;
  const lastPrice = (base: string, quote: string) => state.lastPrice(base, quote);
  const rate = discountAsset === undefined ? undefined : conversion(lastPrice, balance.asset, discountAsset);
  const due = commissionOf(rates, side, role, received, rate);
  let commission = due.plain;
  let payer = balance;
  if (due.discounted !== undefined && discountAsset !== undefined) {
    const discounter = account.balance(discountAsset);
    if (discounter === balance || discounter.free >= due.discounted) {
      commission = due.discounted;
      payer = discounter;
    }
  }
  if (payer !== balance) state.ledger.touch(account, payer);
  state.ledger.collectFee(payer.asset, commission);
  return { commission, payer };
}

/** Queues the waiting orders that the new last price triggers. They start when the present matching has ended. */
export function queueTriggered(state: EngineState, market: LiveMarket, price: Amount): void {
  for (const order of market.waiting.onTrade(price, state.time)) state.followUps.push({ kind: 'TRIGGERED', order });
}
