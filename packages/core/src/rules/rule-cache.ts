import type { Clock } from '../platform/clock.js';
import { dropOldest } from '../platform/drop-oldest.js';
import { compileRules, type RuleOptions, type SymbolRules } from './compile.js';
import type { FilterInfo, RuledSymbol } from './symbol-info.js';

/** The fields of an answer of `getExchangeInfo` from which rules are compiled. */
export type RuledExchange = {
  /** The symbols. */
  readonly symbols: readonly RuledSymbol[];
  /** Limits of the account that apply to all symbols together. */
  readonly exchangeFilters?: readonly FilterInfo[] | undefined;
  /** The base assets for which smart order routing exists. */
  readonly sors?: RuleOptions['sors'];
};

type CachedSymbol = {
  readonly info: RuledSymbol;
  readonly options: RuleOptions;
  readonly since: number;
  /** The compiled rules. They are compiled on first use, because an answer may list thousands of symbols. */
  rules?: SymbolRules;
  /** Whether the rules of the symbol have been used. Remains true when a later answer replaces the rules. */
  isUsed: boolean;
};

type AssetFilters = { readonly filters: readonly FilterInfo[]; readonly since: number };

/** The entries of `getExchangeInfo` that a client has received, and the rules compiled from them. */
export class RuleCache {
  readonly #clock: Clock;
  readonly #entries: Map<string, CachedSymbol> = new Map();
  readonly #assetFilters: Map<string, AssetFilters> = new Map();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The symbols whose rules have been used. */
  get used(): readonly string[] {
    return [...this.#entries.keys()].filter((symbol) => this.#entries.get(symbol)?.isUsed);
  }

  /**
   * Returns the age of the rules of a symbol in ms. It is the age of the symbol's entry, or of its limits per asset if
   * these are older. Returns Infinity if the symbol has no entry.
   */
  age(symbol: string): number {
    const entrySince = this.#entries.get(symbol)?.since ?? -Infinity;
    const filtersSince = this.#assetFilters.get(symbol)?.since ?? Infinity;
    return this.#clock.monotonic() - Math.min(entrySince, filtersSince);
  }

  /** Returns the rules of a symbol; undefined if the cache has no entry of the symbol. */
  get(symbol: string): SymbolRules | undefined {
    const entry = this.#entries.get(symbol);
    if (entry === undefined) return undefined;
    entry.isUsed = true;
    entry.rules ??= compileRules(entry.info, {
      ...entry.options,
      assetFilters: this.#assetFilters.get(symbol)?.filters,
    });
    return entry.rules;
  }

  /**
   * Stores the entries of an answer of `getExchangeInfo`. Entries that are not as Binance documents them are skipped.
   */
  store(answer: unknown, since: number = this.#clock.monotonic()): void {
    /** The largest number of symbols whose rules the cache keeps. The exchange lists about 4,000 symbols. */
    const MAX_SYMBOLS = 20_000;

    const { symbols, exchangeFilters, sors } = Object(answer) as Partial<RuledExchange>;
    if (!Array.isArray(symbols)) return;
    const options: RuleOptions = { exchangeFilters, sors: sors ?? [] };
    for (const info of symbols as readonly (RuledSymbol | null | undefined)[]) {
      if (typeof info?.symbol !== 'string') continue;
      const isUsed = this.#entries.get(info.symbol)?.isUsed ?? false;
      setBounded(this.#entries, info.symbol, { info, options, since, isUsed }, MAX_SYMBOLS);
    }
  }

  hasAssetFilters(symbol: string): boolean {
    return this.#assetFilters.has(symbol);
  }

  /**
   * Stores the limits per asset in an answer of `getMyFilters`. If the answer has none, the stored ones are deleted.
   */
  storeAssetFilters(symbol: string, answer: unknown, since: number = this.#clock.monotonic()): void {
    /** The largest number of symbols whose limits per asset the cache keeps. */
    const MAX_ASSET_FILTERS = 1_000;

    const { assetFilters: filters } = Object(answer) as { readonly assetFilters?: unknown };
    if (Array.isArray(filters)) setBounded(this.#assetFilters, symbol, { filters, since }, MAX_ASSET_FILTERS);
    else this.#assetFilters.delete(symbol);
    delete this.#entries.get(symbol)?.rules;
  }

  delete(symbol: string): void {
    this.#entries.delete(symbol);
  }

  /**
   * Returns a function that deletes the entries that the cache has now, except those of the symbols in `kept`, and
   * those that a later answer has replaced. Entries that a later answer has added are kept.
   */
  forgetter(): (kept: ReadonlyMap<string, unknown>) => void {
    const present = [...this.#entries];
    return (kept) => {
      for (const [symbol, entry] of present) {
        if (this.#entries.get(symbol) === entry && !kept.has(symbol)) this.#entries.delete(symbol);
      }
    };
  }
}

/** Adds an entry to a map as its newest one. If the map then has more than `max` entries, the oldest one is deleted. */
function setBounded<T>(map: Map<string, T>, key: string, value: T, max: number): void {
  map.delete(key);
  map.set(key, value);
  dropOldest(map, max);
}
