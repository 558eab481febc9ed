import type { AccountType, Open, Permission } from '../enums.js';
import type { Method, Operation } from '../operation.js';

/** Which balances to give. */
export type AccountParams = {
  /** Leaves out the assets of which there is none. @default false */
  omitZeroBalances?: boolean | undefined;
};

/** Rates as fractions: `0.00150000` is 0.15 %. */
export type CommissionRates = { maker: string; taker: string; buyer: string; seller: string };

/** What an account holds of one asset. */
export type Balance = {
  asset: string;
  free: string;
  /** Held by open orders. */
  locked: string;
};

/** The account, its rights and its balances. */
export type Account = {
  /** In basis points; `commissionRates` is exact. */
  makerCommission: number;
  takerCommission: number;
  buyerCommission: number;
  sellerCommission: number;
  commissionRates: CommissionRates;
  canTrade: boolean;
  canWithdraw: boolean;
  canDeposit: boolean;
  brokered: boolean;
  requireSelfTradePrevention: boolean;
  preventSor: boolean;
  updateTime: number;
  accountType: Open<AccountType>;
  balances: Balance[];
  permissions: Open<Permission>[];
  uid: number;
};

/**
 * The account: commission, rights, balances.
 *
 * Weight 20. Needs a key.
 *
 * @throws {BinanceApiError} -2014 or -2015 when the key is refused.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/account-endpoints#account-information-user_data
 */
export const getAccount: Operation<Method<AccountParams, Account>> = {
  rest: 'GET /api/v3/account',
  ws: 'account.status',
  security: 'USER_DATA',
  weight: 20,
};
