import { BinanceApiError, type OrderProblem } from '../errors/index.js';
import { type Call, requestOf } from '../operations/call.js';
import type { Clock } from '../platform/clock.js';
import { compileRules, type SymbolRules } from './compile.js';
import { shownValue } from './order-check.js';
import { orderError } from './order-error.js';
import { type OrderForm, orderFormNamed } from './order-forms.js';
import type { FilterInfo, RuledSymbol } from './symbol-info.js';
import { validateByForm } from './validate.js';

/** The fields of a `getExchangeInfo` answer from which rules are compiled. */
export type RuledExchange = {
  readonly symbols: readonly RuledSymbol[];
  readonly exchangeFilters?: readonly FilterInfo[] | undefined;
  readonly sors?: readonly { readonly baseAsset: string; readonly symbols: readonly string[] }[] | undefined;
};

/** Options of an order guard. */
export type OrderGuardOptions = {
  /** Requests the rules of these symbols, or of all if undefined, as `getExchangeInfo` does. */
  readonly fetchExchangeInfo: (symbols: readonly string[] | undefined) => Promise<RuledExchange>;
  readonly clock: Clock;
  /** The age in ms from which rules are requested again. @default 3600000 */
  readonly maxAge?: number | undefined;
};

/** The trading rules that a client has loaded. */
export interface OrderRules {
  /**
   * The rules of a symbol. They are requested on first use, and again once they are too old.
   *
   * @throws {BinanceOrderUnknownSymbolError} when the exchange does not list the symbol.
   */
  get(symbol: string): Promise<SymbolRules>;
  /** Requests the rules of every symbol used so far again. */
  refresh(): Promise<void>;
}

/** Checks the orders of a client before they are sent, and refuses those that break a rule. */
export interface OrderGuard {
  readonly rules: OrderRules;
  /**
   * Checks a call before it is sent. Calls that place no order pass, and so do calls with `validate: false`.
   *
   * @throws {BinanceOrderError} of the class for the first parameter at fault.
   */
  check(call: Call): Promise<void>;
  /**
   * Learns from an answer: rules from `getExchangeInfo`, limits per asset from `getMyFilters`. `at` is the monotonic time
   * at which the answer arrived. @default now
   */
  answered(call: Call, data: unknown, at?: number): void;
  /**
   * Learns from an error: if the exchange refuses an order with -1013 that passed the check, the rules of its symbol are
   * requested again, at most once per `maxAge`.
   */
  refused(call: Call, error: unknown): void;
}

/** From this many symbols on, the rules of all symbols are requested: the URL would become too long. */
const MAX_NAMED_SYMBOLS = 100;

/** The age in ms up to which rules may refuse an order without being requested again. */
const FRESH = 60_000;

type Entry = {
  readonly info: RuledSymbol;
  readonly exchange: RuledExchange;
  readonly since: number;
  /** Compiled on first use, since an answer may list thousands of symbols. */
  rules?: SymbolRules;
};

/** Creates the guard of a client. Calls that need the same symbol at the same time share one request. */
export function createOrderGuard({ fetchExchangeInfo, clock, maxAge = 3_600_000 }: OrderGuardOptions): OrderGuard {
  const entries = new Map<string, Entry>();
  const assetFilters = new Map<string, readonly FilterInfo[]>();
  const loading = new Map<string, Promise<SymbolRules | undefined>>();
  /** When the rules of a symbol were last requested because of a -1013. */
  const reloaded = new Map<string, number>();

  function store(exchange: RuledExchange, since = clock.monotonic()): void {
    for (const info of exchange.symbols) entries.set(info.symbol, { info, exchange, since });
  }

  function rulesOf(entry: Entry): SymbolRules {
    const { info, exchange } = entry;
    const { exchangeFilters, sors = [] } = exchange;
    entry.rules ??= compileRules(info, { exchangeFilters, sors, assetFilters: assetFilters.get(info.symbol) });
    return entry.rules;
  }

  /** Requests the rules of a symbol; undefined if the exchange does not list it. */
  function load(symbol: string): Promise<SymbolRules | undefined> {
    const known = loading.get(symbol);
    if (known) return known;
    const request = fetchExchangeInfo([symbol])
      .then(
        (exchange) => store(exchange),
        (error: unknown) => {
          if (!isUnknownSymbol(error)) throw error;
          entries.delete(symbol);
        },
      )
      .then(() => {
        const entry = entries.get(symbol);
        return entry && rulesOf(entry);
      })
      .finally(() => loading.delete(symbol));
    loading.set(symbol, request);
    return request;
  }

  async function find(symbol: string, age = maxAge): Promise<SymbolRules | undefined> {
    const entry = entries.get(symbol);
    if (entry === undefined) return load(symbol);
    if (clock.monotonic() - entry.since < age && !loading.has(symbol)) return rulesOf(entry);
    // If new rules cannot be loaded, the old ones are used. The exchange checks the order anyway.
    return load(symbol).catch(() => rulesOf(entry));
  }

  async function findProblems(form: OrderForm, params: Call['params']): Promise<readonly OrderProblem[]> {
    const { symbol } = params;
    if (typeof symbol !== 'string' || symbol === '') {
      return [unknownSymbol(shownValue(symbol), 'symbol must be sent, as text')];
    }
    const problemsBy = (rules: SymbolRules | undefined): readonly OrderProblem[] =>
      rules ? validateByForm(params, rules, {}, form).problems : [unknownSymbol(symbol)];
    const rules = await find(symbol);
    const problems = problemsBy(rules);
    if (problems.length === 0) return problems;
    // The symbol may trade again or its limits may have changed, so only fresh rules may refuse an order.
    const fresh = await find(symbol, Math.min(maxAge, FRESH));
    return fresh === rules ? problems : problemsBy(fresh);
  }

  return {
    rules: {
      async get(symbol) {
        const rules = await find(symbol);
        if (rules === undefined) throw orderError([unknownSymbol(symbol)]);
        return rules;
      },
      async refresh() {
        const used = [...entries].filter(([, entry]) => entry.rules).map(([symbol]) => symbol);
        if (used.length === 0) return entries.clear();
        try {
          const exchange = await fetchExchangeInfo(used.length > MAX_NAMED_SYMBOLS ? undefined : used);
          entries.clear();
          store(exchange);
        } catch (error) {
          // One of the symbols is no longer listed. Each is requested again when it is next used.
          if (!isUnknownSymbol(error)) throw error;
          entries.clear();
        }
      },
    },
    async check(call) {
      const { operation, params, options } = call;
      if (options.validate === false || !operation.orderForm) return;
      const problems = await findProblems(orderFormNamed(operation.orderForm), params);
      if (problems.length > 0) throw orderError(problems, requestOf(call));
    },
    answered({ operation, params }, data, at) {
      if (operation.teaches?.includes('symbolRules')) store(data as RuledExchange, at);
      if (operation.teaches?.includes('assetFilters')) {
        const symbol = String(params.symbol);
        assetFilters.set(symbol, (data as { readonly assetFilters?: readonly FilterInfo[] }).assetFilters ?? []);
        delete entries.get(symbol)?.rules;
      }
    },
    refused({ operation, params, options }, error) {
      const { symbol } = params;
      if (!operation.orderForm || options.validate === false || typeof symbol !== 'string') return;
      if (!(error instanceof BinanceApiError && error.code === -1013)) return;
      const now = clock.monotonic();
      if (now - (reloaded.get(symbol) ?? -Infinity) < maxAge) return;
      reloaded.set(symbol, now);
      load(symbol).catch(() => undefined);
    },
  };
}

/** Whether the exchange refused a symbol as unknown or malformed. */
function isUnknownSymbol(error: unknown): boolean {
  return error instanceof BinanceApiError && (error.code === -1121 || error.code === -1100);
}

function unknownSymbol(symbol: string, message = `symbol ${symbol} is not listed by the exchange`): OrderProblem {
  return { filter: 'SYMBOL', param: 'symbol', value: symbol, limit: 'listed', message };
}
