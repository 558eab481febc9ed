import type { Amount } from '../amount.js';
import type { LiveOrder } from '../model/live-order.js';
import type { Market } from '../model/market.js';
import { SOR_ACCOUNT, type World } from '../model/world.js';

/** The markets that an SOR order in this one may take from: its own first, then as configured. */
export function sorMarkets(world: World, own: Market): Market[] {
  const { symbol } = own.info;
  const names = world.sors.find(({ symbols }) => symbols.includes(symbol))?.symbols ?? [];
  const others = names.filter((name) => name !== symbol).flatMap((name) => world.markets.get(name) ?? []);
  return [own, ...others.filter(({ info }) => info.status === 'TRADING')];
}

/** Whether a fill from this market reaches the taker as an allocation. */
export function isAllocated(world: World, taker: LiveOrder, market: Market): boolean {
  if (!taker.usedSor) return false;
  return market !== taker.seat.market || world.choices.sorOwnBook === 'allocation';
}

/**
 * The exchange stands between the taker and a maker in another book: it trades with the maker there, and passes the
 * base asset on for the taker's own quote asset. Returns the id of its order in the maker's market.
 */
export function standBetween(world: World, taker: LiveOrder, market: Market, quoteQuantity: Amount): number {
  passQuote(world, taker, market, quoteQuantity);
  const id = market.nextOrderId;
  market.nextOrderId += 1;
  return id;
}

/** One side pays in the quote asset of its own market, the other receives that of its own: the exchange changes them. */
export function passQuote(world: World, taker: LiveOrder, market: Market, quoteQuantity: Amount): void {
  const account = world.account(SOR_ACCOUNT);
  const there = account.balance(market.info.quoteAsset);
  const here = account.balance(taker.seat.market.info.quoteAsset);
  const paid = taker.side === 'BUY' ? quoteQuantity : -quoteQuantity;
  there.free -= paid;
  here.free += paid;
}
