import { type Amount, minimum, times } from '../amount.js';
import { trim } from '../history.js';
import { commissionOf, conversion } from '../model/commission.js';
import type { BalanceState } from '../model/ledger.js';
import type { LiveOrder } from '../model/live-order.js';
import type { Market } from '../model/market.js';
import type { World } from '../model/world.js';
import type { Fill, Trade } from '../types.js';
import { close, closed, expire } from './lifecycle.js';
import { claimPair, setLock } from './locks.js';
import { reportLevel, reportOrder } from './reports.js';
import { isAllocated, standBetween } from './sor.js';

/** Trades a quantity between a taker and the maker at the head of a level, and does all that follows from it. */
export function settle(
  world: World,
  taker: LiveOrder,
  maker: LiveOrder,
  market: Market,
  price: Amount,
  quantity: Amount,
): void {
  const quote = times(price, quantity);
  const isAllocation = isAllocated(world, taker, market);
  const takerId = isAllocation ? standBetween(world, taker, market, quote) : taker.orderId;
  const other = claimPair(maker);
  shrink(world, maker, market, quantity);

  const trade = record(world, takerId, maker, market, price, quantity, quote);
  exchange(world, taker, price, quantity, quote, 'taker', isAllocation ? undefined : trade.id);
  exchange(world, maker, price, quantity, quote, 'maker', trade.id);
  if (other) expire(world, other, 'OCO_TRIGGER');
  setOff(world, market, price);
}

/** Takes a traded or prevented quantity off a maker on the book; an iceberg shows its next part at the end of the queue. */
export function shrink(world: World, maker: LiveOrder, market: Market, quantity: Amount): void {
  const level = maker.level;
  if (!level) return;
  level.total -= quantity;
  maker.visible -= quantity;
  const left = maker.remaining - quantity;
  if (left === 0n) {
    market.book(maker.side).remove(maker);
  } else if (maker.visible === 0n) {
    level.remove(maker);
    maker.visible = minimum(left, maker.icebergQty);
    level.append(maker);
  }
  reportLevel(world, market, maker.side, level);
}

function record(
  world: World,
  takerId: number,
  maker: LiveOrder,
  market: Market,
  price: Amount,
  quantity: Amount,
  quoteQuantity: Amount,
): Trade {
  const isBuyerMaker = maker.side === 'BUY';
  const trade: Trade = {
    symbol: market.info.symbol,
    id: market.nextTradeId,
    price,
    quantity,
    quoteQuantity,
    time: world.time,
    isBuyerMaker,
    buyerOrderId: isBuyerMaker ? maker.orderId : takerId,
    sellerOrderId: isBuyerMaker ? takerId : maker.orderId,
    takerOrderId: takerId,
  };
  market.nextTradeId += 1;
  market.trades.push(trade);
  trim(market.trades, world.history.trades);
  market.lastPrice = price;
  market.averagePrice.add(price, quantity, world.time);
  market.reference.addTrade(price, world.time);
  if (world.isHeard) world.emit({ type: 'TRADE', trade });
  return trade;
}

/** One order's side of a trade: money, commission, counters, record, report. `tradeId` is undefined for allocations. */
function exchange(
  world: World,
  order: LiveOrder,
  price: Amount,
  quantity: Amount,
  quote: Amount,
  role: 'maker' | 'taker',
  tradeId: number | undefined,
): void {
  const { seat } = order;
  if (order.executedQty === 0n) {
    const { firstFillAsMaker, firstFillAsTaker } = world.choices;
    if (!seat.account.house) {
      seat.account.counts.giveBack(role === 'maker' ? firstFillAsMaker : firstFillAsTaker, world.time);
    }
  }
  order.executedQty += quantity;
  order.cumulativeQuoteQty += quote;
  order.remaining -= quantity;
  order.updateTime = world.time;
  pay(world, order, quantity, quote);
  const fill = receive(world, order, price, quantity, quote, role, tradeId);
  if (order.usedSor) order.workingFloor = tradeId === undefined ? 'SOR' : 'EXCHANGE';

  const isFilled = order.remaining === 0n && !order.isShort;
  order.status = isFilled ? 'FILLED' : 'PARTIALLY_FILLED';
  if (isFilled) close(world, order, 'FILLED');
  const staysOnBook = !isFilled && !order.isMarket && order.timeInForce === 'GTC';
  reportOrder(world, order, 'TRADE', staysOnBook, { fill });
  if (isFilled) closed(world, order);
}

/** Spends from the lock; what the lock held beyond the price goes back to the free balance. */
export function pay(world: World, order: LiveOrder, quantity: Amount, quote: Amount): void {
  const { account, base } = order.seat;
  if (order.side === 'SELL') {
    base.locked -= quantity;
    order.locked -= quantity;
    world.ledger.touch(account, base);
    return;
  }
  const balance = order.seat.quote;
  balance.locked -= quote;
  order.locked -= quote;
  world.ledger.touch(account, balance);
  if (!order.isMarket) setLock(world, order, order.need);
}

function receive(
  world: World,
  order: LiveOrder,
  price: Amount,
  quantity: Amount,
  quoteQuantity: Amount,
  role: 'maker' | 'taker',
  tradeId: number | undefined,
): Fill {
  const { seat } = order;
  const { account, market } = seat;
  const isBuyer = order.side === 'BUY';
  const balance = isBuyer ? seat.base : seat.quote;
  const received = isBuyer ? quantity : quoteQuantity;
  world.ledger.touch(account, balance);
  const { commission, payer } = charge(world, order, balance, received, role);
  // An OPO holds back what it buys; its commission comes from free funds where it can.
  const isWithheld = isBuyer && order === order.list?.working && order.list.isPaidByWorking;
  const paysFromFree = isWithheld && payer === balance && balance.asset !== 'BNB' && balance.free >= commission;
  balance.free += received;
  payer.free -= commission;
  if (isWithheld) {
    const held = payer === balance && !paysFromFree ? received - commission : received;
    world.ledger.lock(account, balance, held);
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
    time: world.time,
    isBuyer,
    isMaker: role === 'maker',
  };
  if (isAllocation) {
    market.nextAllocationId += 1;
    seat.allocations.push(fill);
  } else {
    seat.fills.push(fill);
    trim(seat.fills, world.history.orders);
  }
  return fill;
}

/** What a fill costs, and which balance pays: the asset with the discount where there is enough, else the received. */
function charge(
  world: World,
  { seat, side }: LiveOrder,
  balance: BalanceState,
  received: Amount,
  role: 'maker' | 'taker',
): { commission: Amount; payer: BalanceState } {
  const { account, rates } = seat;
  if (account.house || rates.isFree) return { commission: 0n, payer: balance };
  const { discountAsset } = rates;
  const lastPrice = (base: string, quote: string) => world.lastPrice(base, quote);
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
  if (payer !== balance) world.ledger.touch(account, payer);
  world.ledger.collectFee(payer.asset, commission);
  return { commission, payer };
}

/** Orders that the new last price sets off join the queue. */
function setOff(world: World, market: Market, price: Amount): void {
  for (const order of market.waiting.follow(price, world.time)) world.deferred.push({ kind: 'TRIGGERED', order });
}
