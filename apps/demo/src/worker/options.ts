/** A change of the market's mode by the user. `at` is the time of the change, in ms since the exchange's start. */
export type TimedCommand = { readonly at: number; readonly mode: MarketMode };
export type MarketMode = 'calm' | 'trending' | 'bursty' | 'crash';

/** The options with which the exchange in the page's worker starts. */
export type ExchangeStart = {
  readonly seed: number;
  /** The time at which the exchange starts, in ms since the epoch. Its generated history ends at this time. */
  readonly start: number;
  readonly symbols: readonly string[];
  /** The symbol that the page shows first. The page can connect when this symbol trades. */
  readonly shown: string;
  /** The number of symbols that are added for the view of many books. Their books are generated without any orders. */
  readonly synthetic: number;
  /** The commands that the user gave in the simulation that the page repeats. */
  readonly commands: readonly TimedCommand[];
  /** The length of the simulation that the page repeats, in ms; 0 if it starts a new one. */
  readonly until: number;
  readonly speed: number;
};

/** The API key that the worker sends to the page. Only the exchange in this worker accepts it. */
export type ExchangeDetails = { readonly apiKey: string; readonly apiSecret: string };

export const PAGE_SYMBOLS: readonly string[] = [
  'BTCUSDT',
  'ETHUSDT',
  'BNBUSDT',
  'SOLUSDT',
  'XRPUSDT',
  'DOGEUSDT',
  'ETHBTC',
  'BNBBTC',
];

/** Returns the name of a symbol that is added for the view of many books. `number` is 1 for the first of them. */
export const syntheticSymbol = (number: number): string => `S${number}USDT`;

/** Whether a symbol was added for the view of many books. {@link syntheticSymbol} makes the names of these symbols. */
export function isSynthetic(symbol: string | undefined): boolean {
  return symbol !== undefined && /^S\d{1,4}USDT$/.test(symbol);
}
