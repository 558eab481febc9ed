import type { OrderContext, OrderOperation, RuledOpenOrder, RuledSymbol } from '@pkg/core/filters';
import type { ReferenceRules } from './reference-subject.js';

/** Numbers that follow from a seed (mulberry32). */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** An integer from `low` to `high`, both included. */
  between(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.between(0, list.length - 1)] as T;
  }
}

export const OPERATIONS: readonly OrderOperation[] = [
  'createOrder',
  'createTestOrder',
  'cancelReplaceOrder',
  'amendOrder',
  'createSorOrder',
  'createTestSorOrder',
  'createOcoOrder',
  'createLegacyOcoOrder',
  'createOtoOrder',
  'createOtocoOrder',
  'createOpoOrder',
  'createOpocoOrder',
];

const TYPES = ['LIMIT', 'LIMIT_MAKER', 'MARKET', 'STOP_LOSS', 'STOP_LOSS_LIMIT', 'TAKE_PROFIT', 'TAKE_PROFIT_LIMIT'];
const LIMITED = ['LIMIT', 'LIMIT_MAKER', 'STOP_LOSS_LIMIT', 'TAKE_PROFIT_LIMIT'];
const TIMED = ['LIMIT', 'STOP_LOSS_LIMIT', 'TAKE_PROFIT_LIMIT'];
const TRIGGERED = ['STOP_LOSS', 'STOP_LOSS_LIMIT', 'TAKE_PROFIT', 'TAKE_PROFIT_LIMIT'];

/** How wild the orders are: how often a parameter is wrong on purpose, and how fine the numbers get. */
export type Wildness = { readonly faults: number; readonly decimals: number };

type Fields = Readonly<Record<string, unknown>>;

/** Draws orders of one symbol, most of them near an edge of one of its rules. */
export class OrderMaker {
  readonly #dice: Dice;
  readonly #info: RuledSymbol;
  readonly #wild: Wildness;
  readonly #fields: Fields;

  constructor(dice: Dice, info: RuledSymbol, wild: Wildness) {
    this.#dice = dice;
    this.#info = info;
    this.#wild = wild;
    this.#fields = Object.assign({}, ...(info.filters as readonly Fields[]));
  }

  order(operation: OrderOperation, market: string): Record<string, unknown> {
    const params = this.#write(operation, market);
    if (this.#dice.chance(this.#wild.faults)) this.#spoil(params);
    for (const name of Object.keys(params)) if (params[name] === undefined) delete params[name];
    return params;
  }

  #write(operation: OrderOperation, market: string): Record<string, unknown> {
    const dice = this.#dice;
    const head = { symbol: this.#info.symbol, selfTradePreventionMode: this.#stp() };
    const side = dice.pick(['BUY', 'SELL']);
    switch (operation) {
      case 'amendOrder':
        return { symbol: this.#info.symbol, orderId: dice.between(1, 4), newQty: this.quantity(market) };
      case 'createSorOrder':
      case 'createTestSorOrder':
        return { ...head, ...this.#leg('', dice.pick(['LIMIT', 'MARKET']), market), side };
      case 'createOcoOrder':
        return { ...head, side, quantity: this.quantity(market), ...this.#pair('', side, market) };
      case 'createLegacyOcoOrder': {
        const isLimit = dice.chance(0.5);
        return {
          ...head,
          side,
          quantity: this.quantity(market),
          price: this.price(market, side === 'SELL' ? 1 : -1),
          stopPrice: this.price(market, side === 'SELL' ? -1 : 1),
          stopLimitPrice: isLimit ? this.price(market) : undefined,
          stopLimitTimeInForce: isLimit ? 'GTC' : undefined,
          limitIcebergQty: dice.chance(0.1) ? this.quantity(market) : undefined,
        };
      }
      case 'createOtoOrder':
      case 'createOpoOrder': {
        const isPaid = operation === 'createOpoOrder';
        const pending = this.#leg('pending', dice.pick(TYPES), market, { hasQuantity: !isPaid });
        return { ...head, ...this.#working(market, isPaid), ...pending, pendingSide: isPaid ? 'SELL' : side };
      }
      case 'createOtocoOrder':
      case 'createOpocoOrder': {
        const isPaid = operation === 'createOpocoOrder';
        const pendingSide = isPaid ? 'SELL' : side;
        const pendingQuantity = isPaid ? undefined : this.quantity(market);
        const pair = this.#pair('pending', pendingSide, market);
        return { ...head, ...this.#working(market, isPaid), pendingSide, pendingQuantity, ...pair };
      }
      default: {
        const type = dice.pick(TYPES);
        const params: Record<string, unknown> = { ...head, side, ...this.#leg('', type, market) };
        if (type === 'MARKET' && dice.chance(0.4)) {
          params.quantity = undefined;
          params.quoteOrderQty = this.#total();
        }
        if (operation === 'cancelReplaceOrder')
          Object.assign(params, { cancelReplaceMode: 'STOP_ON_FAILURE', cancelOrderId: 1 });
        return params;
      }
    }
  }

  #working(market: string, isPaid: boolean): Record<string, unknown> {
    const leg = this.#leg('working', this.#dice.pick(['LIMIT', 'LIMIT_MAKER']), market);
    return { ...leg, workingSide: isPaid ? 'BUY' : this.#dice.pick(['BUY', 'SELL']) };
  }

  #pair(prefix: string, side: string, market: string): Record<string, unknown> {
    const take = this.#dice.pick(['LIMIT_MAKER', 'TAKE_PROFIT', 'TAKE_PROFIT_LIMIT']);
    const stop = this.#dice.pick(['STOP_LOSS', 'STOP_LOSS_LIMIT']);
    const [above, below] = side === 'SELL' ? [take, stop] : [stop, take];
    const name = (end: string): string => (prefix === '' ? end.toLowerCase() : prefix + end);
    return {
      ...this.#leg(name('Above'), above, market, { hasQuantity: false, slope: 1 }),
      ...this.#leg(name('Below'), below, market, { hasQuantity: false, slope: -1 }),
    };
  }

  #leg(
    prefix: string,
    type: string,
    market: string,
    { hasQuantity = true, slope = 0 }: { hasQuantity?: boolean; slope?: number } = {},
  ): Record<string, unknown> {
    const dice = this.#dice;
    const fields: Record<string, unknown> = { type };
    if (hasQuantity) fields.quantity = this.quantity(market);
    if (LIMITED.includes(type)) fields.price = this.price(market, slope);
    if (TIMED.includes(type)) fields.timeInForce = dice.pick(['GTC', 'GTC', 'GTC', 'IOC', 'FOK']);
    if (TRIGGERED.includes(type)) {
      const trails = dice.chance(0.2);
      if (trails) fields.trailingDelta = this.#delta();
      if (!trails || dice.chance(0.5)) fields.stopPrice = this.price(market, slope || dice.pick([-1, 1]));
    }
    if (LIMITED.includes(type) && dice.chance(0.12)) fields.icebergQty = this.quantity(market);
    if (LIMITED.includes(type) && dice.chance(0.05)) {
      fields.pegPriceType = dice.pick(['PRIMARY_PEG', 'MARKET_PEG']);
      if (dice.chance(0.5)) fields.price = undefined;
      if (dice.chance(0.3))
        Object.assign(fields, { pegOffsetType: 'PRICE_LEVEL', pegOffsetValue: dice.between(0, 101) });
    }
    if (dice.chance(0.1)) fields.clientOrderId = dice.pick(['a-1', 'B_2', 'x'.repeat(36), 'open-1']);
    const named: Record<string, unknown> = {};
    for (const [field, value] of Object.entries(fields)) {
      const name = prefix === '' ? field : prefix + field.charAt(0).toUpperCase() + field.slice(1);
      named[name === 'clientOrderId' ? 'newClientOrderId' : name] = value;
    }
    return named;
  }

  price(market: string, slope = 0): string {
    const { minPrice, maxPrice, tickSize } = this.#fields;
    const factors = [this.#fields.bidMultiplierUp, this.#fields.askMultiplierDown, this.#fields.multiplierUp];
    const anchors = [minPrice, maxPrice, market, ...factors.map((factor) => product(market, factor))];
    if (this.#dice.chance(0.7)) {
      const percent = slope === 0 ? this.#dice.between(80, 120) : 100 + slope * this.#dice.between(-1, 20);
      return this.near([product(market, percent / 100)], tickSize, 0.9);
    }
    return this.near(anchors, tickSize);
  }

  quantity(market: string): string {
    const { minQty, maxQty, stepSize, minNotional, maxNotional, maxPosition } = this.#fields;
    const anchors = [minQty, maxQty, maxPosition, quotient(minNotional, market), quotient(maxNotional, market), '1'];
    if (this.#dice.chance(0.6)) {
      return this.near([product(quotient(minNotional ?? '10', market), this.#dice.between(1, 30))], stepSize, 0.9);
    }
    return this.near(anchors, stepSize);
  }

  /** A number at or beside an anchor, on the step or not. */
  near(anchors: readonly unknown[], step: unknown, onStep = 0.6): string {
    const dice = this.#dice;
    const given = anchors.filter((anchor) => Number(anchor) > 0);
    let value = units(dice.chance(0.95) && given.length > 0 ? dice.pick(given) : dice.between(0, 100_000));
    const grid = units(step);
    if (dice.chance(onStep) && grid > 0n) value = (value / grid + BigInt(dice.between(0, 1))) * grid;
    if (dice.chance(0.25))
      value += BigInt(dice.between(-1, 1)) * 10n ** BigInt(UNIT - dice.between(1, this.#wild.decimals));
    if (dice.chance(0.02)) value = 0n;
    const decimals = dice.chance(0.9) ? this.#wild.decimals : dice.between(0, this.#wild.decimals);
    return written(value < 0n ? -value : value, decimals, dice.chance(0.1));
  }

  #total(): string {
    return this.near([this.#fields.minNotional, this.#fields.maxNotional, 50], '0.01');
  }

  #delta(): number {
    const { minTrailingAboveDelta: low = 10, maxTrailingAboveDelta: high = 2000 } = this.#fields;
    return Number(low) - 1 + this.#dice.between(0, this.#dice.pick([2, Number(high) - Number(low) + 3]));
  }

  #stp(): string | undefined {
    return this.#dice.chance(0.1) ? this.#dice.pick(['NONE', 'EXPIRE_MAKER', 'DECREMENT']) : undefined;
  }

  /** Takes a parameter away, adds one that does not belong, or writes one wrongly. */
  #spoil(params: Record<string, unknown>): void {
    const dice = this.#dice;
    const name = dice.pick(Object.keys(params));
    const prefix = dice.pick([
      '',
      'above',
      'below',
      'working',
      'pending',
      'pendingAbove',
      'pendingBelow',
      'stop',
      'limit',
    ]);
    const cap = (field: string): string =>
      prefix === '' ? field : prefix + field.charAt(0).toUpperCase() + field.slice(1);
    switch (dice.between(0, 4)) {
      case 0:
        delete params[name];
        return;
      case 1:
        params[cap(dice.pick(['price', 'stopPrice', 'quantity', 'icebergQty', 'quoteOrderQty']))] = this.near(
          ['1'],
          '1',
        );
        return;
      case 2:
        params[cap(dice.pick(['timeInForce', 'type', 'side']))] = dice.pick([
          'GTC',
          'GTX',
          'BUY',
          'SELL',
          'LIMIT',
          'MARKET',
        ]);
        return;
      case 3:
        params[name] = dice.pick([
          '-1',
          '1e5',
          '',
          ' 1',
          '1.',
          '.5',
          '1,5',
          'NaN',
          '123456789012345678901',
          '0',
          '0.0',
        ]);
        return;
      default:
        Object.assign(params, dice.pick(FAULTS));
    }
  }
}

const FAULTS: readonly Record<string, unknown>[] = [
  { newOrderRespType: 'LOUD' },
  { newClientOrderId: 'with space' },
  { newClientOrderId: '' },
  { newClientOrderId: 'x'.repeat(37) },
  { listClientOrderId: 'colon:' },
  { strategyType: 999_999 },
  { workingStrategyType: 1_000_000 },
  { trailingDelta: 0 },
  { trailingDelta: 12.5 },
  { pegOffsetValue: 3 },
  { pegPriceType: 'PRIMARY' },
  { symbol: 'OTHER' },
  { selfTradePreventionMode: 'TRANSFER' },
  { cancelReplaceMode: 'MAYBE' },
];

/** What the caller knows, or does not. */
export function randomContext(dice: Dice, info: RuledSymbol, market: string): OrderContext {
  const maybe = <T>(value: T): T | undefined => (dice.chance(0.6) ? value : undefined);
  const symbols = [info.symbol, 'OTHER'];
  const open = (index: number): RuledOpenOrder => ({
    symbol: dice.pick(symbols),
    orderId: index + 1,
    clientOrderId: `open-${index}`,
    side: dice.pick(['BUY', 'SELL']),
    type: dice.pick(TYPES.slice(0, 5)),
    price: dice.chance(0.9) ? market : '0',
    origQty: dice.pick(['1', '0.5', '12.345', '100']),
    executedQty: dice.pick(['0', '0.25']),
    icebergQty: dice.pick(['0', '0.0000', '1']),
  });
  return {
    referencePrice: dice.pick([undefined, undefined, null, market]),
    averagePrice: maybe(market),
    lastPrice: maybe(market),
    openOrders: maybe(Array.from({ length: dice.between(0, 7) }, (_, index) => open(index))),
    openOrderLists: maybe(Array.from({ length: dice.between(0, 3) }, () => ({ symbol: dice.pick(symbols) }))),
    balances: maybe([
      { asset: info.baseAsset, free: dice.pick(['0', '1', '9.99999999']), locked: dice.pick(['0', '0.00000001']) },
      { asset: info.quoteAsset, free: '100', locked: '0' },
    ]),
    amendments: maybe(dice.between(0, 3)),
  };
}

/** A symbol that has every documented filter, with figures and switches drawn anew. */
export function inventedSymbol(dice: Dice): ReferenceRules {
  const yes = (): boolean | undefined => dice.pick([true, true, true, true, false, undefined]);
  const step = (): string =>
    dice.pick(['0', '0.00000000', '0.1', '0.05', '0.01', '0.25', '3', '0.00001', '0.00000001', '1']);
  const filters: Fields[] = [
    {
      filterType: 'PRICE_FILTER',
      minPrice: dice.pick(['0', '0.01', '1.5']),
      maxPrice: dice.pick(['0', '1000', '150.05']),
      tickSize: step(),
    },
    { filterType: 'PERCENT_PRICE', multiplierUp: '1.3', multiplierDown: '0.7', avgPriceMins: dice.pick([0, 5]) },
    {
      filterType: 'PERCENT_PRICE_BY_SIDE',
      bidMultiplierUp: '1.2',
      bidMultiplierDown: '0.33333',
      askMultiplierUp: '5',
      askMultiplierDown: '0.8',
      avgPriceMins: dice.pick([0, 1]),
    },
    {
      filterType: 'LOT_SIZE',
      minQty: dice.pick(['0', '0.001', '0.5']),
      maxQty: dice.pick(['0', '9000', '12.5']),
      stepSize: step(),
    },
    { filterType: 'MARKET_LOT_SIZE', minQty: '0.00000000', maxQty: dice.pick(['0', '7.77777777']), stepSize: step() },
    {
      filterType: 'MIN_NOTIONAL',
      minNotional: dice.pick(['0', '10', '0.001']),
      applyToMarket: dice.chance(0.5),
      avgPriceMins: 5,
    },
    {
      filterType: 'NOTIONAL',
      minNotional: '5.00000000',
      applyMinToMarket: dice.chance(0.5),
      maxNotional: dice.pick(['0', '1234.5']),
      applyMaxToMarket: dice.chance(0.5),
      avgPriceMins: dice.pick([0, 5]),
    },
    { filterType: 'ICEBERG_PARTS', limit: dice.pick([0, 1, 10]) },
    {
      filterType: 'TRAILING_DELTA',
      minTrailingAboveDelta: 10,
      maxTrailingAboveDelta: 2000,
      minTrailingBelowDelta: 20,
      maxTrailingBelowDelta: 1000,
    },
    { filterType: 'MAX_POSITION', maxPosition: '15.5' },
    { filterType: 'MAX_NUM_ORDERS', maxNumOrders: 4 },
    { filterType: 'MAX_NUM_ALGO_ORDERS', maxNumAlgoOrders: 2 },
    { filterType: 'MAX_NUM_ICEBERG_ORDERS', maxNumIcebergOrders: 2 },
    { filterType: 'MAX_NUM_ORDER_LISTS', maxNumOrderLists: 1 },
    { filterType: 'MAX_NUM_ORDER_AMENDS', maxNumOrderAmends: 2 },
    { filterType: 'T_PLUS_SELL', endTime: 0 },
  ].filter(() => dice.chance(0.85));
  const exchangeFilters: Fields[] = [
    { filterType: 'EXCHANGE_MAX_NUM_ORDERS', maxNumOrders: 6 },
    { filterType: 'EXCHANGE_MAX_NUM_ALGO_ORDERS', maxNumAlgoOrders: 3 },
    { filterType: 'EXCHANGE_MAX_NUM_ICEBERG_ORDERS', maxNumIcebergOrders: 4 },
    { filterType: 'EXCHANGE_MAX_NUM_ORDER_LISTS', maxNumOrderLists: 2 },
  ].filter(() => dice.chance(0.7));
  const assetFilters: Fields[] = [
    { filterType: 'MAX_ASSET', asset: 'AAA', limit: '42.00000000' },
    { filterType: 'MAX_ASSET', asset: 'BBB', limit: '500' },
    { filterType: 'MAX_ASSET', asset: 'CCC', limit: '1' },
  ].filter(() => dice.chance(0.5));
  return {
    exchangeFilters,
    assetFilters,
    ...(dice.chance(0.7) && { sors: [{ baseAsset: 'AAA', symbols: dice.pick([['AAABBB'], ['AAAUSD']]) }] }),
    info: {
      symbol: 'AAABBB',
      status: dice.pick(['TRADING', 'TRADING', 'TRADING', 'TRADING', 'HALT', 'BREAK', 'CANCEL_ONLY', 'END_OF_DAY']),
      baseAsset: 'AAA',
      quoteAsset: 'BBB',
      baseAssetPrecision: dice.pick([8, 8, 2, undefined]),
      quoteAssetPrecision: dice.pick([8, 8, 3, undefined]),
      quotePrecision: dice.pick([8, 4, undefined]),
      orderTypes: dice.pick([TYPES, TYPES, ['LIMIT', 'MARKET'], undefined]),
      icebergAllowed: yes(),
      ocoAllowed: yes(),
      otoAllowed: yes(),
      opoAllowed: yes(),
      quoteOrderQtyMarketAllowed: yes(),
      allowTrailingStop: yes(),
      cancelReplaceAllowed: yes(),
      amendAllowed: yes(),
      pegInstructionsAllowed: yes(),
      isSpotTradingAllowed: yes(),
      allowedSelfTradePreventionModes: dice.pick([
        ['NONE', 'EXPIRE_MAKER'],
        ['NONE', 'DECREMENT', 'TRANSFER'],
        undefined,
      ]),
      filters: filters as unknown as RuledSymbol['filters'],
    },
  };
}

/** Digits that the numbers are drawn with. */
const UNIT = 12;

function units(value: unknown): bigint {
  const [whole = '0', fraction = ''] = String(value ?? '0').split('.');
  return BigInt(whole) * 10n ** BigInt(UNIT) + BigInt(fraction.padEnd(UNIT, '0').slice(0, UNIT));
}

function written(value: bigint, decimals: number, padded: boolean): string {
  const digits = String(value).padStart(UNIT + 1, '0');
  const fraction = digits.slice(-UNIT).slice(0, decimals);
  const trimmed = padded ? fraction : fraction.replace(/0+$/, '');
  return digits.slice(0, -UNIT) + (trimmed === '' ? '' : `.${trimmed}`);
}

function product(one: unknown, other: unknown): string | undefined {
  if (one === undefined || other === undefined) return undefined;
  return written((units(one) * units(other)) / 10n ** BigInt(UNIT), UNIT, false);
}

function quotient(one: unknown, other: unknown): string | undefined {
  if (one === undefined || units(other) === 0n) return undefined;
  return written((units(one) * 10n ** BigInt(UNIT)) / units(other), UNIT, false);
}
