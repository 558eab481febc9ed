/**
 * The name of a filter of the exchange, such as `LOT_SIZE`, or of a group of rules that Binance's documentation does
 * not list as a filter, such as `PARAMETERS`.
 */
export type ProblemFilter =
  | 'SYMBOL'
  | 'STATUS'
  | 'ORDER_TYPE'
  | 'PARAMETERS'
  | 'PRECISION'
  | 'LIST_PRICES'
  | (string & {});

/** One violation of a rule by an order, and how to correct it. */
export type OrderProblem = {
  /** The rule that the order breaks. */
  readonly filter: ProblemFilter;
  /** The parameter whose value breaks the rule. */
  readonly param: string;
  /** The value that was given, as plain text. */
  readonly value: string;
  /** The limit that the value breaks. */
  readonly limit: string;
  /** A description in one line of how the order breaks the rule. */
  readonly message: string;
  /** The nearest legal values below and above the value of the order, if they exist. */
  readonly fix?: {
    /** The nearest legal value below the value of the order. */
    readonly down?: string;
    /** The nearest legal value above the value of the order. */
    readonly up?: string;
  };
};
