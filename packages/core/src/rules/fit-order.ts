import { roundInexact } from '../decimal/index.js';
import { assertObject, assertOneOf } from '../errors/assert-option.js';
import type { OrderProblem } from '../errors/index.js';
import { checkRules } from './check-rules.js';
import type { SymbolRules } from './compile.js';
import { nearer } from './nearest-legal.js';
import type { OrderParams } from './order-check.js';
import type { OrderContext } from './order-context.js';
import { orderFormOf } from './order-form-of.js';
import type { OrderOperation } from './order-forms.js';
import { validateByForm } from './validate.js';

export const ROUNDINGS = ['down', 'up', 'nearest'] as const;

/**
 * The direction in which the prices and quantities of an order may be changed: `down` never raises a number, `up` never
 * lowers one.
 */
export type Rounding = (typeof ROUNDINGS)[number];

/** How `fitOrder` corrects an order. */
export type FitOptions = {
  /** The direction in which prices and quantities may be changed. */
  readonly rounding: Rounding;
  /**
   * The state of the market and of the account, which some rules need. @default none; the rules that need it are not
   * checked
   */
  readonly context?: OrderContext | undefined;
  /** The client method that the parameters are for. @default 'createOrder' */
  readonly operation?: OrderOperation | undefined;
};

/**
 * The type of the parameters that `fitOrder` returns. It is the type of the given parameters, except that prices and
 * quantities may also be text.
 */
export type Fitted<P> = {
  readonly [K in keyof P]: K extends `${string}${'rice' | 'uantity' | 'Qty'}`
    ? [P[K]] extends [undefined]
      ? P[K]
      : P[K] | string
    : P[K];
};

/** An order that was made legal, or the rules that it breaks and that no change can satisfy. */
export type FittedOrder<P> =
  | {
      /** The parameters of the legal order. */
      readonly params: Fitted<P>;
      readonly problems?: undefined;
    }
  | {
      readonly params?: undefined;
      /** The rules that the order breaks and that no change can satisfy. */
      readonly problems: readonly OrderProblem[];
    };

/**
 * A bound on the changes that `fitOrder` makes to an order or order list, so that the loop always ends. It is not
 * reached: each rule changes a price or quantity at most once, and even a list of three orders needs fewer changes.
 */
const MAX_MOVES = 64;

/**
 * Changes the numbers of an order to the nearest legal values in the given direction: prices first, then the quantity,
 * then `icebergQty`. No number is changed by more than the rules require, and a legal order is returned unchanged. If
 * the order cannot be made legal, the result lists the rules that it breaks.
 *
 * A JavaScript number that is inexact, such as `1 / 3` or `0.1 + 0.2`, is first rounded to 15 significant digits and to
 * 20 decimal places. Decimal text and decimal objects keep all their digits.
 *
 * @throws {BinanceConfigError} if `params` or `options` is no object, `rules` is not the result of `compileRules`, or
 * `rounding` or `operation` is illegal.
 */
export function fitOrder<const P extends object>(params: P, rules: SymbolRules, options: FitOptions): FittedOrder<P> {
  assertObject('params', params);
  assertObject('options', options);
  checkRules(rules);
  const { rounding, context = {}, operation = 'createOrder' } = options;
  assertOneOf('rounding', rounding, ROUNDINGS);
  const form = orderFormOf(operation);
  let fitted = withoutInexact(params as OrderParams);
  for (let move = 0; move < MAX_MOVES; move++) {
    const { problems } = validateByForm(fitted, rules, context, form);
    // The cast is safe: only prices and quantities have become text.
    if (problems.length === 0) return { params: fitted as Fitted<P> };
    const movable = problems.filter((problem) => legalValue(problem, rounding) !== undefined);
    // The legal quantities depend on the prices. In an order list, they depend on the prices of all orders. The legal
    // values of `icebergQty` depend on the quantity.
    const price = movable.find(({ param }) => /price$/i.test(param));
    const quantity = movable.find(({ param }) => /quantity$/i.test(param));
    const next = price ?? quantity ?? movable[0];
    const later = price ? /(?:quantity|icebergQty)$/i : quantity ? /icebergQty$/i : undefined;
    const isFinal = ({ filter, param, fix }: OrderProblem): boolean =>
      fix === undefined && !(filter !== 'PARAMETERS' && later?.test(param));
    if (next === undefined || problems.some(isFinal)) return { problems };
    const value = legalValue(next, rounding);
    // Prices and quantities may become text. Any other parameter, such as `trailingDelta`, must remain a number,
    // because the type `Fitted` does not allow text for it.
    const isNumber = typeof fitted[next.param] === 'number' && !/(?:rice|uantity|Qty)$/.test(next.param);
    fitted = { ...fitted, [next.param]: isNumber ? Number(value) : value };
  }
  return { problems: validateByForm(fitted, rules, context, form).problems };
}

/** Returns the parameters with each inexact number rounded. If there is none, returns the same object. */
function withoutInexact(params: OrderParams): OrderParams {
  const inexact = Object.entries(params).filter(([, value]) => roundInexact(value) !== value);
  if (inexact.length === 0) return params;
  return { ...params, ...Object.fromEntries(inexact.map(([name, value]) => [name, roundInexact(value)])) };
}

function legalValue({ value, fix }: OrderProblem, rounding: Rounding): string | undefined {
  if (fix === undefined) return undefined;
  const { down, up } = fix;
  if (rounding !== 'nearest') return fix[rounding];
  if (down === undefined || up === undefined) return down ?? up;
  return nearer(value, down, up);
}
