import type { EngineState } from '../model/engine-state.js';
import type { LiveOrder } from '../model/live-order.js';
import { type Amount, minimum, times } from '../types/amount.js';
import type { PreventedMatch, StpMode } from '../types/index.js';
import { emitOrder } from './emit-events.js';
import { pay, reduceMaker } from './execute-trade.js';
import { dissolvePair, updateLock } from './locks.js';
import { closeOrder, expireOrder, updateListAfter } from './order-lifecycle.js';
import { convertQuote } from './smart-order-routing.js';

/** Whether a trade between the two orders would be a self-trade that the taker's mode prevents. */
export function isPrevented(taker: LiveOrder, maker: LiveOrder): boolean {
  if (taker.selfTradePreventionMode === 'NONE') return false;
  const one = taker.owner.account;
  const other = maker.owner.account;
  if (one === other) return !one.house;
  return one.tradeGroupId !== -1 && one.tradeGroupId === other.tradeGroupId;
}

/**
 * Returns the mode of self-trade prevention that applies to a match: the mode of the taker's order. If only the taker's
 * order has the mode TRANSFER, the mode DECREMENT applies instead.
 */
export function effectiveMode(taker: LiveOrder, maker: LiveOrder): StpMode {
  const mode = taker.selfTradePreventionMode;
  return mode === 'TRANSFER' && maker.selfTradePreventionMode !== 'TRANSFER' ? 'DECREMENT' : mode;
}

/** Prevents one match: expires or reduces the orders, and records the prevented match. */
export function prevent(state: EngineState, taker: LiveOrder, maker: LiveOrder, mode: StpMode): void {
  const price = maker.limit as Amount;
  const quantity = minimum(taker.remaining, maker.visible);
  const isDecrement = mode === 'DECREMENT' || mode === 'TRANSFER';
  const takerLoss = isDecrement ? quantity : mode === 'EXPIRE_MAKER' ? 0n : taker.remaining;
  const makerLoss = isDecrement ? quantity : mode === 'EXPIRE_TAKER' ? 0n : maker.remaining;
  const match = record(state, taker, maker, mode, price, takerLoss, makerLoss);
  const isTransfer = mode === 'TRANSFER' && taker.accountId !== maker.accountId;
  const about = { match, quantity, price, quoteQuantity: times(price, quantity) };
  if (isTransfer) convertQuote(state, taker, maker.owner.market, about.quoteQuantity);
  if (takerLoss > 0n) lose(state, taker, maker, takerLoss, isTransfer, about);
  if (makerLoss > 0n) lose(state, maker, taker, makerLoss, isTransfer, about);
}

type About = {
  readonly match: PreventedMatch;
  readonly quantity: Amount;
  readonly price: Amount;
  readonly quoteQuantity: Amount;
};

/** Subtracts a prevented quantity from one order. If nothing remains, closes the order. */
function lose(
  state: EngineState,
  order: LiveOrder,
  counter: LiveOrder,
  loss: Amount,
  isTransfer: boolean,
  about: About,
): void {
  const { owner } = order;
  const other = dissolvePair(order);
  const isGone = loss === order.remaining;
  if (order.phase === 'RESTING' && !isGone) reduceMaker(state, order, owner.market, loss);
  order.preventedQuantity += loss;
  order.preventedMatchId = about.match.preventedMatchId;
  order.updateTime = state.time;
  // An order on the book that loses its whole quantity is still in its price level here, because `reduceMaker` was not
  // called for it. `closeOrder` below removes the order from the level.
  order.remaining -= loss;
  if (isTransfer) transfer(state, order, about);
  else if (!(order.isMarket && order.side === 'BUY')) updateLock(state, order);
  if (isGone) closeOrder(state, order, 'EXPIRED_IN_MATCH');
  emitOrder(state, order, 'TRADE_PREVENTION', !isGone && !order.isMarket && order.timeInForce === 'GTC', {
    prevention: {
      ...about,
      lastPreventedQuantity: loss,
      counterOrderId: counter.orderId,
      counterSymbol: counter.symbol,
    },
  });
  if (other) expireOrder(state, other, 'OCO_TRIGGER');
  if (isGone) updateListAfter(state, order);
}

/**
 * Applies the mode TRANSFER to one of the two orders of a prevented match: its account pays and receives the same
 * amounts as in a trade, but no commission is charged.
 */
function transfer(state: EngineState, order: LiveOrder, { quantity, quoteQuantity }: About): void {
  const { account, base, quote } = order.owner;
  pay(state, order, quantity, quoteQuantity);
  const received = order.side === 'BUY' ? base : quote;
  received.free += order.side === 'BUY' ? quantity : quoteQuantity;
  state.ledger.touch(account, received);
}

function record(
  state: EngineState,
  taker: LiveOrder,
  maker: LiveOrder,
  mode: StpMode,
  price: Amount,
  takerLoss: Amount,
  makerLoss: Amount,
): PreventedMatch {
  const { market } = taker.owner;
  const match: PreventedMatch = {
    symbol: taker.symbol,
    preventedMatchId: market.nextPreventedMatchId,
    takerOrderId: taker.orderId,
    takerAccountId: taker.accountId,
    makerSymbol: maker.symbol,
    makerOrderId: maker.orderId,
    makerAccountId: maker.accountId,
    tradeGroupId: taker.owner.account.tradeGroupId,
    selfTradePreventionMode: mode,
    price,
    takerPreventedQuantity: takerLoss > 0n ? takerLoss : undefined,
    makerPreventedQuantity: makerLoss > 0n ? makerLoss : undefined,
    transactTime: state.time,
  };
  market.nextPreventedMatchId += 1;
  taker.owner.preventedMatches.push(match);
  if (maker.owner !== taker.owner) maker.owner.preventedMatches.push(match);
  return match;
}
