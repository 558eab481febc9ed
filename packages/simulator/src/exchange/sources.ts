import type { Clock } from '@pkg/core';
import type { Engine } from '../engine/engine.js';
import { formatAmount } from '../engine/types/amount.js';
import type { SymbolInfo, SymbolSpec } from '../engine/types/index.js';
import { applyMarketEvent } from '../sources/market/driven-markets.js';
import type { DrivenMarkets, DrivingSource, MarketSource } from '../sources/market/market-source.js';
import type { Participants } from '../sources/participants.js';
import { gridOf } from '../sources/symbol-grid.js';
import type { ExchangeOptions } from './options.js';
import { symbolByName } from './symbol-by-name.js';

const DEFAULT_SYMBOLS = ['BNBBTC', 'BTCUSDT', 'ETHUSDT', 'BNBUSDT', 'LTCUSDT'];
const DEFAULT_START_TIME = Date.UTC(2026, 0, 1);
/**
 * How many candles of an interval an exchange with a market source keeps by default. This is enough for the one-minute
 * candles of a month.
 */
export const CANDLES_OF_SOURCES = 50_000;

/**
 * The market sources in the option `source`.
 *
 * @throws {TypeError} if an element of the option is not a market source
 */
export function sourcesOf({ source = [] }: ExchangeOptions): readonly MarketSource[] {
  const sources = [source].flat() as MarketSource[];
  for (const each of sources as readonly (Partial<MarketSource> | null | undefined)[]) {
    if (typeof each?.drive === 'function') continue;
    const found = each instanceof Promise ? 'a promise, which needs await' : String(each);
    throw new TypeError(`source: expected market sources such as klines(rows, { symbol }), got ${found}`);
  }
  return sources;
}

/** The time at which the exchange starts, in ms. */
export function startOf({ start, startTime }: ExchangeOptions, sources: readonly MarketSource[]): number {
  const first = sources.length > 0 ? Math.min(...sources.map((source) => source.start)) : DEFAULT_START_TIME;
  return start ?? startTime ?? first;
}

/** The clock of the first market source that has its own clock. */
export const clockOf = (sources: readonly MarketSource[]): Clock | undefined =>
  sources.find(({ clock }) => clock !== undefined)?.clock;

/** The symbols of the options and of the market sources. */
export function symbolsOf({ symbols }: ExchangeOptions, sources: readonly MarketSource[]): SymbolSpec[] {
  const driven = sources.flatMap((source) => source.symbols);
  const named = symbols ?? (driven.length > 0 ? [] : DEFAULT_SYMBOLS);
  const specs = new Map<string, SymbolSpec>();
  for (const each of [...named, ...driven]) {
    const spec = typeof each === 'string' ? (specs.get(each) ?? symbolByName(each)) : each;
    if (!specs.has(spec.symbol)) specs.set(spec.symbol, spec);
  }
  return [...specs.values()];
}

/** Starts each market source. From then on, the source sets the books and makes the trades of its symbols. */
export function driveMarkets(
  exchange: { readonly engine: Engine; readonly clock: Clock; readonly participants: Participants },
  sources: readonly MarketSource[],
  { end = Number.POSITIVE_INFINITY, impact = false }: ExchangeOptions,
): DrivingSource[] {
  const { engine, clock, participants } = exchange;
  if (sources.length === 0) return [];
  const taken = new Set<string>();
  for (const each of sources.flatMap((source) => source.symbols)) {
    const symbol = typeof each === 'string' ? each : each.symbol;
    if (taken.has(symbol)) throw new RangeError(`source: expected one source for each symbol, got two for ${symbol}`);
    taken.add(symbol);
    engine.driveSymbol(symbol, { impact });
  }
  const apply = applyMarketEvent.bind(undefined, engine);
  const tickSize = (symbol: string): string => formatAmount(gridOf(engine.symbol(symbol) as SymbolInfo).tickSize);
  const markets: DrivenMarkets = {
    ...{ clock, end, participants, tickSize, apply },
    halt(symbol) {
      // The symbol must halt even if a listener of the engine throws when the book is hidden.
      try {
        engine.hideSourceBook(symbol);
      } finally {
        engine.setSymbolStatus(symbol, 'HALT');
      }
    },
    change: (symbol, changes) => engine.changeSymbol(symbol, changes),
    keepFresh: (symbol, until) => engine.setFreshUntil(symbol, Math.floor(until * 1000)),
  };
  const driving: DrivingSource[] = [];
  try {
    for (const source of sources) driving.push(source.drive(markets));
  } catch (error) {
    for (const source of driving) source.stop();
    throw error;
  }
  return driving;
}
