import type { Clock } from '@pkg/core';
import type { SymbolSpec } from '../engine/types/index.js';
import { createExchange, type Exchange } from '../exchange/exchange.js';
import { noLimits } from '../exchange/no-limits.js';
import { readExchangeInfo } from '../exchange/read-exchange-info.js';
import { symbolByName } from '../exchange/symbol-by-name.js';
import type { MarketSource } from '../sources/market/market-source.js';
import { readTextFile } from '../sources/recording/recording-file.node.js';
import { DEFAULT_SYMBOLS, type Options } from './command-options.node.js';

/** The exchange that the command `binance-simulator` serves. */
export type OpenedExchange = {
  readonly exchange: Exchange;
  /** The symbols in which the synthetic market trades. */
  readonly traded: readonly string[];
};

/**
 * Creates the exchange that the command serves. The exchange lists all symbols of the `--exchange-info` file. Without
 * this option, it lists the symbols of `--symbols`. It also lists the symbols of recordings and of market sources.
 *
 * @param replayed the symbols of the recordings that are replayed
 * @param sources the market sources
 * @throws {SyntaxError} if the file is not an answer of exchangeInfo
 * @throws {RangeError} if a symbol of `--symbols` is not in the file
 */
export async function openExchange(
  options: Options,
  clock: Clock,
  replayed: ReadonlySet<string>,
  sources: readonly MarketSource[] = [],
): Promise<OpenedExchange> {
  const { exchangeInfo, empty, lenientTime, seed } = options;
  const info =
    exchangeInfo === undefined
      ? undefined
      : await readTextFile(exchangeInfo, (text) => readExchangeInfo(JSON.parse(text)));
  const driven = new Set(
    sources.flatMap(({ symbols }) => symbols).map((each) => (typeof each === 'string' ? each : each.symbol)),
  );
  const usual = sources.length > 0 ? [] : info ? defaultsOf(info.symbols) : DEFAULT_SYMBOLS;
  const names = options.mirror === undefined ? (options.symbols ?? usual) : [];
  const listed = info?.symbols ?? names.map(symbolByName);
  const listedNames = new Set(listed.map(({ symbol }) => symbol));
  const unknown = names.find((name) => !listedNames.has(name));
  if (unknown !== undefined) throw new RangeError(`--symbols: expected symbols of ${exchangeInfo}, got '${unknown}'`);
  const limits = options.noLimits ? noLimits : {};
  const exchange = createExchange({
    ...info,
    ...limits,
    settings: { ...info?.settings, ...limits.settings, lenientTime },
    seed,
    clock,
    source: sources,
    symbols: [...listed, ...[...replayed].filter((symbol) => !listedNames.has(symbol))],
  });
  return { exchange, traded: empty ? [] : names.filter((symbol) => !replayed.has(symbol) && !driven.has(symbol)) };
}

/**
 * Returns the default symbols of the command that are in `listed` and have the status TRADING. If there are none,
 * returns the first five symbols of `listed` with this status.
 */
function defaultsOf(listed: readonly SymbolSpec[]): readonly string[] {
  const trading = listed.filter(({ status = 'TRADING' }) => status === 'TRADING').map(({ symbol }) => symbol);
  const usual = DEFAULT_SYMBOLS.filter((symbol) => trading.includes(symbol));
  return usual.length > 0 ? usual : trading.slice(0, DEFAULT_SYMBOLS.length);
}
