/** A change of the market by the user, at a time of the exchange in ms since its start. */
export type TimedCommand = { readonly at: number; readonly mode: MarketMode };
export type MarketMode = 'calm' | 'trending' | 'bursty' | 'crash';

/** How the exchange in the page's worker starts. */
export type ExchangeStart = {
  readonly seed: number;
  /** When the exchange starts, in ms since the epoch. Its history lies before. */
  readonly start: number;
  readonly symbols: readonly string[];
  /** Symbols whose books change without orders, for the wall. */
  readonly synthetic: number;
  /** Commands to repeat. */
  readonly commands: readonly TimedCommand[];
  /** Ms since the start to which the exchange moves at once; 0 for none. */
  readonly until: number;
  readonly speed: number;
};

/** What the worker returns with its exchange. The key is valid only there. */
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
