import { type Interval, KLINE_INTERVALS } from '../market-data/intervals.js';

const ROLLING_WINDOWS = ['1h', '4h', '1d'] as const;
export type RollingWindow = (typeof ROLLING_WINDOWS)[number];

/** The market stream that a name stands for. `symbol` is in capitals. */
export type StreamSpec =
  | { readonly kind: 'aggTrade' | 'trade' | 'blockTrade' | 'bookTicker'; readonly symbol: string }
  | { readonly kind: 'avgPrice' | 'referencePrice' | 'miniTicker' | 'ticker'; readonly symbol: string }
  | { readonly kind: 'kline'; readonly symbol: string; readonly interval: Interval; readonly offset: 0 | 480 }
  | { readonly kind: 'rollingTicker'; readonly symbol: string; readonly window: RollingWindow }
  | { readonly kind: 'diffDepth'; readonly symbol: string; readonly speed: 100 | 1000 }
  | { readonly kind: 'partialDepth'; readonly symbol: string; readonly levels: 5 | 10 | 20; readonly speed: 100 | 1000 }
  | { readonly kind: 'allMiniTickers' }
  | { readonly kind: 'allRollingTickers'; readonly window: RollingWindow };

const PLAIN = [
  'aggTrade',
  'trade',
  'blockTrade',
  'bookTicker',
  'avgPrice',
  'referencePrice',
  'miniTicker',
  'ticker',
] as const;

/** Reads the name of a stream, in which the symbol is in lower case. Returns undefined if there is no such stream. */
export function parseStreamName(name: string): StreamSpec | undefined {
  // `!miniTicker@arr@1000ms` is no longer documented, but some clients, such as python-binance, still use it.
  if (name === '!miniTicker@arr' || name === '!miniTicker@arr@1000ms') return { kind: 'allMiniTickers' };
  const all = /^!ticker_(1h|4h|1d)@arr$/.exec(name);
  if (all) return { kind: 'allRollingTickers', window: all[1] as RollingWindow };
  const at = name.indexOf('@');
  const lower = name.slice(0, at);
  if (at <= 0 || lower !== lower.toLowerCase() || lower.startsWith('!')) return undefined;
  return parseSymbolStream(lower.toUpperCase(), name.slice(at + 1));
}

function parseSymbolStream(symbol: string, rest: string): StreamSpec | undefined {
  const plain = PLAIN.find((kind) => kind === rest);
  if (plain) return { kind: plain, symbol };
  const rolling = /^ticker_(1h|4h|1d)$/.exec(rest);
  if (rolling) return { kind: 'rollingTicker', symbol, window: rolling[1] as RollingWindow };
  const depth = /^depth(5|10|20)?(@100ms|@1000ms)?$/.exec(rest);
  if (depth) {
    const speed = depth[2] === '@100ms' ? 100 : 1000;
    if (!depth[1]) return { kind: 'diffDepth', symbol, speed };
    return { kind: 'partialDepth', symbol, levels: Number(depth[1]) as 5 | 10 | 20, speed };
  }
  const kline = /^kline_([^@]+)(@\+08:00)?$/.exec(rest);
  const interval = KLINE_INTERVALS.find((known) => known === kline?.[1]);
  return kline && interval ? { kind: 'kline', symbol, interval, offset: kline[2] ? 480 : 0 } : undefined;
}
