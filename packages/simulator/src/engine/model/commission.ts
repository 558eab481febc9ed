import type { MatchingAssumptions } from '../../assumptions/assumptions.js';
import { type Amount, amount, ONE } from '../types/amount.js';
import type { CommissionRates, OrderCommission, Side } from '../types/index.js';

type Pair = { maker: Amount; taker: Amount };

/**
 * The commission rates of an account on a symbol, for BUY and for SELL orders. Each rate for a maker or taker already
 * includes the additional rate for buyers or for sellers.
 */
export type CompiledRates = {
  readonly source: CommissionRates;
  readonly buy: { standard: Pair; special: Pair; tax: Pair };
  readonly sell: { standard: Pair; special: Pair; tax: Pair };
  readonly isFree: boolean;
  /** The asset that pays a discounted commission; undefined if there is no discount. */
  readonly discountAsset: string | undefined;
  /** The factor by which the standard commission is multiplied if the discount asset pays it. */
  readonly discountFactor: Amount;
};

export function compileRates(source: CommissionRates, assumptions: MatchingAssumptions): CompiledRates {
  const sum = (share: 'buyer' | 'seller') => {
    const of = (kind: 'standard' | 'special' | 'tax'): Pair => ({
      maker: amount(source[kind].maker) + amount(source[kind][share]),
      taker: amount(source[kind].taker) + amount(source[kind][share]),
    });
    return { standard: of('standard'), special: of('special'), tax: of('tax') };
  };
  const buy = sum('buyer');
  const sell = sum('seller');
  const { enabledForAccount, enabledForSymbol, discountAsset } = source.discount;
  const discount = amount(source.discount.discount);
  return {
    source,
    buy,
    sell,
    isFree: [buy, sell].every((side) =>
      [side.standard, side.special, side.tax].every(({ maker, taker }) => maker === 0n && taker === 0n),
    ),
    discountAsset: enabledForAccount && enabledForSymbol ? discountAsset : undefined,
    discountFactor: assumptions.discount === 'factor' ? discount : ONE - discount,
  };
}

/** The commission of a fill: `plain` if the received asset pays it, `discounted` if the discount asset does. */
export type Commission = {
  readonly plain: Amount;
  /**
   * Undefined if there is no discount. Also undefined if no symbol has a price that converts the received asset to the
   * discount asset.
   */
  readonly discounted: Amount | undefined;
};

/**
 * The commission on a received amount. Standard, special and tax commission are each rounded half up to 8 decimals, as
 * in the examples of Binance's FAQ "Commission Rates". The discount applies to the standard commission only.
 *
 * @param toDiscountAsset the price of the received asset in the discount asset, as a fraction
 */
export function commissionOf(
  rates: CompiledRates,
  side: Side,
  role: 'maker' | 'taker',
  received: Amount,
  toDiscountAsset: readonly [numerator: Amount, denominator: Amount] | undefined,
): Commission {
  const { standard, special, tax } = side === 'BUY' ? rates.buy : rates.sell;
  const [ofStandard = 0n, ofSpecial = 0n, ofTax = 0n] = [standard[role], special[role], tax[role]].map((rate) =>
    roundedDivision(received * rate, ONE),
  );
  const plain = ofStandard + ofSpecial + ofTax;
  if (!toDiscountAsset || rates.discountAsset === undefined) return { plain, discounted: undefined };
  const [numerator, denominator] = toDiscountAsset;
  return {
    plain,
    discounted:
      roundedDivision(ofStandard * numerator * rates.discountFactor, denominator * ONE) +
      roundedDivision(ofSpecial * numerator, denominator) +
      roundedDivision(ofTax * numerator, denominator),
  };
}

/** The commission rates for one side of orders, as a test order returns them. */
export function orderCommission(rates: CompiledRates, side: Side): OrderCommission {
  return { ...(side === 'BUY' ? rates.buy : rates.sell), discount: rates.source.discount };
}

/**
 * The price of the asset `from` in units of the asset `to`, as a fraction. It follows from the last price of the symbol
 * that has these two assets. Undefined if there is no such symbol, or if the symbol has no last price.
 */
export function conversion(
  lastPrice: (base: string, quote: string) => Amount | undefined,
  from: string,
  to: string,
): readonly [Amount, Amount] | undefined {
  if (from === to) return [1n, 1n];
  const bought = lastPrice(to, from);
  if (bought) return [ONE, bought];
  const sold = lastPrice(from, to);
  return sold ? [sold, ONE] : undefined;
}

function roundedDivision(numerator: Amount, denominator: Amount): Amount {
  return (numerator * 2n + denominator) / (denominator * 2n);
}
