/** One fill of the bot's account. Amounts are decimals. */
export type BacktestTrade = {
  /** Time in ms since the epoch. */
  readonly time: number;
  /** Symbol of the trade. */
  readonly symbol: string;
  /** Id of the bot's order. */
  readonly orderId: number;
  /** Side of the bot's order. */
  readonly side: 'BUY' | 'SELL';
  /** Price of the trade. */
  readonly price: string;
  /** Quantity, in the base asset. */
  readonly quantity: string;
  /** Amount of the quote asset. */
  readonly quoteQuantity: string;
  /** Commission that the bot paid. */
  readonly commission: string;
  /** Asset of the commission. */
  readonly commissionAsset: string;
  /** Whether the bot's order rested on the book. */
  readonly isMaker: boolean;
};

/** The value of the bot's account at one time. Amounts are decimals in the asset of the report. */
export type EquityPoint = {
  /** Time in ms since the epoch. */
  readonly time: number;
  /** Value of all assets, free and locked, at the last prices. */
  readonly equity: string;
  /** Value of all assets except the asset of the report. */
  readonly exposure: string;
  /** How far the equity is below the highest value that it had until this time. */
  readonly drawdown: string;
};

/** The market of one symbol during a backtest, and the bot's volume in it. */
export type BacktestMarket = {
  /** Last price at the start of the backtest. Empty if there was none. */
  readonly firstPrice: string;
  /** Last price at the end of the backtest. Empty if there was none. */
  readonly lastPrice: string;
  /** Quantity of all public trades, in the base asset. */
  readonly volume: string;
  /** Quantity that the bot traded, in the base asset. */
  readonly ownVolume: string;
  /** Quantity that the bot traded as a fraction of `volume`. 0 if the market had no volume. */
  readonly ownShare: string;
};

/** The result of a backtest, which consists of JSON values. The same data and the same bot give the same report. */
export type BacktestReport = {
  /** Start of the backtest, in ms since the epoch. */
  readonly start: number;
  /** End of the backtest, in ms since the epoch. */
  readonly end: number;
  /** The asset in which values are given. */
  readonly asset: string;
  /** Value of the account at the start of the backtest. */
  readonly startEquity: string;
  /** Value of the account at the end of the backtest. */
  readonly endEquity: string;
  /** `endEquity` less `startEquity`. */
  readonly profit: string;
  /** Profit as a fraction of `startEquity`: 0.01 is 1 %. */
  readonly profitRatio: string;
  /** The deepest fall of the equity below the highest value that it had before. */
  readonly maxDrawdown: {
    /** Depth of the fall, in the asset of the report. */
    readonly amount: string;
    /** Depth of the fall, as a fraction of the highest value. */
    readonly ratio: string;
    /** Time of the deepest point, in ms since the epoch. */
    readonly time: number;
  };
  /** The part of the equity that the account held in assets other than `asset`. */
  readonly exposure: {
    /** Average over all points of the equity curve, as a fraction of the equity. */
    readonly average: string;
    /** The highest exposure, as a fraction of the equity. */
    readonly most: string;
    /** The fraction of the points of the equity curve at which there was any exposure. */
    readonly time: string;
  };
  /** The commissions that the bot paid. */
  readonly fees: {
    /** Sum of the commissions in the asset of the report, each converted at the price at the time of its fill. */
    readonly value: string;
    /** Sums of the commissions by the asset in which they were paid. */
    readonly byAsset: Readonly<Record<string, string>>;
  };
  /** Counts of the bot's orders. */
  readonly orders: {
    /** Orders that the exchange accepted. */
    readonly placed: number;
    /** Orders that were filled completely. */
    readonly filled: number;
    /** Orders that were cancelled. */
    readonly canceled: number;
    /** Orders that expired, such as a MARKET order that the book could not fill completely. */
    readonly expired: number;
    /** Requests that the exchange refused, by error code. */
    readonly refused: Readonly<Record<string, number>>;
  };
  /** Each market of the exchange, by symbol. */
  readonly markets: Readonly<Record<string, BacktestMarket>>;
  /** Sum of the free and the locked balance of each asset at the end, by asset. Assets with a sum of 0 are left out. */
  readonly balances: Readonly<Record<string, string>>;
  /** Every fill, oldest first. */
  readonly trades: readonly BacktestTrade[];
  /** The value of the account at regular times, oldest first. */
  readonly equity: readonly EquityPoint[];
};
