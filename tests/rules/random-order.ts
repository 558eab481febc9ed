import type { OrderOperation, RuledSymbol } from '@pkg/core/filters';
import type { Dice } from '../support/dice.js';
import { product, quotient, UNIT, units, written } from './decimal-text.js';
import { TYPES } from './random-rules.js';
import type { Fields } from './reference-subject.js';

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

const LIMITED = ['LIMIT', 'LIMIT_MAKER', 'STOP_LOSS_LIMIT', 'TAKE_PROFIT_LIMIT'];
const TIMED = ['LIMIT', 'STOP_LOSS_LIMIT', 'TAKE_PROFIT_LIMIT'];
const TRIGGERED = ['STOP_LOSS', 'STOP_LOSS_LIMIT', 'TAKE_PROFIT', 'TAKE_PROFIT_LIMIT'];

/**
 * How random orders are generated. `faults` is the share of orders with an illegal parameter. `decimals` is the largest
 * number of decimal places.
 */
export type Wildness = { readonly faults: number; readonly decimals: number };

/** Generates random orders of one symbol. Most of their numbers are close to a limit of a trading rule. */
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
          Object.assign(params, { cancelReplaceMode: 'STOP_ON_FAILURE', cancelOrderId: side === 'BUY' ? 1 : 2 });
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

  /**
   * Returns a number equal or close to one of `anchors`. With the probability `onStep`, the anchor is first rounded to
   * a multiple of `step`.
   */
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

  /** Removes a parameter, adds one that the order must not have, or replaces a value with an illegal one. */
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
