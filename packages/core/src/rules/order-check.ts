import { decimalText, LEGAL_NUMBER, parseScaled } from '../decimal/index.js';
import { shown } from '../errors/assert-config.js';
import type { OrderProblem, ProblemFilter } from '../errors/index.js';
import { numberProblems } from './number-problems.js';
import { type NumberParam, type NumberRule, satisfies } from './number-rule.js';
import type { OrderContext, RuledOpenOrder } from './order-context.js';
import type { LegField, LegForm, OrderForm } from './order-forms.js';
import type { SymbolFacts } from './symbol-info.js';

export type OrderParams = Readonly<Record<string, unknown>>;

type NumberField = 'price' | 'stopPrice' | 'trailingDelta' | 'quantity' | 'quoteOrderQty' | 'icebergQty';

/**
 * One order of a call. A call for a single order has one leg; a call for an order list has two or three. Fields have
 * the same names in every leg, although the names of the parameters may have a prefix, such as `pendingAbove`.
 */
export type OrderLeg = { readonly form: LegForm } & Readonly<Record<NumberField, NumberParam | undefined>> &
  Readonly<Record<Exclude<LegField, NumberField>, string | undefined>>;

/**
 * One check of one order or order list. Holds the parsed parameters, and the broken rules found so far.
 *
 * Most orders are legal, so the first check only compares numbers with limits. If it finds an illegal number, a second,
 * detailed check collects all rules that apply to each number, and calculates the nearest legal values from them.
 */
export class OrderCheck {
  declare readonly params: OrderParams;
  declare readonly symbol: SymbolFacts;
  declare readonly context: OrderContext;
  declare readonly form: OrderForm;
  declare readonly isDetailed: boolean;
  declare readonly legs: readonly OrderLeg[];
  readonly problems: OrderProblem[] = [];
  readonly unjudged: string[] = [];
  /** Whether a number breaks a rule. Set only by the first check, not by the detailed check that may follow. */
  hasIllegalNumber = false;
  /**
   * How many decimal places the numbers of the order need. If this is more than the scale of the rules, the order is
   * checked again with this scale.
   */
  declare scale: number;
  readonly #numbers: NumberParam[] = [];

  constructor(params: OrderParams, symbol: SymbolFacts, context: OrderContext, form: OrderForm, isDetailed: boolean) {
    this.params = params;
    this.symbol = symbol;
    this.context = context;
    this.form = form;
    this.isDetailed = isDetailed;
    this.scale = symbol.scale;
    this.legs = form.legs.map((leg) => this.#readLeg(leg));
  }

  /** Applies a rule to a number. If two legs of an order list share a number, the rule is applied only once. */
  applyRule(number: NumberParam | undefined, rule: NumberRule | undefined): void {
    if (number === undefined || rule === undefined) return;
    if (!this.isDetailed) this.hasIllegalNumber ||= !satisfies(number.value, rule);
    else if (!number.rules.includes(rule)) number.rules.push(rule);
  }

  /** Records that the order breaks a rule that is not a limit on a number. */
  addProblem(filter: ProblemFilter, param: string, limit: string, message: string): void {
    const value = shownValue(this.params[param]);
    this.problems.push({ filter, param, value, limit, message: `${message} for ${this.symbol.symbol}` });
  }

  /**
   * Records that a parameter is missing or has an illegal value. The message is the name of the parameter followed by
   * `fault`, such as "is not BUY".
   */
  addParamProblem(param: string, limit: string, fault: string, filter: ProblemFilter = 'PARAMETERS'): void {
    this.addProblem(filter, param, limit, `${param} ${fault}`);
  }

  /**
   * Records that a rule could not be checked, because a value is missing in `OrderContext` or in the data of the
   * symbol.
   */
  markUnjudged(rule: string): void {
    if (!this.unjudged.includes(rule)) this.unjudged.push(rule);
  }

  /**
   * Converts plain decimal text to an integer at the scale of the rules; undefined for any other value. If the decimal
   * needs a larger scale, the result is 0, and `this.scale` is raised so that the order is checked again.
   */
  parse(value: unknown): bigint | undefined {
    const text = typeof value === 'string' ? value : decimalText(value);
    const parsed = text === undefined ? undefined : parseScaled(text, this.symbol.scale);
    if (typeof parsed !== 'number') return parsed;
    this.scale = Math.max(this.scale, parsed);
    return 0n;
  }

  /**
   * Returns the market price that a filter uses: the reference price if the symbol has one, otherwise the average
   * price. The last price replaces the average price if `averageMinutes` of the filter is 0. Returns undefined if the
   * context lacks the price.
   */
  marketPrice(averageMinutes: number | undefined): bigint | undefined {
    const { referencePrice, averagePrice, lastPrice } = this.context;
    return this.parse(referencePrice ?? (averageMinutes === 0 ? lastPrice : averagePrice));
  }

  /** Returns the open order that an amendment changes; undefined if the context does not have it. */
  amendedOrder(): RuledOpenOrder | undefined {
    const { symbol, orderId, origClientOrderId } = this.params;
    return this.context.openOrders?.find(
      (open) =>
        open.symbol === symbol &&
        (orderId == null ? open.clientOrderId === origClientOrderId : String(open.orderId) === String(orderId)),
    );
  }

  /**
   * Returns all rules that the order breaks, including limits on numbers. May be called only in a detailed check, after
   * every rule has been applied.
   */
  allProblems(): readonly OrderProblem[] {
    const { scale, symbol } = this.symbol;
    return this.problems.concat(...this.#numbers.map((number) => numberProblems(number, scale, symbol)));
  }

  #readLeg(form: LegForm): OrderLeg {
    const { names, typeOf } = form;
    const { params } = this;
    const open = this.form.amend && this.amendedOrder();
    return {
      form,
      type: open ? open.type : typeOf ? typeOf(params) : textParam(params[names.type]),
      side: open ? open.side : textParam(params[names.side]),
      timeInForce: textParam(params[names.timeInForce]),
      clientOrderId: textParam(params[names.clientOrderId]),
      strategyType: textParam(params[names.strategyType]),
      pegPriceType: textParam(params[names.pegPriceType]),
      pegOffsetType: textParam(params[names.pegOffsetType]),
      pegOffsetValue: textParam(params[names.pegOffsetValue]),
      price: open ? this.#openOrderPrice(open) : this.#readNumber(names.price),
      stopPrice: this.#readNumber(names.stopPrice),
      trailingDelta: this.#readNumber(names.trailingDelta),
      quantity: this.#readNumber(names.quantity),
      quoteOrderQty: this.#readNumber(names.quoteOrderQty),
      icebergQty: withoutZero(this.#readNumber(names.icebergQty)),
    };
  }

  #openOrderPrice({ price }: RuledOpenOrder): NumberParam | undefined {
    const value = this.parse(price);
    return value ? { param: 'price', text: shownValue(price), value, rules: [] } : undefined;
  }

  #readNumber(param: string): NumberParam | undefined {
    const given = this.params[param];
    if (given == null) return undefined;
    for (const number of this.#numbers) if (number.param === param) return number;
    const value = this.parse(given);
    const text = typeof given === 'string' ? given : shownValue(given);
    if (value === undefined) {
      const got = typeof given === 'string' ? JSON.stringify(text.slice(0, 60)) : text;
      this.addParamProblem(param, LEGAL_UNSIGNED, `${got} is not ${LEGAL_UNSIGNED}`);
      return undefined;
    }
    const number: NumberParam = { param, text, value, rules: this.isDetailed ? [] : NO_RULES };
    this.#numbers.push(number);
    // Two parameters may be 0. With an `icebergQty` of 0, the exchange places an order that is not an iceberg order. A
    // `trailingDelta` of 0 is checked by the filter TRAILING_DELTA.
    if (value === 0n && !/(?:icebergQty|trailingDelta)$/i.test(param)) this.applyRule(number, positive);
    return number;
  }
}

const LEGAL_UNSIGNED = `${LEGAL_NUMBER}, without a sign`;

/** The empty list that all numbers share in a check that is not detailed, because such a check collects no rules. */
const NO_RULES: NumberRule[] = [];

const positive: NumberRule = { filter: 'PARAMETERS', min: { name: '', text: '0', value: 1n, verb: 'is not above' } };

function withoutZero(number: NumberParam | undefined): NumberParam | undefined {
  return number?.value === 0n ? undefined : number;
}

function textParam(value: unknown): string | undefined {
  return typeof value === 'string' ? value : value == null ? undefined : shownValue(value);
}

/** Formats the value of a parameter for the description of a broken rule. */
export function shownValue(value: unknown): string {
  if (typeof value === 'string') return value.slice(0, 60);
  if (value == null) return '';
  return decimalText(value) ?? shown(value).slice(0, 60);
}
