/** A change of the market's mode by the user. `at` is the exchange's time in ms since its start. */
export type TimedCommand = { readonly at: number; readonly mode: MarketMode };
export type MarketMode = 'calm' | 'trending' | 'bursty' | 'crash';

/** The options with which the exchange in the page's worker starts. */
export type ExchangeStart = {
  readonly seed: number;
  /** The time at which the exchange starts, in ms since the epoch. Its generated history ends at this time. */
  readonly start: number;
  readonly symbols: readonly string[];
  /** The number of additional symbols whose books change without orders, for the view of many books. */
  readonly synthetic: number;
  /** The commands of the run that is repeated. */
  readonly commands: readonly TimedCommand[];
  /** The time to which a repeated run advances at once, in ms since its start; 0 if no run is repeated. */
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
