import {
  BinanceApiError,
  type BinanceOrderError,
  BinanceOrderFilterError,
  BinanceOrderInactiveSymbolError,
  BinanceOrderMinAmountError,
  BinanceOrderMinPriceError,
  BinanceOrderTotalPriceError,
  BinanceOrderUnknownSymbolError,
  type ErrorRequest,
  type OrderProblem,
} from '../errors/index.js';
import type { Call } from '../operations/operation.js';
import { requestOf } from '../request/call.js';
import { compileSymbol } from './compile-symbol.js';
import type { createOrderGuard, OrderGuard, OrderGuardOptions, RuledExchange } from './guard.js';
import { judgeOrder } from './judge-order.js';
import { type OrderOperation, orderForms } from './order-forms.js';
import type { SymbolRules } from './rules.js';
import { textOf } from './sheet.js';
import type { FilterInfo, RuledSymbol } from './symbol-info.js';

/** More symbols than this are not asked for by name: the address would grow too long. */
const MOST_NAMED = 100;

/** Rules younger than this, in ms, may refuse an order. */
const FRESH = 60_000;

type Entry = {
  readonly info: RuledSymbol;
  readonly exchange: RuledExchange;
  readonly since: number;
  /** Compiled on first use: an answer may list thousands of symbols. */
  rules?: SymbolRules;
};

/** As {@link createOrderGuard}. */
export function guardOrders({ fetchExchangeInfo, clock, maxAge = 3_600_000 }: OrderGuardOptions): OrderGuard {
  const entries = new Map<string, Entry>();
  const assetFilters = new Map<string, readonly FilterInfo[]>();
  const loading = new Map<string, Promise<SymbolRules | undefined>>();
  const doubted = new Map<string, number>();

  function keep(exchange: RuledExchange, since = clock.monotonic()): void {
    for (const info of exchange.symbols) entries.set(info.symbol, { info, exchange, since });
  }

  function rulesOf(entry: Entry): SymbolRules {
    const { info, exchange } = entry;
    const { exchangeFilters, sors = [] } = exchange;
    entry.rules ??= compileSymbol(info, { exchangeFilters, sors, assetFilters: assetFilters.get(info.symbol) });
    return entry.rules;
  }

  /** Undefined for a symbol that the exchange does not list. */
  function load(symbol: string): Promise<SymbolRules | undefined> {
    const known = loading.get(symbol);
    if (known) return known;
    const request = fetchExchangeInfo([symbol])
      .then(
        (exchange) => keep(exchange),
        (error: unknown) => {
          if (!isUnlisted(error)) throw error;
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
    // Old rules are better than none where new ones cannot be had: the exchange still has the last word.
    return load(symbol).catch(() => rulesOf(entry));
  }

  async function judge(operation: OrderOperation, params: Call['params']): Promise<readonly OrderProblem[]> {
    const { symbol } = params;
    if (typeof symbol !== 'string' || symbol === '') return [unlisted(textOf(symbol), 'symbol must be sent, as text')];
    const by = (rules: SymbolRules | undefined): readonly OrderProblem[] =>
      rules ? judgeOrder(params, rules, {}, operation).problems : [unlisted(symbol)];
    const rules = await find(symbol);
    const problems = by(rules);
    if (problems.length === 0) return problems;
    // The market may have opened again, or a limit moved: an order is refused by fresh rules only.
    const fresh = await find(symbol, Math.min(maxAge, FRESH));
    return fresh === rules ? problems : by(fresh);
  }

  return {
    rules: {
      async get(symbol) {
        const rules = await find(symbol);
        if (rules === undefined) throw refusal([unlisted(symbol)]);
        return rules;
      },
      async refresh() {
        const used = [...entries].filter(([, entry]) => entry.rules).map(([symbol]) => symbol);
        if (used.length === 0) return entries.clear();
        try {
          const exchange = await fetchExchangeInfo(used.length > MOST_NAMED ? undefined : used);
          entries.clear();
          keep(exchange);
        } catch (error) {
          // One of them is gone; each is asked for again when it is used.
          if (!isUnlisted(error)) throw error;
          entries.clear();
        }
      },
    },
    async check(call) {
      const { name, params, options } = call;
      if (options.validate === false || !isOrderOperation(name)) return;
      const problems = await judge(name, params);
      if (problems.length > 0) throw refusal(problems, requestOf(call));
    },
    answered({ name, params }, data, at) {
      if (name === 'getExchangeInfo') keep(data as RuledExchange, at);
      else if (name === 'getMyFilters') {
        const symbol = String(params.symbol);
        assetFilters.set(symbol, (data as { readonly assetFilters?: readonly FilterInfo[] }).assetFilters ?? []);
        delete entries.get(symbol)?.rules;
      }
    },
    refused({ name, params, options }, error) {
      const { symbol } = params;
      if (!isOrderOperation(name) || options.validate === false || typeof symbol !== 'string') return;
      if (!(error instanceof BinanceApiError && error.code === -1013)) return;
      const now = clock.monotonic();
      if (now - (doubted.get(symbol) ?? -Infinity) < maxAge) return;
      doubted.set(symbol, now);
      load(symbol).catch(() => undefined);
    },
  };
}

/** The exchange does not know a symbol, or finds its name malformed. */
function isUnlisted(error: unknown): boolean {
  return error instanceof BinanceApiError && (error.code === -1121 || error.code === -1100);
}

function isOrderOperation(name: string): name is OrderOperation {
  return Object.hasOwn(orderForms, name);
}

const kinds: Readonly<Record<string, typeof BinanceOrderError>> = {
  LOT_SIZE: BinanceOrderMinAmountError,
  MARKET_LOT_SIZE: BinanceOrderMinAmountError,
  PRICE_FILTER: BinanceOrderMinPriceError,
  MIN_NOTIONAL: BinanceOrderTotalPriceError,
  NOTIONAL: BinanceOrderTotalPriceError,
  SYMBOL: BinanceOrderUnknownSymbolError,
  STATUS: BinanceOrderInactiveSymbolError,
};

function refusal(problems: readonly OrderProblem[], request?: ErrorRequest): BinanceOrderError {
  const [first] = problems;
  // A price of 0 is no price at all, and below the least one: of what is wrong with a number, its filter names the error.
  const named = problems.find(({ param, filter }) => param === first?.param && Object.hasOwn(kinds, filter));
  return new (kinds[named?.filter ?? ''] ?? BinanceOrderFilterError)(problems, request);
}

function unlisted(symbol: string, message = `symbol ${symbol} is not listed by the exchange`): OrderProblem {
  return { filter: 'SYMBOL', param: 'symbol', value: symbol, limit: 'listed', message };
}
