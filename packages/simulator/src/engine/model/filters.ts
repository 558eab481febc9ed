import { refusal } from '../../refusals/refusal.js';
import { type Amount, amount, ONE, times } from '../amount.js';
import type { AssetFilter, ExchangeFilter, Filter } from '../types.js';
import type { LiveOrder } from './live-order.js';
import type { Seat } from './seat.js';

/** What a filter sees of an order about to be placed. */
export type Applicant = {
  readonly order: LiveOrder;
  readonly seat: Seat;
  /** Quantity of the order; of a market order by quote, what that buys or sells now. */
  readonly quantity: Amount;
  readonly time: number;
  /** What comes with the order: itself and the other orders of its list. */
  readonly added: Added;
};

/** How much one command adds to what the counting filters count. */
export type Added = {
  readonly orders: number;
  readonly contingent: number;
  readonly icebergs: number;
  readonly lists: number;
};

type Check = { readonly name: string; readonly passes: (applicant: Applicant) => boolean };

/** A symbol's filters, ready for use. */
export type SymbolRules = {
  readonly checks: readonly Check[];
  /** Those that the quantity of an order decides, which an amendment has to pass again. */
  readonly ofQuantity: readonly Check[];
  /** Those that prices decide, which an order without a quantity of its own yet has to pass as well. */
  readonly ofPrice: readonly Check[];
  readonly minQty: Amount;
  readonly maxQty: Amount;
  readonly stepSize: Amount;
  readonly marketMinQty: Amount;
  readonly marketMaxQty: Amount;
  readonly marketStepSize: Amount;
  readonly maxAmendments: number;
};

const OF_PRICE = new Set(['PRICE_FILTER', 'PERCENT_PRICE', 'PERCENT_PRICE_BY_SIDE', 'TRAILING_DELTA']);
const OF_QUANTITY = new Set(['LOT_SIZE', 'MARKET_LOT_SIZE', 'MIN_NOTIONAL', 'NOTIONAL', 'ICEBERG_PARTS']);

/** Filters in the order in which exchangeInfo lists them; the first that fails names the refusal. */
export function compileFilters(filters: readonly Filter[]): SymbolRules {
  const checks = filters.map((filter) => ({ name: filter.filterType, passes: compile(filter) }));
  const lot = filters.find((filter) => filter.filterType === 'LOT_SIZE');
  const marketLot = filters.find((filter) => filter.filterType === 'MARKET_LOT_SIZE');
  const amends = filters.find((filter) => filter.filterType === 'MAX_NUM_ORDER_AMENDS');
  return {
    checks,
    ofQuantity: checks.filter(({ name }) => OF_QUANTITY.has(name)),
    ofPrice: checks.filter(({ name }) => OF_PRICE.has(name)),
    minQty: lot ? amount(lot.minQty) : 0n,
    maxQty: lot ? amount(lot.maxQty) : 0n,
    stepSize: lot ? amount(lot.stepSize) : 0n,
    marketMinQty: marketLot ? amount(marketLot.minQty) : 0n,
    marketMaxQty: marketLot ? amount(marketLot.maxQty) : 0n,
    marketStepSize: marketLot ? amount(marketLot.stepSize) : 0n,
    maxAmendments: amends?.maxNumOrderAmends ?? Number.POSITIVE_INFINITY,
  };
}

/** @throws -1013 with the name of the first filter that the order fails. */
export function checkFilters(applicant: Applicant, exchangeFilters: readonly ExchangeFilter[]): void {
  checkAll(applicant.seat.market.rules.checks, applicant);
  for (const filter of exchangeFilters) {
    if (!passesExchangeFilter(filter, applicant)) refuse(filter.filterType);
  }
  for (const filter of applicant.seat.account.assetFilters) {
    if (!passesAssetFilter(filter, applicant)) refuse(filter.filterType);
  }
}

/** @throws -1013 when an order's quantity no longer passes. */
export function checkQuantityFilters(applicant: Applicant): void {
  checkAll(applicant.seat.market.rules.ofQuantity, applicant);
}

/** @throws -1013 for the prices of an order whose quantity is not known yet. */
export function checkPriceFilters(applicant: Applicant): void {
  checkAll(applicant.seat.market.rules.ofPrice, applicant);
}

function checkAll(checks: readonly Check[], applicant: Applicant): void {
  for (const { name, passes } of checks) if (!passes(applicant)) refuse(name);
}

function refuse(filter: string): never {
  throw refusal('FILTER_FAILURE', { filter });
}

function compile(filter: Filter): (applicant: Applicant) => boolean {
  switch (filter.filterType) {
    case 'PRICE_FILTER': {
      const passes = within(amount(filter.minPrice), amount(filter.maxPrice), amount(filter.tickSize));
      return ({ order }) =>
        (order.price === 0n || passes(order.price)) &&
        (order.stopPrice === 0n || passes(order.stopPrice)) &&
        (order.peggedPrice === undefined || passes(order.peggedPrice));
    }
    case 'PERCENT_PRICE': {
      const up = amount(filter.multiplierUp);
      const down = amount(filter.multiplierDown);
      return (applicant) => passesPercent(applicant, up, down, filter.avgPriceMins);
    }
    case 'PERCENT_PRICE_BY_SIDE': {
      const bid = [amount(filter.bidMultiplierUp), amount(filter.bidMultiplierDown)] as const;
      const ask = [amount(filter.askMultiplierUp), amount(filter.askMultiplierDown)] as const;
      return (applicant) =>
        passesPercent(applicant, ...(applicant.order.side === 'BUY' ? bid : ask), filter.avgPriceMins);
    }
    case 'LOT_SIZE': {
      const passes = within(amount(filter.minQty), amount(filter.maxQty), amount(filter.stepSize));
      return ({ order, quantity }) => passes(quantity) && (order.icebergQty === 0n || passes(order.icebergQty));
    }
    case 'MARKET_LOT_SIZE': {
      const passes = within(amount(filter.minQty), amount(filter.maxQty), amount(filter.stepSize));
      return ({ order, quantity }) => !order.isMarket || passes(quantity);
    }
    case 'MIN_NOTIONAL': {
      const min = amount(filter.minNotional);
      return (applicant) => {
        if (applicant.order.isMarket && !filter.applyToMarket) return true;
        return notionals(applicant, filter.avgPriceMins).every((notional) => notional >= min);
      };
    }
    case 'NOTIONAL': {
      const min = amount(filter.minNotional);
      const max = amount(filter.maxNotional);
      return (applicant) => {
        const { isMarket } = applicant.order;
        const hasMin = !isMarket || filter.applyMinToMarket;
        const hasMax = !isMarket || filter.applyMaxToMarket;
        if (!hasMin && !hasMax) return true;
        return notionals(applicant, filter.avgPriceMins).every(
          (notional) => (!hasMin || notional >= min) && (!hasMax || notional <= max),
        );
      };
    }
    case 'ICEBERG_PARTS': {
      const limit = BigInt(filter.limit);
      return ({ order, quantity }) =>
        order.icebergQty === 0n || (quantity + order.icebergQty - 1n) / order.icebergQty <= limit;
    }
    case 'MAX_POSITION': {
      const max = amount(filter.maxPosition);
      return ({ order, seat, quantity }) => {
        if (order.side !== 'BUY' || seat.account.house) return true;
        let position = seat.base.free + seat.base.locked + quantity;
        for (const open of seat.open) {
          if (open.side === 'BUY' && open !== order && !isOfOneList(open, order)) position += open.remaining;
        }
        return position <= max;
      };
    }
    case 'TRAILING_DELTA':
      return ({ order }) => {
        const delta = order.trailingDelta;
        if (delta === undefined) return true;
        return order.triggersAbove
          ? delta >= filter.minTrailingAboveDelta && delta <= filter.maxTrailingAboveDelta
          : delta >= filter.minTrailingBelowDelta && delta <= filter.maxTrailingBelowDelta;
      };
    case 'MAX_NUM_ORDERS':
      return (applicant) => hasRoom(applicant, ORDERS, filter.maxNumOrders);
    case 'MAX_NUM_ALGO_ORDERS':
      return (applicant) => hasRoom(applicant, ALGO_ORDERS, filter.maxNumAlgoOrders);
    case 'MAX_NUM_ICEBERG_ORDERS':
      return (applicant) => hasRoom(applicant, ICEBERG_ORDERS, filter.maxNumIcebergOrders);
    case 'MAX_NUM_ORDER_LISTS':
      return (applicant) => hasRoom(applicant, ORDER_LISTS, filter.maxNumOrderLists);
    case 'MAX_NUM_ORDER_AMENDS':
      return () => true;
  }
}

/** Within bounds and on the grid; a bound or grid of 0 is off. */
function within(min: Amount, max: Amount, step: Amount): (value: Amount) => boolean {
  return (value) =>
    (min === 0n || value >= min) && (max === 0n || value <= max) && (step === 0n || value % step === 0n);
}

/** The limit prices that price filters judge: the one sent, and the one a peg gave. */
function prices(order: LiveOrder): Amount[] {
  const given = order.price > 0n ? [order.price] : [];
  return order.peggedPrice === undefined ? given : [...given, order.peggedPrice];
}

function passesPercent({ order, seat, time }: Applicant, up: Amount, down: Amount, minutes: number): boolean {
  if (order.isMarket) return true;
  const average = seat.market.priceOver(minutes, time);
  if (average === undefined) return true;
  return prices(order).every((price) => price * ONE <= average * up && price * ONE >= average * down);
}

/** Orders of one list are judged alike: as when it was placed, none of them counts as open for another. */
function isOfOneList(one: LiveOrder, other: LiveOrder): boolean {
  return one.list !== undefined && one.list === other.list;
}

/** What an order is worth, by each price that it has; a market order by quote is worth what it names. */
function notionals({ order, seat, quantity, time }: Applicant, minutes: number): Amount[] {
  if (!order.isMarket) return prices(order).map((price) => times(price, quantity));
  if (order.quoteOrderQty > 0n) return [order.quoteOrderQty];
  const average = seat.market.priceOver(minutes, time);
  return average === undefined ? [] : [times(average, quantity)];
}

function passesExchangeFilter(filter: ExchangeFilter, applicant: Applicant): boolean {
  const seats = applicant.seat.account.seats.values();
  switch (filter.filterType) {
    case 'EXCHANGE_MAX_NUM_ORDERS':
      return hasRoom(applicant, ORDERS, filter.maxNumOrders, seats);
    case 'EXCHANGE_MAX_NUM_ALGO_ORDERS':
      return hasRoom(applicant, ALGO_ORDERS, filter.maxNumAlgoOrders, seats);
    case 'EXCHANGE_MAX_NUM_ICEBERG_ORDERS':
      return hasRoom(applicant, ICEBERG_ORDERS, filter.maxNumIcebergOrders, seats);
    case 'EXCHANGE_MAX_NUM_ORDER_LISTS':
      return hasRoom(applicant, ORDER_LISTS, filter.maxNumOrderLists, seats);
  }
}

/** What a limit counts: what is open in a seat, and what comes on top. */
type Count = { readonly open: (seat: Seat) => number; readonly added: (added: Added) => number };

const ORDERS: Count = { open: ({ open }) => open.size, added: ({ orders }) => orders };
const ALGO_ORDERS: Count = { open: ({ openContingent }) => openContingent, added: ({ contingent }) => contingent };
const ICEBERG_ORDERS: Count = { open: ({ openIcebergs }) => openIcebergs, added: ({ icebergs }) => icebergs };
const ORDER_LISTS: Count = { open: ({ openLists }) => openLists.size, added: ({ lists }) => lists };

/** Whether a limit has room for what is added. Nothing added passes: what was open before may be above a new limit. */
function hasRoom({ seat, added }: Applicant, count: Count, most: number, seats: Iterable<Seat> = [seat]): boolean {
  let sum = count.added(added);
  if (seat.account.house || sum === 0) return true;
  for (const each of seats) sum += count.open(each);
  return sum <= most;
}

function passesAssetFilter(filter: AssetFilter, applicant: Applicant): boolean {
  const limit = amount(filter.limit);
  const { info } = applicant.seat.market;
  if (info.baseAsset === filter.asset && applicant.quantity > limit) return false;
  if (info.quoteAsset !== filter.asset) return true;
  return notionals(applicant, 0).every((notional) => notional <= limit);
}

/** Whether an account's filter on an asset concerns a symbol. */
export function isBearing(filter: AssetFilter, info: { baseAsset: string; quoteAsset: string }): boolean {
  return filter.asset === info.baseAsset || filter.asset === info.quoteAsset;
}
