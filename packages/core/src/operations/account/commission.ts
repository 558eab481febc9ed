import type { SymbolParams } from '../market/prices.js';
import type { Method, Operation } from '../operation.js';
import type { CommissionRates } from './account.js';

/** The discount on the standard commission for paying it in another asset. */
export type CommissionDiscount = {
  enabledForAccount: boolean;
  enabledForSymbol: boolean;
  /** The asset to pay in: `BNB`. */
  discountAsset: string;
  /** The standard commission is reduced by this fraction. */
  discount: string;
};

/** The commission rates of an account on a symbol; they add up. */
export type SymbolCommission = {
  symbol: string;
  standardCommission: CommissionRates;
  specialCommission: CommissionRates;
  taxCommission: CommissionRates;
  discount: CommissionDiscount;
};

/**
 * The commission rates that apply to the account on a symbol.
 *
 * Weight 20. Needs a key.
 *
 * @throws {BinanceApiError} -1121 when the symbol is unknown.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/account-endpoints#query-commission-rates-user_data
 */
export const getCommissionRates: Operation<Method<SymbolParams, SymbolCommission>> = {
  rest: 'GET /api/v3/account/commission',
  ws: 'account.commission',
  security: 'USER_DATA',
  weight: 20,
};
