import { type EngineState, SOR_ACCOUNT } from '../model/engine-state.js';
import type { LiveMarket, LiveOrder } from '../model/live-order.js';
import type { Amount } from '../types/amount.js';

/** The markets that an SOR order in this one may take from: its own first, then as configured. */
export function sorMarkets(state: EngineState, own: LiveMarket): LiveMarket[] {
  const { symbol } = own.info;
  const names = state.sors.find(({ symbols }) => symbols.includes(symbol))?.symbols ?? [];
  const others = names.filter((name) => name !== symbol).flatMap((name) => state.markets.get(name) ?? []);
  return [own, ...others.filter(({ info }) => info.status === 'TRADING')];
}

/** Whether a fill from this market reaches the taker as an allocation. */
export function isAllocated(state: EngineState, taker: LiveOrder, market: LiveMarket): boolean {
  if (!taker.usedSor) return false;
  return market !== taker.owner.market || state.assumptions.sorOwnBook === 'allocation';
}

/**
 * The exchange stands between the taker and a maker in another book: it trades with the maker there, and passes the
 * base asset on for the taker's own quote asset. Returns the id of its order in the maker's market.
 */
export function bridgeMarkets(state: EngineState, taker: LiveOrder, market: LiveMarket, quoteQuantity: Amount): number {
  convertQuote(state, taker, market, quoteQuantity);
  const id = market.nextOrderId;
  market.nextOrderId += 1;
  return id;
}

/** One side pays in the quote asset of its own market, the other receives that of its own: the exchange changes them. */
export function convertQuote(state: EngineState, taker: LiveOrder, market: LiveMarket, quoteQuantity: Amount): void {
  const account = state.account(SOR_ACCOUNT);
  const there = account.balance(market.info.quoteAsset);
  const here = account.balance(taker.owner.market.info.quoteAsset);
  const paid = taker.side === 'BUY' ? quoteQuantity : -quoteQuantity;
  there.free -= paid;
  here.free += paid;
}
