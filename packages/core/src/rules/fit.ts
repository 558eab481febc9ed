import { decimalText } from '../decimal/index.js';
import type { OrderProblem } from '../errors/index.js';
import { nearer } from './fix.js';
import type { OrderContext } from './order-context.js';
import type { OrderOperation } from './order-forms.js';
import type { SymbolRules } from './rules.js';
import type { OrderParams } from './sheet.js';
import { validateOrder } from './validate.js';

/** Which way numbers may be moved: `down` never raises one, `up` never lowers one. */
export type Rounding = 'down' | 'up' | 'nearest';

/** How `fitOrder` makes an order legal. */
export type FitOptions = {
  readonly rounding: Rounding;
  readonly context?: OrderContext | undefined;
  /** The client method that the parameters are for. @default 'createOrder' */
  readonly operation?: OrderOperation | undefined;
};

/** Parameters as `fitOrder` gives them back: a number that was moved is text. */
export type Fitted<P> = {
  readonly [K in keyof P]: K extends `${string}${'rice' | 'uantity' | 'Qty'}` ? P[K] | string : P[K];
};

/** A legal order, or what stands in its way. */
export type FittedOrder<P> =
  | { readonly params: Fitted<P>; readonly problems?: undefined }
  | { readonly params?: undefined; readonly problems: readonly OrderProblem[] };

/** Every number of the largest list moves at most once for each number that binds it. */
const MOST_ROUNDS = 64;

/**
 * Moves the numbers of an order to the nearest legal ones, in the one direction asked for: prices first, then the
 * quantity they allow, then the iceberg's part of it. A legal order comes back as it was. What arithmetic made of a
 * number, such as `1 / 3` or `0.1 + 0.2`, is read at 15 digits; text and decimal objects are read whole.
 *
 * Answers with the problems where no move mends them; nothing is rounded further than legality asks.
 */
export function fitOrder<const P extends OrderParams>(
  params: P,
  rules: SymbolRules,
  options: FitOptions,
): FittedOrder<P> {
  const { rounding, context, operation } = options;
  let fitted: OrderParams = readable(params);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const { problems } = validateOrder(fitted, rules, context, { operation });
    // Nothing but what `Fitted` says was changed.
    if (problems.length === 0) return { params: fitted as Fitted<P> };
    let value: string | undefined;
    const mendable = problems.find((problem) => {
      value = choose(problem, rounding);
      return value !== undefined;
    });
    if (mendable === undefined || problems.some(({ fix }) => fix === undefined)) return { problems };
    fitted = { ...fitted, [mendable.param]: value };
  }
  return { problems: validateOrder(fitted, rules, context, { operation }).problems };
}

/** The parameters with every number at the digits that a number holds exactly. */
function readable(params: OrderParams): OrderParams {
  const inexact = Object.entries(params).filter(
    ([, value]) => typeof value === 'number' && !Number.isInteger(value) && decimalText(value) === undefined,
  );
  if (inexact.length === 0) return params;
  return {
    ...params,
    ...Object.fromEntries(inexact.map(([name, value]) => [name, Number((value as number).toPrecision(15))])),
  };
}

function choose({ value, fix }: OrderProblem, rounding: Rounding): string | undefined {
  if (fix === undefined) return undefined;
  const { down, up } = fix;
  if (rounding !== 'nearest') return fix[rounding];
  if (down === undefined || up === undefined) return down ?? up;
  return nearer(value, down, up);
}
