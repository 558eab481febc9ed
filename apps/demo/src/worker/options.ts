/** A change of the market's mode by the user. `at` is the exchange's time in ms since its start. */
export type TimedCommand = { readonly at: number; readonly mode: MarketMode };
export type MarketMode = 'calm' | 'trending' | 'bursty' | 'crash';

/** The options with which the exchange in the page's worker starts. */
export type ExchangeStart = {
  readonly seed: number;
  /** When the exchange starts, in ms since the epoch. Its generated history lies before this time. */
  readonly start: number;
  readonly symbols: readonly string[];
  /** The number of extra symbols whose books change without orders, for the wall of books. */
  readonly synthetic: number;
  /** The commands of the run that is repeated. */
  readonly commands: readonly TimedCommand[];
  /** The time to which a repeated run advances at once, in ms since the start; 0 if no run is repeated. */
  readonly until: number;
  readonly speed: number;
};

/** The API key that the worker sends to the page. It is valid only at the exchange in this worker. */
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
