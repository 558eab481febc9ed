import type { OrderContext, OrderOperation, RuledSymbol } from '@pkg/core/filters';

/**
 * The trading rules a second time, by another method: exact fractions instead of scaled integers, each rule straight
 * from its formula in filters.md and rest-api.md, no compiling, no shortcuts. Slow, and only for comparing verdicts.
 */

/** A fraction of two integers. */
type Fraction = readonly [numerator: bigint, denominator: bigint];
type Params = Readonly<Record<string, unknown>>;
type Fields = Readonly<Record<string, unknown>>;

/** What the reference finds: `FILTER parameter` for each broken limit's filter, and the rules that it cannot judge. */
export type ReferenceVerdict = { readonly broken: Set<string>; readonly open: Set<string> };

export type ReferenceRules = {
  readonly info: RuledSymbol;
  readonly exchangeFilters?: readonly Fields[];
  readonly assetFilters?: readonly Fields[];
  readonly sors?: readonly { readonly baseAsset: string; readonly symbols: readonly string[] }[];
};

type Order = {
  readonly prefix: string;
  readonly names: Readonly<Record<string, string>>;
  readonly type: string | undefined;
  readonly side: string | undefined;
  readonly price: Fraction | undefined;
  readonly stopPrice: Fraction | undefined;
  readonly quantity: Fraction | undefined;
  readonly quoteOrderQty: Fraction | undefined;
  readonly icebergQty: Fraction | undefined;
  readonly trailingDelta: Fraction | undefined;
  readonly isPegged: boolean;
  readonly isPending: boolean;
  readonly isPaid: boolean;
};

const ALGO = ['STOP_LOSS', 'STOP_LOSS_LIMIT', 'TAKE_PROFIT', 'TAKE_PROFIT_LIMIT'];
const AT_MARKET = ['MARKET', 'STOP_LOSS', 'TAKE_PROFIT'];
const LIMITED = ['LIMIT', 'LIMIT_MAKER', 'STOP_LOSS_LIMIT', 'TAKE_PROFIT_LIMIT'];
const TIMED = ['LIMIT', 'STOP_LOSS_LIMIT', 'TAKE_PROFIT_LIMIT'];
const LOSSES = ['STOP_LOSS', 'STOP_LOSS_LIMIT'];

export function referenceVerdict(
  params: Params,
  rules: ReferenceRules,
  context: OrderContext,
  operation: OrderOperation,
): ReferenceVerdict {
  const { info } = rules;
  const broken = new Set<string>();
  const open = new Set<string>();
  const isList = operation.includes('Oco') || /O[tp]o/.test(operation);
  const isAmend = operation === 'amendOrder';
  const orders = ordersOf(params, operation, context, broken);
  const has = (name: string): boolean => params[name] !== undefined && params[name] !== null;

  // Symbol, status, flags.
  if (params.symbol !== info.symbol) broken.add('SYMBOL symbol');
  const isOpen = info.status === 'TRADING' || (isAmend && info.status === 'CANCEL_ONLY');
  if (!isOpen || (info.isSpotTradingAllowed === false && !isAmend)) broken.add('STATUS symbol');
  const flag = (name: keyof RuledSymbol, param: string): void => {
    if (info[name] === undefined) open.add(name);
    if (info[name] === false) broken.add(`ORDER_TYPE ${param}`);
  };
  if (operation === 'cancelReplaceOrder') flag('cancelReplaceAllowed', 'symbol');
  if (isAmend) flag('amendAllowed', 'symbol');
  if (/Oco|co/.test(operation) && isList) flag('ocoAllowed', 'symbol');
  if (/Oto|Opo/.test(operation)) flag('otoAllowed', 'symbol');
  if (/Opo/.test(operation)) flag('opoAllowed', 'symbol');
  if (/Sor/.test(operation)) {
    if (rules.sors === undefined) open.add('sors');
    else if (!rules.sors.some((each) => each.symbols.includes(info.symbol))) broken.add('ORDER_TYPE symbol');
  }
  if (has('selfTradePreventionMode')) {
    const modes = info.allowedSelfTradePreventionModes;
    if (modes === undefined) open.add('allowedSelfTradePreventionModes');
    else if (!modes.includes(params.selfTradePreventionMode as string))
      broken.add('PARAMETERS selfTradePreventionMode');
  }

  // Parameters of the request as a whole.
  const words: Record<string, string[]> = { newOrderRespType: ['ACK', 'RESULT', 'FULL'] };
  if (operation === 'cancelReplaceOrder') {
    if (!has('cancelReplaceMode')) broken.add('PARAMETERS cancelReplaceMode');
    if (!has('cancelOrderId') && !has('cancelOrigClientOrderId')) broken.add('PARAMETERS cancelOrderId');
    words.cancelReplaceMode = ['STOP_ON_FAILURE', 'ALLOW_FAILURE'];
  }
  if (isAmend && !has('orderId') && !has('origClientOrderId')) broken.add('PARAMETERS orderId');
  if (isAmend) delete words.newOrderRespType;
  for (const [name, list] of Object.entries(words)) {
    if (has(name) && !list.includes(params[name] as string)) broken.add(`PARAMETERS ${name}`);
  }
  const idNames = [
    ...orders.map(({ names }) => names.clientOrderId as string),
    ...(isList ? ['listClientOrderId'] : []),
  ];
  if (isAmend) idNames.push('origClientOrderId');
  for (const name of idNames) {
    const id = params[name];
    if (has(name) && (typeof id !== 'string' || id.length < 1 || id.length > 36 || /[^\w-]/.test(id))) {
      broken.add(`PARAMETERS ${name}`);
    }
  }
  const used = isAmend
    ? []
    : (context.openOrders ?? []).filter(({ symbol }) => symbol === info.symbol).map((each) => each.clientOrderId);
  for (const { names } of orders) {
    const id = params[names.clientOrderId as string] as string | undefined;
    if (id === undefined) continue;
    if (used.includes(id)) broken.add(`PARAMETERS ${names.clientOrderId}`);
    used.push(id);
  }
  if (operation === 'createLegacyOcoOrder' && !has('stopPrice')) broken.add('PARAMETERS stopPrice');

  for (const order of orders) judgeOrder(order);
  if (isList) judgePrices();
  else if (!isAmend) for (const order of orders) judgeTrigger(order);
  for (const order of orders)
    if (isList && (!isPaired(order) || order.type === 'TAKE_PROFIT_LIMIT')) judgeTrigger(order);
  const filters = [
    ...(info.filters as readonly Fields[]),
    ...(rules.exchangeFilters ?? []),
    ...(rules.assetFilters ?? []),
  ];
  for (const filter of filters) judgeFilter(filter);
  return { broken, open };

  function isPaired({ names }: Order): boolean {
    return operation === 'createLegacyOcoOrder' || /bove|elow/.test(names.type as string);
  }

  function judgeOrder(order: Order): void {
    const { names, type, side, quantity } = order;
    const name = (field: string): string => names[field] as string;
    const given = (field: string): boolean => has(name(field));
    const fault = (field: string): void => void broken.add(`PARAMETERS ${name(field)}`);
    const oneOf = (field: string, ...list: string[]): void => {
      if (given(field) && !list.includes(params[name(field)] as string)) fault(field);
    };
    oneOf('side', 'BUY', 'SELL');
    oneOf('timeInForce', 'GTC', 'IOC', 'FOK');
    if (given('strategyType') && !(Number(params[name('strategyType')]) >= 1_000_000)) fault('strategyType');
    for (const field of ['price', 'stopPrice', 'quantity', 'quoteOrderQty'] as const) {
      if (!(isAmend && field === 'price') && order[field] && order[field][0] === 0n) fault(field);
    }
    if (order.trailingDelta && order.trailingDelta[0] % order.trailingDelta[1] !== 0n) fault('trailingDelta');
    // Precision of the assets, and the largest 64-bit integer of it.
    const digits = (
      field: 'quantity' | 'icebergQty' | 'price' | 'stopPrice' | 'quoteOrderQty',
      most: number | undefined,
    ) => {
      const value = order[field];
      if (value === undefined || most === undefined || (isAmend && field === 'price')) return;
      const scaled: Fraction = [value[0] * 10n ** BigInt(most), value[1]];
      if (scaled[0] % scaled[1] !== 0n || scaled[0] / scaled[1] > 9_223_372_036_854_775_807n) {
        broken.add(`PRECISION ${name(field)}`);
      }
    };
    const quoteDigits = info.quoteAssetPrecision ?? info.quotePrecision;
    digits('quantity', info.baseAssetPrecision);
    digits('icebergQty', info.baseAssetPrecision);
    digits('price', quoteDigits);
    digits('stopPrice', quoteDigits);
    digits('quoteOrderQty', quoteDigits);

    if (isAmend) {
      if (!given('quantity')) fault('quantity');
      const amended = amendedOrder(params, context);
      if (amended === undefined) open.add('openOrders');
      else if (quantity) {
        if (compare(quantity, fraction(amended.origQty)!) >= 0) fault('quantity');
        if (compare(quantity, fraction(amended.executedQty)!) <= 0) fault('quantity');
      }
      return;
    }
    if (!given('type') && operation !== 'createLegacyOcoOrder') fault('type');
    if (!given('side')) fault('side');
    if (/Opo/.test(operation) && given('side') && ['BUY', 'SELL'].includes(side ?? '')) {
      if (side !== (order.isPending ? 'SELL' : 'BUY')) fault('side');
    } else if (/Opo/.test(operation) && given('side') && side !== '') fault('side');
    if (type !== undefined) {
      const kinds: readonly string[] | undefined = /Sor/.test(operation)
        ? ['LIMIT', 'MARKET']
        : order.prefix === 'working'
          ? ['LIMIT', 'LIMIT_MAKER']
          : /bove|elow/.test(order.prefix)
            ? [...ALGO, 'LIMIT_MAKER']
            : undefined;
      if (kinds && !kinds.includes(type)) broken.add(`ORDER_TYPE ${name('type')}`);
      if (info.orderTypes === undefined) open.add('orderTypes');
      else if (!info.orderTypes.includes(type)) broken.add(`ORDER_TYPE ${name('type')}`);
    }
    const single = ['createOrder', 'createTestOrder', 'cancelReplaceOrder'].includes(operation);
    if (order.isPaid) {
      if (given('quantity')) fault('quantity');
    } else if (type === 'MARKET' && single) {
      if (!given('quantity') && !given('quoteOrderQty')) fault('quantity');
      if (given('quantity') && given('quoteOrderQty')) fault('quoteOrderQty');
    } else if (!given('quantity')) fault('quantity');
    if (given('quoteOrderQty') && !(type === 'MARKET' && single)) fault('quoteOrderQty');
    const iceberg = order.icebergQty && order.icebergQty[0] > 0n ? order.icebergQty : undefined;
    if (iceberg) flag('icebergAllowed', name('icebergQty'));
    if (order.trailingDelta) flag('allowTrailingStop', name('trailingDelta'));
    if (given('pegPriceType')) flag('pegInstructionsAllowed', name('pegPriceType'));
    if (order.quoteOrderQty && type === 'MARKET') flag('quoteOrderQtyMarketAllowed', name('quoteOrderQty'));

    if (type === undefined || ![...LIMITED, ...AT_MARKET].includes(type)) return;
    if (given('timeInForce') !== TIMED.includes(type)) fault('timeInForce');
    if (ALGO.includes(type)) {
      if (!given('stopPrice') && !given('trailingDelta')) fault('stopPrice');
    } else {
      if (given('stopPrice')) fault('stopPrice');
      if (given('trailingDelta')) fault('trailingDelta');
    }
    const pegs = ['pegPriceType', 'pegOffsetType', 'pegOffsetValue'];
    if (!LIMITED.includes(type)) {
      for (const field of ['price', 'icebergQty', ...pegs]) if (given(field)) fault(field);
      return;
    }
    if (!given('price') && !given('pegPriceType')) fault('price');
    oneOf('pegPriceType', 'PRIMARY_PEG', 'MARKET_PEG');
    oneOf('pegOffsetType', 'PRICE_LEVEL');
    if (given('pegOffsetType') !== given('pegOffsetValue')) fault('pegOffsetValue');
    else if (given('pegOffsetValue')) {
      const level = String(params[name('pegOffsetValue')]);
      if (!/^[0-9]+$/.test(level) || Number(level) < 1 || Number(level) > 100) fault('pegOffsetValue');
      if (!given('pegPriceType')) fault('pegPriceType');
    }
    if (given('pegPriceType')) {
      const peg = params[name('pegPriceType')];
      if (/Sor/.test(operation)) fault('pegPriceType');
      if (type === 'LIMIT_MAKER' && peg === 'MARKET_PEG') fault('pegPriceType');
      if (type === 'LIMIT' && peg === 'PRIMARY_PEG' && params[name('timeInForce')] !== 'GTC') fault('timeInForce');
    }
    if (iceberg) {
      if (TIMED.includes(type) && params[name('timeInForce')] !== 'GTC') fault('icebergQty');
      if (quantity && compare(iceberg, quantity) > 0) fault('icebergQty');
    }
  }

  function judgeTrigger({ type, side, stopPrice, names, isPending }: Order): void {
    if (isPending || !ALGO.includes(type ?? '') || stopPrice === undefined) return;
    const last = fraction(context.lastPrice);
    if (last === undefined) open.add('lastPrice');
    else if (rises(type, side) ? compare(stopPrice, last) <= 0 : compare(stopPrice, last) >= 0) {
      broken.add(`PARAMETERS ${names.stopPrice}`);
    }
  }

  function judgePrices(): void {
    const pair = orders.filter(isPaired);
    const [above, below] = pair;
    if (!above || !below) return;
    if (operation !== 'createLegacyOcoOrder' && above.side !== undefined) {
      const isSell = above.side === 'SELL';
      if (above.type !== undefined && LOSSES.includes(above.type) === isSell)
        broken.add(`LIST_PRICES ${above.names.type}`);
      if (below.type !== undefined && LOSSES.includes(below.type) !== isSell)
        broken.add(`LIST_PRICES ${below.names.type}`);
    }
    const stop = pair.find(({ type }) => LOSSES.includes(type ?? ''));
    const take = pair.find(({ type }) => !LOSSES.includes(type ?? ''));
    if (!stop || !take) return;
    const point = (order: Order): [string, Fraction | undefined] =>
      order.type === 'LIMIT_MAKER' || order.type === 'TAKE_PROFIT_LIMIT'
        ? [order.names.price as string, order.price]
        : [order.names.stopPrice as string, order.stopPrice];
    const [high, low] = take.side === 'SELL' ? [point(take), point(stop)] : [point(stop), point(take)];
    if (high[1] && low[1] && compare(high[1], low[1]) <= 0) broken.add(`LIST_PRICES ${high[0]}`);
    if (take.isPending) return;
    const last = fraction(context.lastPrice);
    if (!last || !high[1] || !low[1]) open.add('LIST_PRICES');
    if (last && high[1] && compare(high[1], last) <= 0) broken.add(`LIST_PRICES ${high[0]}`);
    if (last && low[1] && compare(low[1], last) >= 0) broken.add(`LIST_PRICES ${low[0]}`);
  }

  function judgeFilter(filter: Fields): void {
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
    const total = (order: Order, min: Fraction | undefined, max: Fraction | undefined): void => {
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
    const count = (field: string, mine: (order: Order) => boolean, theirs: (order: Fields) => boolean): void => {
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
          if (!isAmend && AT_MARKET.includes(order.type ?? ''))
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
}

/** The orders of a request, each with the names that its parameters have there. */
function ordersOf(params: Params, operation: OrderOperation, context: OrderContext, broken: Set<string>): Order[] {
  const fields = [
    'type',
    'side',
    'timeInForce',
    'quantity',
    'quoteOrderQty',
    'price',
    'stopPrice',
    'trailingDelta',
    'icebergQty',
    'clientOrderId',
    'strategyType',
    'pegPriceType',
    'pegOffsetType',
    'pegOffsetValue',
  ];
  const read = (prefix: string, renamed: Record<string, string>, type?: string, isPaid = false): Order => {
    const names: Record<string, string> = {};
    for (const field of fields) {
      names[field] = renamed[field] ?? (prefix ? `${prefix}${field[0]!.toUpperCase()}${field.slice(1)}` : field);
    }
    const number = (field: string): Fraction | undefined => {
      const given = params[names[field] as string];
      if (given === undefined || given === null) return undefined;
      const value = fraction(given);
      if (value === undefined) broken.add(`PARAMETERS ${names[field]}`);
      return value;
    };
    const word = (field: string): string | undefined => {
      const given = params[names[field] as string];
      return given === undefined || given === null ? undefined : String(given);
    };
    return {
      prefix,
      names,
      type: type ?? word('type'),
      side: word('side'),
      price: number('price'),
      stopPrice: number('stopPrice'),
      quantity: number('quantity'),
      quoteOrderQty: number('quoteOrderQty'),
      icebergQty: number('icebergQty'),
      trailingDelta: number('trailingDelta'),
      isPegged: word('pegPriceType') !== undefined,
      isPending: prefix.startsWith('pending'),
      isPaid,
    };
  };
  const shared = { side: 'side', quantity: 'quantity' };
  const pending = { side: 'pendingSide', quantity: 'pendingQuantity' };
  switch (operation) {
    case 'amendOrder': {
      const order = read('-', { quantity: 'newQty', clientOrderId: 'newClientOrderId' });
      const amended = amendedOrder(params, context);
      const price = fraction(amended?.price);
      return [{ ...order, type: amended?.type, side: amended?.side, price: price?.[0] ? price : undefined }];
    }
    case 'createOcoOrder':
      return [read('above', shared), read('below', shared)];
    case 'createLegacyOcoOrder': {
      const stop = {
        ...shared,
        price: 'stopLimitPrice',
        stopPrice: 'stopPrice',
        trailingDelta: 'trailingDelta',
        timeInForce: 'stopLimitTimeInForce',
      };
      const type = params.stopLimitPrice === undefined ? 'STOP_LOSS' : 'STOP_LOSS_LIMIT';
      return [read('limit', { ...shared, price: 'price' }, 'LIMIT_MAKER'), read('stop', stop, type)];
    }
    case 'createOtoOrder':
    case 'createOpoOrder':
      return [read('working', {}), read('pending', {}, undefined, operation === 'createOpoOrder')];
    case 'createOtocoOrder':
    case 'createOpocoOrder': {
      const isPaid = operation === 'createOpocoOrder';
      return [
        read('working', {}),
        read('pendingAbove', pending, undefined, isPaid),
        read('pendingBelow', pending, undefined, isPaid),
      ];
    }
    default:
      return [read('', { clientOrderId: 'newClientOrderId' })];
  }
}

function amendedOrder(params: Params, { openOrders }: OrderContext) {
  return openOrders?.find((open) =>
    open.symbol !== params.symbol
      ? false
      : params.orderId !== undefined && params.orderId !== null
        ? open.orderId === params.orderId
        : open.clientOrderId === params.origClientOrderId,
  );
}

function rises(type: string | undefined, side: string | undefined): boolean {
  return LOSSES.includes(type ?? '') ? side === 'BUY' : side !== 'BUY';
}

function fraction(value: unknown): Fraction | undefined {
  const match = /^([0-9]{1,20})(?:\.([0-9]{1,20}))?$/.exec(String(value));
  if (!match) return undefined;
  const decimals = match[2] ?? '';
  return [
    BigInt(match[1] as string) * 10n ** BigInt(decimals.length) + BigInt(decimals || '0'),
    10n ** BigInt(decimals.length),
  ];
}

function compare(a: Fraction, b: Fraction): number {
  const difference = a[0] * b[1] - b[0] * a[1];
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

function times(a: Fraction, b: Fraction): Fraction {
  return [a[0] * b[0], a[1] * b[1]];
}

function plus(a: Fraction, b: Fraction): Fraction {
  return [a[0] * b[1] + b[0] * a[1], a[1] * b[1]];
}
