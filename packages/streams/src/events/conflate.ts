import type { DepthEvent, Level } from './market.js';

type MergeEvents = (older: unknown, newer: unknown) => unknown;

/**
 * Returns a function that merges two events of a stream for a slow reader; undefined if the reader needs every event.
 */
export function conflate(stream: string): MergeEvents | undefined {
  const kind = stream.slice(stream.indexOf('@') + 1);
  if (stream.startsWith('!')) return /^!(miniTicker|ticker_\w+)@arr$/.test(stream) ? mergeTickers : undefined;
  if (/^depth(@\d+ms)?$/.test(kind)) return mergeDepth;
  return /^(bookTicker|miniTicker|ticker(_\w+)?|depth\d+(@\d+ms)?)$/.test(kind) ? latest : undefined;
}

function latest(_older: unknown, newer: unknown): unknown {
  return newer;
}

/** Merges two arrays of changed tickers. A symbol that the newer array lacks keeps its older entry. */
function mergeTickers(older: unknown, newer: unknown): unknown {
  const bySymbol = new Map<string, { s: string }>();
  for (const entry of [...(older as { s: string }[]), ...(newer as { s: string }[])]) bySymbol.set(entry.s, entry);
  return [...bySymbol.values()];
}

/** Merges two consecutive diff depth events. Quantities are absolute, so the newer entry of each level counts. */
function mergeDepth(older: unknown, newer: unknown): unknown {
  const first = older as DepthEvent;
  const second = newer as DepthEvent;
  // If updates are missing between the two events, a consumer that keeps an order book must be able to see the gap.
  if (second.U > first.u + 1) return second;
  return {
    ...second,
    U: Math.min(first.U, second.U),
    b: mergeLevels(first.b, second.b),
    a: mergeLevels(first.a, second.a),
  };
}

function mergeLevels(older: readonly Level[], newer: readonly Level[]): Level[] {
  const byPrice = new Map<string, Level>();
  for (const level of [...older, ...newer]) byPrice.set(level[0], level);
  return [...byPrice.values()];
}
