import type { Values } from './open-enum.js';

/** Length of a candle. Case matters: `1m` is a minute, `1M` is a month. */
export const KlineInterval = {
  /** One second. */
  ONE_SECOND: '1s',
  /** One minute. */
  ONE_MINUTE: '1m',
  /** Three minutes. */
  THREE_MINUTES: '3m',
  /** Five minutes. */
  FIVE_MINUTES: '5m',
  /** Fifteen minutes. */
  FIFTEEN_MINUTES: '15m',
  /** Thirty minutes. */
  THIRTY_MINUTES: '30m',
  /** One hour. */
  ONE_HOUR: '1h',
  /** Two hours. */
  TWO_HOURS: '2h',
  /** Four hours. */
  FOUR_HOURS: '4h',
  /** Six hours. */
  SIX_HOURS: '6h',
  /** Eight hours. */
  EIGHT_HOURS: '8h',
  /** Twelve hours. */
  TWELVE_HOURS: '12h',
  /** One day. */
  ONE_DAY: '1d',
  /** Three days. */
  THREE_DAYS: '3d',
  /** One week. */
  ONE_WEEK: '1w',
  /** One month. */
  ONE_MONTH: '1M',
} as const;
/** A value of {@link KlineInterval}. */
export type KlineInterval = Values<typeof KlineInterval>;

type Digit = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9;
type Tens = 1 | 2 | 3 | 4 | 5;

/** Length of the window of a rolling ticker: `1m` to `59m`, `1h` to `23h`, `1d` to `7d`. */
export type WindowSize =
  | `${Digit | `${Tens}${0 | Digit}`}m`
  | `${Digit | `1${0 | Digit}` | 20 | 21 | 22 | 23}h`
  | `${1 | 2 | 3 | 4 | 5 | 6 | 7}d`;

/** Which fields a ticker has. */
export const TickerType = {
  /** All fields. */
  FULL: 'FULL',
  /** Prices, volumes and times, without price changes, averages and the best bid and ask. */
  MINI: 'MINI',
} as const;
/** A value of {@link TickerType}. */
export type TickerType = Values<typeof TickerType>;

/** How the exchange calculates a reference price. */
export const ReferencePriceCalculationType = {
  /** The matching engine calculates the arithmetic mean of past prices. */
  ARITHMETIC_MEAN: 'ARITHMETIC_MEAN',
  /** The price is calculated outside the matching engine. */
  EXTERNAL: 'EXTERNAL',
} as const;
/** A value of {@link ReferencePriceCalculationType}. */
export type ReferencePriceCalculationType = Values<typeof ReferencePriceCalculationType>;
