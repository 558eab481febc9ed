import type { OrderProblem, ProblemFilter } from '../errors/index.js';
import { nearestWithin } from './fix.js';

/** One end of a bound: as the exchange names it, as it is shown, and as the integer that is compared. */
export type Limit = {
  readonly name: string;
  readonly text: string;
  readonly value: bigint;
  /** What a value beyond this limit does, where "is below", "is above" or "is not a multiple of" does not say it. */
  readonly verb?: string | undefined;
};

/** What one rule says about one number of an order. Every rule on a number is such a bound, so one mends them all. */
export type Bound = {
  readonly filter: ProblemFilter;
  readonly min?: Limit | undefined;
  readonly max?: Limit | undefined;
  readonly step?: Limit | undefined;
};

/** A number of the order with all that binds it. */
export type Amount = {
  readonly param: string;
  readonly text: string;
  readonly value: bigint;
  readonly bounds: Bound[];
};

/** Whether a value keeps within a bound. */
export function isWithin(value: bigint, { min, max, step }: Bound): boolean {
  return (
    (min === undefined || value >= min.value) &&
    (max === undefined || value <= max.value) &&
    (step === undefined || value % step.value === 0n)
  );
}

/** One problem for each limit that an amount breaks, each with the nearest values that break none. */
export function amountProblems({ param, text, value, bounds }: Amount, scale: number, symbol: string): OrderProblem[] {
  const fix = nearestWithin(value, bounds, scale);
  const problems: OrderProblem[] = [];
  for (const { filter, min, max, step } of bounds) {
    const report = (limit: Limit, verb: string): void => {
      const rule = [param, text, limit.verb ?? verb, filter === 'PARAMETERS' ? '' : filter, limit.name, limit.text];
      const message = `${rule.filter(Boolean).join(' ')} for ${symbol}`;
      problems.push({ filter, param, value: text, limit: limit.text, message, ...(fix && { fix }) });
    };
    if (min && value < min.value) report(min, 'is below');
    if (max && value > max.value) report(max, 'is above');
    if (step && value % step.value !== 0n) report(step, 'is not a multiple of');
  }
  return problems;
}
