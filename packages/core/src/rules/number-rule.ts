import type { ProblemFilter } from '../errors/index.js';

/** One limit of a number: its name at the exchange, its text in messages, and the scaled integer that is compared. */
export type NumberLimit = {
  /** Name of the field that has the limit, such as `minQty`. */
  readonly name: string;
  /** The limit as the exchange writes it. */
  readonly text: string;
  /** The limit as a scaled integer. */
  readonly value: bigint;
  /** How a message says that a number breaks this limit, unless "is below", "is above" or "is not a multiple of" fits. */
  readonly verb?: string | undefined;
};

/** What one rule requires of one number of an order. All rules on numbers have this form, so one function corrects them all. */
export type NumberRule = {
  /** The filter that the rule is from. */
  readonly filter: ProblemFilter;
  /** The smallest legal number. */
  readonly min?: NumberLimit | undefined;
  /** The largest legal number. */
  readonly max?: NumberLimit | undefined;
  /** The legal numbers are multiples of this. */
  readonly step?: NumberLimit | undefined;
};

/** A numeric parameter of an order, with the rules that apply to it. */
export type NumberParam = {
  readonly param: string;
  readonly text: string;
  /** The number as a scaled integer. */
  readonly value: bigint;
  /** Filled by a detailed check only. */
  readonly rules: NumberRule[];
};

/** Whether a value satisfies a rule. */
export function satisfies(value: bigint, { min, max, step }: NumberRule): boolean {
  return (
    (min === undefined || value >= min.value) &&
    (max === undefined || value <= max.value) &&
    (step === undefined || value % step.value === 0n)
  );
}
