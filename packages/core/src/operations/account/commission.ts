import type { SymbolParams } from '../market/prices.js';
import type { Method, Operation } from '../operation.js';
import type { CommissionRates } from './account.js';

/** The discount on the standard commission if the account pays it in `discountAsset`. */
export type CommissionDiscount = {
  /** Whether the account has the discount turned on. */
  enabledForAccount: boolean;
  /** Whether the symbol has the discount. */
  enabledForSymbol: boolean;
  /** The asset in which the account pays the commission to get the discount, such as `BNB`. Absent if there is none. */
  discountAsset?: string;
  /** Discount as a fraction of the standard commission. */
  discount: string;
};

/**
 * The account's commission rates on a symbol. The commission of a trade is the sum of the standard, special and tax
 * commissions.
 */
export type SymbolCommission = {
  /** The symbol. */
  symbol: string;
  /** Standard commission rates, to which the discount applies. */
  standardCommission: CommissionRates;
  /** Special commission rates. Absent if the exchange states none. */
  specialCommission?: CommissionRates;
  /** Tax commission rates. */
  taxCommission: CommissionRates;
  /** Discount on the standard commission rates. */
  discount: CommissionDiscount;
};

/**
 * Returns the account's commission rates on a symbol.
 *
 * Weight 20. Needs an API key.
 *
 * @throws {BinanceApiError} -1121 if the symbol is unknown.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/account-endpoints#query-commission-rates-user_data
 */
export const getCommissionRates: Operation<Method<SymbolParams, SymbolCommission>> = {
  rest: 'GET /api/v3/account/commission',
  ws: 'account.commission',
  security: 'USER_DATA',
  weight: 20,
  needs: ['symbol'],
  effect: 'read',
  shape: { symbol: 'text' },
};
