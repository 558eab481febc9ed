/** A documented filter (`LOT_SIZE`, …), or one of the rules that the exchange states elsewhere. */
export type ProblemFilter =
  | 'SYMBOL'
  | 'STATUS'
  | 'ORDER_TYPE'
  | 'PARAMETERS'
  | 'PRECISION'
  | 'LIST_PRICES'
  | (string & {});

/** One thing that is wrong with an order, and how to mend it. */
export type OrderProblem = {
  readonly filter: ProblemFilter;
  /** The parameter at fault, in the exchange's name. */
  readonly param: string;
  /** The value that was given, as plain text. */
  readonly value: string;
  /** The limit that it breaks. */
  readonly limit: string;
  /** One line for a person. */
  readonly message: string;
  /** The nearest legal values below and above, where there are any. */
  readonly fix?: { readonly down?: string; readonly up?: string };
};
