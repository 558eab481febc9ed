import type { ProblemFilter } from '../errors/index.js';

/**
 * One limit of a number, as text and as a scaled integer: the number without its decimal point. At scale 8, 1.5 is
 * 150000000.
 */
export type NumberLimit = {
  /** The name of the filter's field, such as `minQty`. */
  readonly name: string;
  /** The limit as the exchange writes it. */
  readonly text: string;
  /** The limit as a scaled integer. */
  readonly value: bigint;
  /** The phrase for a broken limit in messages. By default "is below", "is above" or "is not a multiple of". */
  readonly verb?: string | undefined;
};

/**
 * The limits that one rule sets for one number of an order. All rules on numbers have this form, so that one function
 * can find the nearest legal value for all of them.
 */
export type NumberRule = {
  /** The filter that defines the rule. */
  readonly filter: ProblemFilter;
  /** The smallest legal number. */
  readonly min?: NumberLimit | undefined;
  /** The largest legal number. */
  readonly max?: NumberLimit | undefined;
  /** Legal numbers are multiples of this step. */
  readonly step?: NumberLimit | undefined;
};

/** A numeric parameter of an order, with the rules that apply to it. */
export type NumberParam = {
  readonly param: string;
  readonly text: string;
  /** The number as a scaled integer. */
  readonly value: bigint;
  /**
   * The rules that apply to the number. The list is filled only in a detailed check, which looks for the nearest legal
   * values.
   */
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
