import { decimalText, parseScaled } from '../decimal/index.js';
import type { OrderProblem, ProblemFilter } from '../errors/index.js';
import { type Amount, amountProblems, type Bound, isWithin } from './bound.js';
import type { OrderContext, RuledOpenOrder } from './order-context.js';
import type { LegField, LegForm, OrderForm } from './order-forms.js';
import type { SymbolRules } from './rules.js';

export type OrderParams = Readonly<Record<string, unknown>>;

type NumberField = 'price' | 'stopPrice' | 'trailingDelta' | 'quantity' | 'quoteOrderQty' | 'icebergQty';

/** One order as the rules see it: every field read once, under one name whatever the parameter is called. */
export type Leg = { readonly form: LegForm } & Readonly<Record<NumberField, Amount | undefined>> &
  Readonly<Record<Exclude<LegField, NumberField>, string | undefined>>;

/**
 * The sheet on which one order is judged: what was read from it, and what was found.
 *
 * Most orders are legal, so a first sheet only compares. What it finds broken is judged again on a thorough one, which
 * gathers all that binds each number and from that the nearest legal values.
 */
export class Sheet {
  readonly params: OrderParams;
  readonly rules: SymbolRules;
  readonly context: OrderContext;
  readonly form: OrderForm;
  readonly isThorough: boolean;
  readonly legs: readonly Leg[];
  readonly problems: OrderProblem[] = [];
  readonly unjudged: string[] = [];
  /** A number is beyond a bound. */
  isBroken = false;
  /** The scale that all numbers seen so far need; above the rules' own, the order is judged again at this one. */
  scale: number;
  readonly #amounts: Amount[] = [];

  constructor(params: OrderParams, rules: SymbolRules, context: OrderContext, form: OrderForm, isThorough: boolean) {
    this.params = params;
    this.rules = rules;
    this.context = context;
    this.form = form;
    this.isThorough = isThorough;
    this.scale = rules.scale;
    this.legs = form.legs.map((leg) => this.#read(leg));
  }

  /** Binds a number by a rule; once, even where two legs of a list share it. */
  bind(amount: Amount | undefined, bound: Bound): void {
    if (amount === undefined) return;
    if (!this.isThorough) this.isBroken ||= !isWithin(amount.value, bound);
    else if (!amount.bounds.includes(bound)) amount.bounds.push(bound);
  }

  /** Notes a problem that no bound of a number expresses. */
  refuse(filter: ProblemFilter, param: string, limit: string, message: string): void {
    const value = textOf(this.params[param]);
    this.problems.push({ filter, param, value, limit, message: `${message} for ${this.rules.symbol}` });
  }

  /** Notes that a rule cannot be judged with what is known. */
  leaveOpen(rule: string): void {
    if (!this.unjudged.includes(rule)) this.unjudged.push(rule);
  }

  /** A number as an integer of the rules' scale; undefined for what is no plain decimal. */
  scaled(value: unknown): bigint | undefined {
    const text = typeof value === 'string' ? value : decimalText(value);
    const parsed = text === undefined ? undefined : parseScaled(text, this.rules.scale);
    if (typeof parsed !== 'number') return parsed;
    this.scale = Math.max(this.scale, parsed);
    return 0n;
  }

  /** The price that stands for the market: the reference price, else the average, or the last where `minutes` is 0. */
  marketPrice(minutes: number | undefined): bigint | undefined {
    const { referencePrice, averagePrice, lastPrice } = this.context;
    return this.scaled(referencePrice ?? (minutes === 0 ? lastPrice : averagePrice));
  }

  /** The open order that an amendment is about, where the context has it. */
  amended(): RuledOpenOrder | undefined {
    const { symbol, orderId, origClientOrderId } = this.params;
    return this.context.openOrders?.find(
      (open) =>
        open.symbol === symbol &&
        (orderId == null ? open.clientOrderId === origClientOrderId : open.orderId === orderId),
    );
  }

  /** Everything that is wrong, after every rule was applied. */
  allProblems(): readonly OrderProblem[] {
    const { scale, symbol } = this.rules;
    return this.problems.concat(...this.#amounts.map((amount) => amountProblems(amount, scale, symbol)));
  }

  #read(form: LegForm): Leg {
    const { names, typeOf } = form;
    const { params } = this;
    const open = this.form.amend && this.amended();
    return {
      form,
      type: open ? open.type : typeOf ? typeOf(params) : word(params[names.type]),
      side: open ? open.side : word(params[names.side]),
      timeInForce: word(params[names.timeInForce]),
      clientOrderId: word(params[names.clientOrderId]),
      strategyType: word(params[names.strategyType]),
      pegPriceType: word(params[names.pegPriceType]),
      pegOffsetType: word(params[names.pegOffsetType]),
      pegOffsetValue: word(params[names.pegOffsetValue]),
      price: open ? this.#outside('price', open.price) : this.#amount(names.price),
      stopPrice: this.#amount(names.stopPrice),
      trailingDelta: this.#amount(names.trailingDelta),
      quantity: this.#amount(names.quantity),
      quoteOrderQty: this.#amount(names.quoteOrderQty),
      icebergQty: nonZero(this.#amount(names.icebergQty)),
    };
  }

  #outside(param: string, given: unknown): Amount | undefined {
    const value = this.scaled(given);
    return value ? { param, text: textOf(given), value, bounds: [] } : undefined;
  }

  #amount(param: string): Amount | undefined {
    const given = this.params[param];
    if (given == null) return undefined;
    for (const amount of this.#amounts) if (amount.param === param) return amount;
    const value = this.scaled(given);
    const text = typeof given === 'string' ? given : textOf(given);
    if (value === undefined) {
      const shown = typeof given === 'string' ? JSON.stringify(text.slice(0, 60)) : text;
      const limit = 'a plain decimal without a sign, of at most 15 digits where it is a number';
      this.refuse('PARAMETERS', param, limit, `${param} ${shown} is not ${limit}`);
      return undefined;
    }
    const amount: Amount = { param, text, value, bounds: this.isThorough ? [] : UNBOUND };
    this.#amounts.push(amount);
    // An iceberg of 0 is none, and a distance of 0 is for TRAILING_DELTA to judge.
    if (value === 0n && !/(?:icebergQty|trailingDelta)$/i.test(param)) this.bind(amount, positive);
    return amount;
  }
}

/** Of numbers that are only compared. */
const UNBOUND: Bound[] = [];

const positive: Bound = { filter: 'PARAMETERS', min: { name: '', text: '0', value: 1n, verb: 'is not above' } };

function nonZero(amount: Amount | undefined): Amount | undefined {
  return amount?.value === 0n ? undefined : amount;
}

function word(value: unknown): string | undefined {
  return typeof value === 'string' ? value : value == null ? undefined : textOf(value);
}

/** A parameter as problems show it. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value.slice(0, 60);
  if (value == null) return '';
  return (
    decimalText(value) ??
    (typeof value === 'object' ? Object.prototype.toString.call(value) : String(value).slice(0, 60))
  );
}
