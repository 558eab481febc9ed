import { compare, type Fraction, fraction, plus, times } from './fraction.js';
import { ALGO, AT_MARKET, type RequestOrder, rises } from './reference-orders.js';
import type { Fields, Subject } from './reference-subject.js';

/** Checks an order by one filter of the symbol, the exchange or the account. */
export function judgeFilter(filter: Fields, subject: Subject): void {
  const { info, context, orders, isList, isAmend, broken, open } = subject;
  const kind = filter.filterType as string;
  const limit = (field: string): Fraction | undefined => {
    const value = fraction(filter[field]);
    return value && value[0] !== 0n ? value : undefined;
  };
  const fault = (param: string | undefined): void => void broken.add(`${kind} ${param}`);
  const range = (
    value: Fraction | undefined,
    param: string | undefined,
    min: string,
    max: string,
    step?: string,
  ): void => {
    if (value === undefined) return;
    const [low, high, grid] = [limit(min), limit(max), step === undefined ? undefined : limit(step)];
    if (low && compare(value, low) < 0) fault(param);
    if (high && compare(value, high) > 0) fault(param);
    if (grid && (value[0] * grid[1]) % (grid[0] * value[1]) !== 0n) fault(param);
  };
  const market = (): Fraction | undefined => {
    const minutes = filter.avgPriceMins;
    const fallback = minutes !== undefined && Number(minutes) === 0 ? context.lastPrice : context.averagePrice;
    return fraction(context.referencePrice ?? fallback);
  };
  const total = (order: RequestOrder, min: Fraction | undefined, max: Fraction | undefined): void => {
    if (!min && !max) return;
    const judge = (value: Fraction, param: string | undefined): void => {
      if (min && compare(value, min) < 0) fault(param);
      if (max && compare(value, max) > 0) fault(param);
    };
    if (order.isPegged || order.isPaid) open.add(kind);
    if (order.quoteOrderQty) judge(order.quoteOrderQty, order.names.quoteOrderQty);
    if (!order.quantity) return;
    const price = order.price ?? (AT_MARKET.includes(order.type ?? '') ? market() : undefined);
    if (price === undefined) open.add(kind);
    else if (price[0] > 0n) judge(times(price, order.quantity), order.names.quantity);
  };
  const everywhere = kind.startsWith('EXCHANGE_');
  const count = (field: string, mine: (order: RequestOrder) => boolean, theirs: (order: Fields) => boolean): void => {
    if (isAmend || filter[field] === undefined) return;
    const added = orders.filter(mine).length;
    if (added === 0) return;
    if (!context.openOrders) return void open.add(kind);
    const there = context.openOrders.filter((each) => (everywhere || each.symbol === info.symbol) && theirs(each));
    if (there.length + added > Number(filter[field])) fault('symbol');
  };
  switch (kind) {
    case 'PRICE_FILTER':
      for (const order of orders) {
        if (!isAmend) range(order.price, order.names.price, 'minPrice', 'maxPrice', 'tickSize');
        range(order.stopPrice, order.names.stopPrice, 'minPrice', 'maxPrice', 'tickSize');
        if (order.isPegged) open.add(kind);
      }
      return;
    case 'PERCENT_PRICE':
    case 'PERCENT_PRICE_BY_SIDE':
      for (const { price, side, names, isPegged } of orders) {
        if (isAmend) continue;
        if (isPegged) open.add(kind);
        if (!price) continue;
        const reference = market();
        if (!reference) {
          open.add(kind);
          continue;
        }
        const stem = kind === 'PERCENT_PRICE' ? 'multiplier' : side === 'SELL' ? 'askMultiplier' : 'bidMultiplier';
        const [up, down] = [limit(`${stem}Up`), limit(`${stem}Down`)];
        if (up && compare(price, times(reference, up)) > 0) fault(names.price);
        if (down && compare(price, times(reference, down)) < 0) fault(names.price);
      }
      return;
    case 'LOT_SIZE':
      for (const order of orders) {
        range(order.quantity, order.names.quantity, 'minQty', 'maxQty', 'stepSize');
        if (order.icebergQty?.[0]) range(order.icebergQty, order.names.icebergQty, 'minQty', 'maxQty', 'stepSize');
      }
      return;
    case 'MARKET_LOT_SIZE':
      for (const order of orders) {
        if (AT_MARKET.includes(order.type ?? ''))
          range(order.quantity, order.names.quantity, 'minQty', 'maxQty', 'stepSize');
      }
      return;
    case 'MIN_NOTIONAL':
      for (const order of orders) {
        const isOn = !AT_MARKET.includes(order.type ?? '') || filter.applyToMarket !== false;
        total(order, isOn ? limit('minNotional') : undefined, undefined);
      }
      return;
    case 'NOTIONAL':
      for (const order of orders) {
        const atMarket = AT_MARKET.includes(order.type ?? '');
        const min = atMarket && filter.applyMinToMarket === false ? undefined : limit('minNotional');
        const max = atMarket && filter.applyMaxToMarket === false ? undefined : limit('maxNotional');
        total(order, min, max);
      }
      return;
    case 'ICEBERG_PARTS':
      for (const { quantity, icebergQty, names } of orders) {
        if (!icebergQty?.[0] || !Number(filter.limit)) continue;
        if (!quantity) {
          open.add(kind);
          continue;
        }
        const parts: Fraction = [quantity[0] * icebergQty[1], quantity[1] * icebergQty[0]];
        if ((parts[0] + parts[1] - 1n) / parts[1] > BigInt(Number(filter.limit))) fault(names.icebergQty);
      }
      return;
    case 'TRAILING_DELTA':
      for (const { type, side, trailingDelta, names } of orders) {
        const where = rises(type, side) ? 'Above' : 'Below';
        range(trailingDelta, names.trailingDelta, `minTrailing${where}Delta`, `maxTrailing${where}Delta`);
      }
      return;
    case 'MAX_POSITION': {
      const max = limit('maxPosition');
      if (!max || isAmend) return;
      for (const { side, quantity, quoteOrderQty, names } of orders) {
        if (side !== 'BUY') continue;
        if (!context.balances || !context.openOrders || quoteOrderQty) {
          open.add(kind);
          continue;
        }
        let held: Fraction = [0n, 1n];
        for (const { asset, free, locked } of context.balances) {
          if (asset === info.baseAsset) held = plus(plus(held, fraction(free)!), fraction(locked)!);
        }
        for (const each of context.openOrders) {
          if (each.symbol !== info.symbol || each.side !== 'BUY') continue;
          held = plus(held, fraction(each.origQty)!);
          const done = fraction(each.executedQty) ?? [0n, 1n];
          held = plus(held, [-done[0], done[1]]);
        }
        if (quantity && compare(plus(held, quantity), max) > 0) fault(names.quantity);
      }
      return;
    }
    case 'MAX_ASSET': {
      const max = limit('limit');
      if (!max || isAmend) return;
      for (const order of orders) {
        if (filter.asset === info.quoteAsset) total(order, undefined, max);
        else if (filter.asset === info.baseAsset) {
          if (order.quantity && compare(order.quantity, max) > 0) fault(order.names.quantity);
          if (order.quoteOrderQty || order.isPaid) open.add(kind);
        }
      }
      return;
    }
    case 'MAX_NUM_ORDERS':
    case 'EXCHANGE_MAX_NUM_ORDERS':
      return count(
        'maxNumOrders',
        () => true,
        () => true,
      );
    case 'MAX_NUM_ALGO_ORDERS':
    case 'EXCHANGE_MAX_NUM_ALGO_ORDERS':
      return count(
        'maxNumAlgoOrders',
        ({ type }) => ALGO.includes(type ?? ''),
        ({ type }) => ALGO.includes(type as string),
      );
    case 'MAX_NUM_ICEBERG_ORDERS':
    case 'EXCHANGE_MAX_NUM_ICEBERG_ORDERS':
      return count(
        'maxNumIcebergOrders',
        ({ icebergQty }) => icebergQty !== undefined && icebergQty[0] > 0n,
        ({ icebergQty }) => icebergQty !== undefined && fraction(icebergQty)![0] > 0n,
      );
    case 'MAX_NUM_ORDER_LISTS':
    case 'EXCHANGE_MAX_NUM_ORDER_LISTS':
      if (!isList || filter.maxNumOrderLists === undefined) return;
      if (!context.openOrderLists) return void open.add(kind);
      if (
        context.openOrderLists.filter(({ symbol }) => everywhere || symbol === info.symbol).length + 1 >
        Number(filter.maxNumOrderLists)
      ) {
        fault('symbol');
      }
      return;
    case 'MAX_NUM_ORDER_AMENDS':
      if (!isAmend || filter.maxNumOrderAmends === undefined) return;
      if (context.amendments === undefined) open.add(kind);
      else if (context.amendments + 1 > Number(filter.maxNumOrderAmends)) fault('symbol');
      return;
    default:
      open.add(kind);
  }
}
