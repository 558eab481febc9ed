/**
 * The numbers of a symbol's rules, as the exchange writes them: exact decimals, such as `0.00000100`. 0 is a limit that is
 * not applied. Undefined if the symbol has no such filter.
 */
export type RuleNumbers = {
  /** Prices are multiples of it. From PRICE_FILTER. */
  readonly tickSize?: string;
  /** The lowest price. From PRICE_FILTER. */
  readonly minPrice?: string;
  /** The highest price. From PRICE_FILTER. */
  readonly maxPrice?: string;
  /** Quantities are multiples of it, in the base asset. From LOT_SIZE. */
  readonly stepSize?: string;
  /** The lowest quantity, in the base asset. From LOT_SIZE. */
  readonly minQty?: string;
  /** The highest quantity, in the base asset. From LOT_SIZE. */
  readonly maxQty?: string;
  /** The least price times quantity, in the quote asset. From NOTIONAL or MIN_NOTIONAL. */
  readonly minNotional?: string;
  /** The greatest price times quantity, in the quote asset. From NOTIONAL. */
  readonly maxNotional?: string;
};
