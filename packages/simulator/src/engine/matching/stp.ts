import { type Amount, minimum, times } from '../amount.js';
import type { LiveOrder } from '../model/live-order.js';
import type { World } from '../model/world.js';
import type { PreventedMatch, StpMode } from '../types.js';
import { close, closed, expire } from './lifecycle.js';
import { claimPair, relock } from './locks.js';
import { reportOrder } from './reports.js';
import { pay, shrink } from './settle.js';
import { passQuote } from './sor.js';

/** Whether the two would be a self-trade that the taker's mode prevents. */
export function isPrevented(taker: LiveOrder, maker: LiveOrder): boolean {
  if (taker.selfTradePreventionMode === 'NONE') return false;
  const one = taker.seat.account;
  const other = maker.seat.account;
  if (one === other) return !one.house;
  return one.tradeGroupId !== -1 && one.tradeGroupId === other.tradeGroupId;
}

/** The taker's mode decides; for TRANSFER both have to want it. */
export function effectiveMode(taker: LiveOrder, maker: LiveOrder): StpMode {
  const mode = taker.selfTradePreventionMode;
  return mode === 'TRANSFER' && maker.selfTradePreventionMode !== 'TRANSFER' ? 'DECREMENT' : mode;
}

/** Prevents one match: expires or decrements the two orders, and keeps a record of it. */
export function prevent(world: World, taker: LiveOrder, maker: LiveOrder, mode: StpMode): void {
  const price = maker.limit as Amount;
  const quantity = minimum(taker.remaining, maker.visible);
  const isDecrement = mode === 'DECREMENT' || mode === 'TRANSFER';
  const takerLoss = isDecrement ? quantity : mode === 'EXPIRE_MAKER' ? 0n : taker.remaining;
  const makerLoss = isDecrement ? quantity : mode === 'EXPIRE_TAKER' ? 0n : maker.remaining;
  const match = record(world, taker, maker, mode, price, takerLoss, makerLoss);
  const isTransfer = mode === 'TRANSFER' && taker.accountId !== maker.accountId;
  const about = { match, quantity, price, quoteQuantity: times(price, quantity) };
  if (isTransfer) passQuote(world, taker, maker.seat.market, about.quoteQuantity);
  if (takerLoss > 0n) lose(world, taker, maker, takerLoss, isTransfer, about);
  if (makerLoss > 0n) lose(world, maker, taker, makerLoss, isTransfer, about);
}

type About = {
  readonly match: PreventedMatch;
  readonly quantity: Amount;
  readonly price: Amount;
  readonly quoteQuantity: Amount;
};

/** Takes a prevented quantity off one order, which ends when nothing is left. */
function lose(
  world: World,
  order: LiveOrder,
  counter: LiveOrder,
  loss: Amount,
  isTransfer: boolean,
  about: About,
): void {
  const { seat } = order;
  const other = claimPair(order);
  const isGone = loss === order.remaining;
  if (order.phase === 'RESTING' && !isGone) shrink(world, order, seat.market, loss);
  order.preventedQuantity += loss;
  order.preventedMatchId = about.match.preventedMatchId;
  order.updateTime = world.time;
  // A resting order that ends leaves the book with all that it shows; `close` sees to that.
  order.remaining -= loss;
  if (isTransfer) transfer(world, order, about);
  else if (!(order.isMarket && order.side === 'BUY')) relock(world, order);
  if (isGone) close(world, order, 'EXPIRED_IN_MATCH');
  reportOrder(world, order, 'TRADE_PREVENTION', !isGone && !order.isMarket && order.timeInForce === 'GTC', {
    prevention: {
      ...about,
      lastPreventedQuantity: loss,
      counterOrderId: counter.orderId,
      counterSymbol: counter.symbol,
    },
  });
  if (other) expire(world, other, 'OCO_TRIGGER');
  if (isGone) closed(world, order);
}

/** Moves the prevented quantity and its notional as a trade would, free of commission. */
function transfer(world: World, order: LiveOrder, { quantity, quoteQuantity }: About): void {
  const { account, base, quote } = order.seat;
  pay(world, order, quantity, quoteQuantity);
  const received = order.side === 'BUY' ? base : quote;
  received.free += order.side === 'BUY' ? quantity : quoteQuantity;
  world.ledger.touch(account, received);
}

function record(
  world: World,
  taker: LiveOrder,
  maker: LiveOrder,
  mode: StpMode,
  price: Amount,
  takerLoss: Amount,
  makerLoss: Amount,
): PreventedMatch {
  const { market } = taker.seat;
  const match: PreventedMatch = {
    symbol: taker.symbol,
    preventedMatchId: market.nextPreventedMatchId,
    takerOrderId: taker.orderId,
    takerAccountId: taker.accountId,
    makerSymbol: maker.symbol,
    makerOrderId: maker.orderId,
    makerAccountId: maker.accountId,
    tradeGroupId: taker.seat.account.tradeGroupId,
    selfTradePreventionMode: mode,
    price,
    takerPreventedQuantity: takerLoss > 0n ? takerLoss : undefined,
    makerPreventedQuantity: makerLoss > 0n ? makerLoss : undefined,
    transactTime: world.time,
  };
  market.nextPreventedMatchId += 1;
  taker.seat.preventedMatches.push(match);
  if (maker.seat !== taker.seat) maker.seat.preventedMatches.push(match);
  return match;
}
