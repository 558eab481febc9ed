import type { AccountType, Open, Permission } from '../enums/index.js';
import type { Method, Operation } from '../operation.js';

/** Selects the balances to return. */
export type AccountParams = {
  /** Omits the assets whose balance is zero. @default false */
  omitZeroBalances?: boolean | undefined;
};

/** Commission rates as fractions of the traded amount: `0.00150000` is 0.15 %. */
export type CommissionRates = {
  /** Commission rate if the account is the maker of the trade, as a fraction: `0.001` is 0.1 %. */
  maker: string;
  /** Commission rate if the account is the taker of the trade, as a fraction. */
  taker: string;
  /** Commission rate that is added to the maker's or taker's rate if the account buys, as a fraction. */
  buyer: string;
  /** Commission rate that is added to the maker's or taker's rate if the account sells, as a fraction. */
  seller: string;
};

/** The account's balance of one asset. */
export type Balance = {
  /** The asset. */
  asset: string;
  /** Free amount of the asset, which new orders can use. */
  free: string;
  /** Locked amount of the asset, which open orders hold. */
  locked: string;
};

/** The account, its permissions and its balances. */
export type Account = {
  /** Maker's commission in basis points. `commissionRates` is exact. */
  makerCommission: number;
  /** Taker's commission in basis points. `commissionRates` is exact. */
  takerCommission: number;
  /** Buyer's commission in basis points. `commissionRates` is exact. */
  buyerCommission: number;
  /** Seller's commission in basis points. `commissionRates` is exact. */
  sellerCommission: number;
  /** The account's commission rates. */
  commissionRates: CommissionRates;
  /** Whether the account may trade. */
  canTrade: boolean;
  /** Whether the account may withdraw. */
  canWithdraw: boolean;
  /** Whether the account may deposit. */
  canDeposit: boolean;
  /** Whether the account belongs to a broker. */
  brokered: boolean;
  /** Whether orders must have a self-trade prevention mode other than NONE. */
  requireSelfTradePrevention: boolean;
  /** Whether the account may not use smart order routing. */
  preventSor: boolean;
  /** Time of the account's last change, in ms since the epoch. */
  updateTime: number;
  /** Kind of the account, such as `SPOT`. */
  accountType: Open<AccountType>;
  /**
   * Id of the group of accounts between which the exchange prevents self-trades. Absent if the account is in no group.
   */
  tradeGroupId?: number;
  /** The account's balances. */
  balances: Balance[];
  /** The groups of symbols that the account may trade. */
  permissions: Open<Permission>[];
  /** Assets whose balance the account may only reduce. Absent if there is no such restriction. */
  reduceOnlyAssets?: string[];
  /** Id of the user. */
  uid: number;
};

/**
 * Returns the account's commission rates, permissions and balances.
 *
 * Weight 20. Needs an API key.
 *
 * @throws {BinanceApiError} -2014 or -2015 if the exchange rejects the API key.
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/account-endpoints#account-information-user_data
 */
export const getAccount: Operation<Method<AccountParams, Account>> = {
  rest: 'GET /api/v3/account',
  ws: 'account.status',
  security: 'USER_DATA',
  weight: 20,
  effect: 'read',
  shape: { balances: 'list' },
};
