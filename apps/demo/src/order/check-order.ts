import type { BinanceOrderError, OrderContext, OrderProblem, SymbolRules, validateOrder } from '@pkg/core';
import { compareDecimals, Decimal } from '@pkg/core/internal';
import { grouped, isPlainDecimal, trimDecimal } from '../format.js';
import { type Field, type OrderKind, orderParams, type Side } from './order-kinds.js';

/** What is wrong with the value of one input, in plain words, and the legal value that is nearest to it. */
export type FieldProblem = {
  readonly text: string;
  readonly nearest: string | undefined;
};

export type OrderCheck = {
  /** The problems of the inputs, by {@link Field.slot}. */
  readonly problems: ReadonlyMap<string, FieldProblem>;
  /** Problems that do not belong to a single input. */
  readonly general: readonly string[];
  /** Whether every input that must be filled is filled. */
  readonly isComplete: boolean;
};

export type CheckInput = {
  readonly kind: OrderKind;
  readonly symbol: string;
  readonly side: Side;
  readonly values: Readonly<Record<string, string>>;
  readonly timeInForce: string;
  readonly rules: SymbolRules;
  readonly context: OrderContext;
  /**
   * Core's function that applies the order rules. The page loads it later than this module, so it is passed as an
   * argument.
   */
  readonly validate: typeof validateOrder;
};

/**
 * Checks the inputs of the form by the order rules. Leaves out problems of empty inputs, because the user may still
 * fill them in. `isComplete` is false while an input that the order needs is empty.
 */
export function checkOrder({
  kind,
  symbol,
  side,
  values,
  timeInForce,
  rules,
  context,
  validate,
}: CheckInput): OrderCheck {
  const fields = kind.fields(side);
  const params = orderParams(kind, symbol, side, values, timeInForce);
  const { problems } = validate(params, rules, context, { operation: kind.operation });
  const found = new Map<string, FieldProblem>();
  const general: string[] = [];
  for (const problem of problems) {
    const field = fields.find(({ param }) => param === problem.param);
    const isEmpty = field !== undefined && !(values[field.slot] ?? '').trim();
    if (isEmpty || (field === undefined && problem.filter === 'PARAMETERS')) continue;
    if (!field) general.push(plainText(problem, undefined));
    else if (!found.has(field.slot))
      found.set(field.slot, { text: plainText(problem, field), nearest: nearest(problem) });
  }
  return { problems: found, general, isComplete: isComplete(kind, fields, values) };
}

function isComplete(kind: OrderKind, fields: readonly Field[], values: Readonly<Record<string, string>>): boolean {
  const isFilled = ({ slot }: Field): boolean => (values[slot] ?? '').trim() !== '';
  if (!fields.every((field) => field.isOptional || isFilled(field))) return false;
  // A market order needs an amount or a total. An order with a trigger needs a trigger price, a trailing distance, or
  // both.
  if (kind.id === 'MARKET') return fields.some(isFilled);
  const triggers = fields.filter(({ slot }) => slot === 'stopPrice' || slot === 'trailing');
  return triggers.length === 0 || triggers.some(isFilled);
}

/** For an order that the client refused to send, assigns each problem to its input in the form. */
export function refusedOrder({ problems }: BinanceOrderError, fields: readonly Field[]): OrderCheck {
  const found = new Map<string, FieldProblem>();
  const general: string[] = [];
  for (const problem of problems) {
    const field = fields.find(({ param }) => param === problem.param);
    if (field) found.set(field.slot, { text: problem.message, nearest: nearest(problem) });
    else general.push(problem.message);
  }
  return { problems: found, general, isComplete: true };
}

/** Returns the legal value that is nearest to the entered value, which breaks a rule; undefined if there is none. */
export function nearest({ value, fix }: OrderProblem): string | undefined {
  const { down, up } = fix ?? {};
  if (down === undefined || up === undefined || !isPlainDecimal(value)) return down ?? up;
  const [below, above] = [new Decimal(value).minus(down), new Decimal(up).minus(value)];
  return below.lt(above) ? down : up;
}

const SUBJECTS: Readonly<Record<string, string>> = { quote: 'price', base: 'amount', bps: 'distance' };

/** Describes in plain words which rule an order breaks, and how. */
function plainText({ filter, message, limit, value, fix }: OrderProblem, field: Field | undefined): string {
  if (!field) return message;
  const what = SUBJECTS[field.unit];
  const shown = isPlainDecimal(limit) ? grouped(trimDecimal(limit)) : limit;
  if (!isPlainDecimal(value)) return 'This is not a number.';
  if (Number(value) <= 0) return `The ${what} must be above 0.`;
  if (/ digits/.test(message)) return 'This number has too many digits.';
  const { down, up } = fix ?? {};
  if (/_SIZE$|PRICE_FILTER|PRECISION/.test(filter)) {
    if (up !== undefined && down === undefined) return `The ${what} must be at least ${grouped(up)}.`;
    if (down !== undefined && up === undefined) return `The ${what} must be at most ${grouped(down)}.`;
    if (down !== undefined && up !== undefined && compareDecimals(down, up) !== 0) {
      return `The ${what} moves in steps: ${grouped(down)} or ${grouped(up)}.`;
    }
  }
  if (/NOTIONAL/.test(filter)) {
    return up !== undefined || down === undefined
      ? `The order is too small: its total must be at least ${shown}.`
      : `The order is too large: its total may be at most ${shown}.`;
  }
  if (/PERCENT_PRICE/.test(filter)) return `The price is too far from the market: the limit is ${shown}.`;
  if (filter === 'TRAILING_DELTA') return `The distance is out of range: the limit is ${shown} basis points.`;
  if (filter === 'LIST_PRICES') return 'The prices of the list are on the wrong sides of each other.';
  if (filter === 'ICEBERG_PARTS') return `The visible amount splits the order into too many parts: at most ${shown}.`;
  return message;
}
