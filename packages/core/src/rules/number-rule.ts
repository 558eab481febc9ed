import type { ProblemFilter } from '../errors/index.js';

/** One limit of a number: its name at the exchange, its text in messages, and the scaled integer that is compared. */
export type NumberLimit = {
  readonly name: string;
  readonly text: string;
  readonly value: bigint;
  /** How a message says that a number breaks this limit, unless "is below", "is above" or "is not a multiple of" fits. */
  readonly verb?: string | undefined;
};

/** What one rule requires of one number of an order. All rules on numbers have this form, so one function corrects them all. */
export type NumberRule = {
  readonly filter: ProblemFilter;
  readonly min?: NumberLimit | undefined;
  readonly max?: NumberLimit | undefined;
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
