import { type DecimalInput, decimalText } from '../decimal.js';
import { type Amount, amountProblems, isWithin } from './bound.js';
import type { OrderContext } from './order-context.js';
import type { LegField, LegForm, OrderForm } from './order-forms.js';
import type { OrderProblem, ProblemFilter } from './problem.js';
import type { SymbolRules } from './rules.js';
import { parseScaled } from './scaled.js';

export type OrderParams = Readonly<Record<string, unknown>>;

/** One order as the rules see it: its numbers read, its names known. */
export type Leg = {
  readonly form: LegForm;
  readonly type: string | undefined;
  readonly side: string | undefined;
  readonly quantity: Amount | undefined;
  readonly quoteOrderQty: Amount | undefined;
  readonly price: Amount | undefined;
  readonly stopPrice: Amount | undefined;
  readonly trailingDelta: Amount | undefined;
  readonly icebergQty: Amount | undefined;
  /** Its price is taken from the book when it enters. */
  readonly pegged: boolean;
};

/** The sheet on which one order is judged: what was read from it, and what was found. */
export class Sheet {
  readonly params: OrderParams;
  readonly rules: SymbolRules;
  readonly context: OrderContext;
  readonly form: OrderForm;
  readonly legs: Leg[] = [];
  readonly problems: OrderProblem[] = [];
  readonly unjudged: string[] = [];
  /** The scale that all numbers seen so far need; above the rules' own, the order is judged again at this one. */
  scale: number;
  readonly #amounts: Amount[] = [];

  constructor(params: OrderParams, rules: SymbolRules, context: OrderContext, form: OrderForm) {
    this.params = params;
    this.rules = rules;
    this.context = context;
    this.form = form;
    this.scale = rules.scale;
    for (const leg of form.legs) this.legs.push(this.#read(leg));
  }

  /** Notes a problem that no bound of a number expresses. */
  refuse(filter: ProblemFilter, param: string, limit: string, message: string): void {
    const given = this.params[param];
    const value = given == null ? '' : (decimalText(given) ?? String(given).slice(0, 60));
    this.problems.push({ filter, param, value, limit, message: `${message} for ${this.rules.symbol}` });
  }

  /** Notes that a rule cannot be judged with what is known. */
  leaveOpen(rule: string): void {
    if (!this.unjudged.includes(rule)) this.unjudged.push(rule);
  }

  /** A number from outside the order, as an integer; undefined when it was not given. */
  scaled(value: DecimalInput | null | undefined): bigint | undefined {
    const text = typeof value === 'string' ? value : decimalText(value);
    if (text === undefined) return undefined;
    const parsed = parseScaled(text, this.rules.scale);
    if (typeof parsed !== 'number') return parsed;
    this.scale = Math.max(this.scale, parsed);
    return 0n;
  }

  /** The price that stands for the market: the reference price, else the average, or the last where `minutes` is 0. */
  marketPrice(minutes: number | undefined): bigint | undefined {
    const { referencePrice, averagePrice, lastPrice } = this.context;
    return this.scaled(referencePrice ?? (minutes === 0 ? lastPrice : averagePrice));
  }

  /** Problems of the numbers, after every rule has bound them. */
  judgeAmounts(): void {
    for (const amount of this.#amounts) {
      if (!isWithin(amount)) this.problems.push(...amountProblems(amount, this.rules.scale, this.rules.symbol));
    }
  }

  #read(form: LegForm): Leg {
    const { names } = form;
    const text = (field: LegField): string | undefined => {
      const value = this.params[names[field]];
      return typeof value === 'string' ? value : undefined;
    };
    return {
      form,
      type: form.typeOf?.(this.params) ?? text('type'),
      side: text('side'),
      price: this.#amount(names.price),
      stopPrice: this.#amount(names.stopPrice),
      trailingDelta: this.#amount(names.trailingDelta),
      quantity: this.#amount(names.quantity),
      quoteOrderQty: this.#amount(names.quoteOrderQty),
      icebergQty: this.#amount(names.icebergQty),
      pegged: this.params[names.pegPriceType] != null,
    };
  }

  #amount(param: string): Amount | undefined {
    const given = this.params[param];
    if (given == null) return undefined;
    for (const amount of this.#amounts) if (amount.param === param) return amount;
    const text = typeof given === 'string' ? given : decimalText(given);
    const value = text === undefined ? undefined : parseScaled(text, this.rules.scale);
    if (text === undefined || value === undefined) {
      this.refuse(
        'PARAMETERS',
        param,
        'plain decimal',
        `${param} ${String(given).slice(0, 60)} is not a plain decimal`,
      );
      return undefined;
    }
    if (typeof value === 'number') this.scale = Math.max(this.scale, value);
    const amount: Amount = { param, text, value: typeof value === 'number' ? 0n : value, bounds: [] };
    this.#amounts.push(amount);
    return amount;
  }
}
