import type { MatchingAssumptions } from '../../assumptions/matching.js';
import { type Amount, amount, ONE } from '../types/amount.js';
import type { CommissionRates, OrderCommission, Side } from '../types/index.js';

type Pair = { maker: Amount; taker: Amount };

/** Rates of one account on one symbol, with the side's share added in. */
export type CompiledRates = {
  readonly source: CommissionRates;
  readonly buy: { standard: Pair; special: Pair; tax: Pair };
  readonly sell: { standard: Pair; special: Pair; tax: Pair };
  readonly isFree: boolean;
  /** The asset that pays at a discount; undefined when the discount is off. */
  readonly discountAsset: string | undefined;
  /** What the standard commission is multiplied by when that asset pays. */
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

/** What a fill costs: in the received asset, and what the same would cost in the asset that pays at a discount. */
export type Commission = {
  readonly plain: Amount;
  /** Undefined when there is no discount, or no price to convert by. */
  readonly discounted: Amount | undefined;
};

/**
 * Commission on a received amount. The listed are each rounded to 8 decimals, half up, as the commission FAQ's figures
 * are; the discount is on the standard part only.
 *
 * @param toDiscountAsset what one unit of the received asset is worth in the asset that pays at a discount, as a
 * fraction.
 */
export function commissionOf(
  rates: CompiledRates,
  side: Side,
  role: 'maker' | 'taker',
  received: Amount,
  toDiscountAsset: readonly [numerator: Amount, denominator: Amount] | undefined,
): Commission {
  const { standard, special, tax } = side === 'BUY' ? rates.buy : rates.sell;
  const listed = [standard[role], special[role], tax[role]].map((rate) => roundedDivision(received * rate, ONE));
  const [ofStandard = 0n, ofSpecial = 0n, ofTax = 0n] = listed;
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

/** What a test order answers: the rates of one order, its side counted in. */
export function orderCommission(rates: CompiledRates, side: Side): OrderCommission {
  return { ...(side === 'BUY' ? rates.buy : rates.sell), discount: rates.source.discount };
}

/** The price of an asset in another as a fraction, from the last price of a market that trades the two. */
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
