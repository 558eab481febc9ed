import { type EngineState, SOR_ACCOUNT } from '../model/engine-state.js';
import type { LiveMarket, LiveOrder } from '../model/live-order.js';
import type { Amount } from '../types/amount.js';

/**
 * The markets in which an SOR order can trade: first its own market, then the others in the sequence of the option
 * `sors`.
 */
export function sorMarkets(state: EngineState, own: LiveMarket): LiveMarket[] {
  const { symbol } = own.info;
  const names = state.sors.find(({ symbols }) => symbols.includes(symbol))?.symbols ?? [];
  const others = names.filter((name) => name !== symbol).flatMap((name) => state.markets.get(name) ?? []);
  return [own, ...others.filter(({ info }) => info.status === 'TRADING')];
}

/** Whether the taker gets its fills from this market as allocations, not as trades. */
export function isAllocated(state: EngineState, taker: LiveOrder, market: LiveMarket): boolean {
  if (!taker.usedSor) return false;
  return market !== taker.owner.market || state.assumptions.sorOwnBook === 'allocation';
}

/**
 * Lets the exchange's own account trade with a maker in another market on behalf of an SOR order. The SOR order itself
 * exists only in its own market.
 *
 * @returns the id of the exchange's order in the maker's market
 */
export function bridgeMarkets(state: EngineState, taker: LiveOrder, market: LiveMarket, quoteQuantity: Amount): number {
  convertQuote(state, taker, market, quoteQuantity);
  const id = market.nextOrderId;
  market.nextOrderId += 1;
  return id;
}

/**
 * Converts `quoteQuantity` between the quote assets of two markets: the taker's own market and the maker's `market`.
 * The rate is 1:1, and the exchange's own account makes the conversion.
 */
export function convertQuote(state: EngineState, taker: LiveOrder, market: LiveMarket, quoteQuantity: Amount): void {
  const account = state.account(SOR_ACCOUNT);
  const there = account.balance(market.info.quoteAsset);
  const here = account.balance(taker.owner.market.info.quoteAsset);
  const paid = taker.side === 'BUY' ? quoteQuantity : -quoteQuantity;
  there.free -= paid;
  here.free += paid;
}
