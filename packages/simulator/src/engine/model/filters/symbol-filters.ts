import { type Amount, amount, ONE } from '../../types/amount.js';
import type { Filter } from '../../types/index.js';
import { ALGO_ORDERS, type Counter, hasRoom, ICEBERG_ORDERS, ORDER_LISTS, ORDERS } from './count-filters.js';
import { type FilterSubject, limitPrices, notionals } from './filter-subject.js';

export type FilterCheck = { readonly name: string; readonly passes: (subject: FilterSubject) => boolean };

/** The filters of a symbol, compiled to checks. */
export type SymbolRules = {
  /** All filters, in the order of exchangeInfo. */
  readonly checks: readonly FilterCheck[];
  /** The filters that orders of the exchange's own accounts (house accounts) must pass: PRICE_FILTER and LOT_SIZE. */
  readonly houseChecks: readonly FilterCheck[];
  /** The filters that depend on the quantity. An amended order must pass them again. */
  readonly quantityChecks: readonly FilterCheck[];
  /** The filters that depend on prices. An order whose quantity is not known yet must pass only these. */
  readonly priceChecks: readonly FilterCheck[];
  readonly minQty: Amount;
  readonly maxQty: Amount;
  readonly stepSize: Amount;
  readonly marketMinQty: Amount;
  readonly marketMaxQty: Amount;
  readonly marketStepSize: Amount;
  readonly maxAmendments: number;
};

const HOUSE_FILTERS = new Set(['PRICE_FILTER', 'LOT_SIZE']);
const PRICE_FILTERS = new Set(['PRICE_FILTER', 'PERCENT_PRICE', 'PERCENT_PRICE_BY_SIDE', 'TRAILING_DELTA']);
const QUANTITY_FILTERS = new Set(['LOT_SIZE', 'MARKET_LOT_SIZE', 'MIN_NOTIONAL', 'NOTIONAL', 'ICEBERG_PARTS']);

/**
 * Compiles the filters of a symbol and keeps their sequence, because a refusal names the first filter that the order
 * fails.
 */
export function compileFilters(filters: readonly Filter[]): SymbolRules {
  const checks = filters.map((filter): FilterCheck => {
    // A filter that comes from JSON may have a `filterType` that TypeScript does not allow, and may lack numbers.
    const passes: FilterCheck['passes'] | undefined = read(filter);
    if (!passes) throw new RangeError(`filters: expected a known filterType, got ${JSON.stringify(filter)}`);
    return { name: filter.filterType, passes };
  });
  const lot = filters.find((filter) => filter.filterType === 'LOT_SIZE');
  const marketLot = filters.find((filter) => filter.filterType === 'MARKET_LOT_SIZE');
  const amends = filters.find((filter) => filter.filterType === 'MAX_NUM_ORDER_AMENDS');
  return {
    checks,
    houseChecks: checks.filter(({ name }) => HOUSE_FILTERS.has(name)),
    quantityChecks: checks.filter(({ name }) => QUANTITY_FILTERS.has(name)),
    priceChecks: checks.filter(({ name }) => PRICE_FILTERS.has(name)),
    minQty: lot ? amount(lot.minQty) : 0n,
    maxQty: lot ? amount(lot.maxQty) : 0n,
    stepSize: lot ? amount(lot.stepSize) : 0n,
    marketMinQty: marketLot ? amount(marketLot.minQty) : 0n,
    marketMaxQty: marketLot ? amount(marketLot.maxQty) : 0n,
    marketStepSize: marketLot ? amount(marketLot.stepSize) : 0n,
    maxAmendments: amends?.maxNumOrderAmends ?? Number.POSITIVE_INFINITY,
  };
}

/** Compiles one filter. @throws {RangeError} with the type of the filter if one of its numbers is missing or invalid */
function read(filter: Filter): FilterCheck['passes'] {
  try {
    return compile(filter);
  } catch (cause) {
    throw new RangeError(`filters: ${filter.filterType}: ${(cause as Error).message}`, { cause });
  }
}

/** Returns a number of a filter. @throws {RangeError} unless it is a whole number */
function whole(value: number): number {
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new RangeError(`expected a whole number, got ${JSON.stringify(value) ?? 'nothing'}`);
}

function compile(filter: Filter): (subject: FilterSubject) => boolean {
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
      const minutes = whole(filter.avgPriceMins);
      return (subject) => passesPercent(subject, up, down, minutes);
    }
    case 'PERCENT_PRICE_BY_SIDE': {
      const bid = [amount(filter.bidMultiplierUp), amount(filter.bidMultiplierDown)] as const;
      const ask = [amount(filter.askMultiplierUp), amount(filter.askMultiplierDown)] as const;
      const minutes = whole(filter.avgPriceMins);
      return (subject) => passesPercent(subject, ...(subject.order.side === 'BUY' ? bid : ask), minutes);
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
      const minutes = whole(filter.avgPriceMins);
      return (subject) => {
        if (subject.order.isMarket && !filter.applyToMarket) return true;
        return notionals(subject, minutes).every((notional) => notional >= min);
      };
    }
    case 'NOTIONAL': {
      const min = amount(filter.minNotional);
      const max = amount(filter.maxNotional);
      const minutes = whole(filter.avgPriceMins);
      return (subject) => {
        const { isMarket } = subject.order;
        const hasMin = !isMarket || filter.applyMinToMarket;
        const hasMax = !isMarket || filter.applyMaxToMarket;
        if (!hasMin && !hasMax) return true;
        return notionals(subject, minutes).every(
          (notional) => (!hasMin || notional >= min) && (!hasMax || notional <= max),
        );
      };
    }
    case 'ICEBERG_PARTS': {
      const limit = BigInt(whole(filter.limit));
      return ({ order, quantity }) =>
        order.icebergQty === 0n || (quantity + order.icebergQty - 1n) / order.icebergQty <= limit;
    }
    case 'MAX_POSITION': {
      const max = amount(filter.maxPosition);
      return ({ order, owner, quantity, position }) =>
        order.side !== 'BUY' || owner.account.house || position() + quantity <= max;
    }
    case 'TRAILING_DELTA': {
      const above = [whole(filter.minTrailingAboveDelta), whole(filter.maxTrailingAboveDelta)] as const;
      const below = [whole(filter.minTrailingBelowDelta), whole(filter.maxTrailingBelowDelta)] as const;
      return ({ order }) => {
        const delta = order.trailingDelta;
        if (delta === undefined) return true;
        const [min, max] = order.triggersAbove ? above : below;
        return delta >= min && delta <= max;
      };
    }
    case 'MAX_NUM_ORDERS':
      return atMost(ORDERS, filter.maxNumOrders);
    case 'MAX_NUM_ALGO_ORDERS':
      return atMost(ALGO_ORDERS, filter.maxNumAlgoOrders);
    case 'MAX_NUM_ICEBERG_ORDERS':
      return atMost(ICEBERG_ORDERS, filter.maxNumIcebergOrders);
    case 'MAX_NUM_ORDER_LISTS':
      return atMost(ORDER_LISTS, filter.maxNumOrderLists);
    case 'MAX_NUM_ORDER_AMENDS':
      whole(filter.maxNumOrderAmends);
      return () => true;
  }
}

function atMost(counter: Counter, maximum: number): FilterCheck['passes'] {
  const most = whole(maximum);
  return (subject) => hasRoom(subject, counter, most);
}

/** Whether a value is within bounds and a multiple of the step. A bound or step of 0 does not apply. */
function within(min: Amount, max: Amount, step: Amount): (value: Amount) => boolean {
  return (value) =>
    (min === 0n || value >= min) && (max === 0n || value <= max) && (step === 0n || value % step === 0n);
}

function passesPercent({ order, owner, time }: FilterSubject, up: Amount, down: Amount, minutes: number): boolean {
  if (order.isMarket) return true;
  const average = owner.market.priceOver(minutes, time);
  if (average === undefined) return true;
  return limitPrices(order).every((price) => price * ONE <= average * up && price * ONE >= average * down);
}
