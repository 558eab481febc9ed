/**
 * The numbers of a symbol's rules, as the exchange writes them: exact decimals, such as `0.00000100`. The exchange does
 * not apply a limit of 0. A field is undefined if the symbol lacks the filter that sets it.
 */
export type RuleNumbers = {
  /** Legal prices are multiples of this step. From PRICE_FILTER. */
  readonly tickSize?: string;
  /** The lowest legal price. From PRICE_FILTER. */
  readonly minPrice?: string;
  /** The highest legal price. From PRICE_FILTER. */
  readonly maxPrice?: string;
  /** Legal quantities are multiples of this step, in the base asset. From LOT_SIZE. */
  readonly stepSize?: string;
  /** The lowest legal quantity, in the base asset. From LOT_SIZE. */
  readonly minQty?: string;
  /** The highest legal quantity, in the base asset. From LOT_SIZE. */
  readonly maxQty?: string;
  /** The lowest legal value of price times quantity, in the quote asset. From NOTIONAL or MIN_NOTIONAL. */
  readonly minNotional?: string;
  /** The highest legal value of price times quantity, in the quote asset. From NOTIONAL. */
  readonly maxNotional?: string;
};
