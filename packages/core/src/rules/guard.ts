import { BinanceApiError, type OrderProblem } from '../errors/index.js';
import { notSentBecause } from '../errors/not-sent-because.js';
import { type Call, requestOf } from '../operations/call.js';
import type { Clock } from '../platform/clock.js';
import { canSharePromises } from '../platform/request-context.js';
import type { SymbolRules } from './compile.js';
import { shownValue } from './order-check.js';
import { orderError } from './order-error.js';
import { type OrderForm, orderFormNamed } from './order-forms.js';
import { RuleCache, type RuledExchange } from './rule-cache.js';
import { validateByForm } from './validate.js';

/** Options of an order guard. */
export type OrderGuardOptions = {
  /** Requests the rules of `symbols`, as `getExchangeInfo` does. Undefined means all symbols. */
  readonly fetchExchangeInfo: (symbols: readonly string[] | undefined) => Promise<RuledExchange>;
  /**
   * Requests the account's limits per asset, as `getMyFilters` does. The guard calls this function only to renew limits
   * that it already has. @default none; instead of renewing these limits, the guard deletes them
   */
  readonly fetchMyFilters?: ((symbol: string) => Promise<unknown>) | undefined;
  /** The clock that measures the age of rules. */
  readonly clock: Clock;
  /** Rules that are at least this old, in ms, are requested again. @default 3600000 */
  readonly maxAge?: number | undefined;
};

/** The trading rules of symbols that a client has loaded. */
export interface OrderRules {
  /**
   * Returns the rules of a symbol. They are requested when the symbol is first used, and again when they are older than
   * `maxAge`. If the new rules take longer than 2 seconds, the old rules are returned.
   *
   * @throws {BinanceOrderUnknownSymbolError} if the exchange does not list the symbol.
   */
  get(symbol: string): Promise<SymbolRules>;
  /** Requests again the rules of every symbol that was used. */
  refresh(): Promise<void>;
}

/** Checks the orders of a client before they are sent, and refuses those that break a rule. */
export interface OrderGuard {
  /** The rules that the guard has loaded. */
  readonly rules: OrderRules;
  /**
   * Checks a call before it is sent. Calls that place no order are not checked, and neither are calls with `validate:
   * false`.
   *
   * Only the first order of a symbol waits until the rules are loaded. Later orders are checked against the rules in
   * memory. When these are older than `maxAge`, they are requested again in the background. An order that breaks rules
   * older than a minute is not refused at once: the rules are requested again first. If the answer takes too long, the
   * order is sent, because the exchange checks it too.
   *
   * @throws {BinanceOrderError} if the order breaks a rule. The class of the error depends on the first illegal
   * parameter.
   * @throws {BinanceTransportError} if the rules of a new symbol could not be loaded, so that the order was not sent.
   * Its cause is the error of the request for the rules. If that request failed because of a rate limit, the error is a
   * {@link BinanceRateLimitError} instead.
   */
  check(call: Call): Promise<void>;
  /**
   * Stores the rules in an answer of `getExchangeInfo`, or the limits per asset in an answer of `getMyFilters`. `at` is
   * when the answer arrived, by the monotonic clock in ms. @default now
   */
  answered(call: Call, data: unknown, at?: number): void;
  /**
   * The client must call this function with the error of each failed call. If the exchange refused an order with -1013
   * although the order had passed the check, the guard requests the rules of its symbol again, at most once per
   * `maxAge`. A failed request does not count.
   */
  refused(call: Call, error: unknown): void;
}

type Renewal = { readonly since: number; readonly done: Promise<void> };

/**
 * Creates the object that checks the orders of a client. If several calls need the rules of a symbol at the same time,
 * they share one request.
 */
export function createOrderGuard(options: OrderGuardOptions): OrderGuard {
  /**
   * The most symbols that one request for rules names. With more symbols the URL would be too long, so the rules of all
   * symbols are requested.
   */
  const MAX_NAMED_SYMBOLS = 100;

  /**
   * In ms. If an order breaks rules that are older than this, the rules are requested again before the order is refused.
   */
  const FRESH = 60_000;

  /** In ms. The longest time that an order waits for new rules if the old rules of its symbol are known. */
  const RENEWAL_WAIT = 2_000;

  /** In ms. After a failed request for new rules, the next one is sent after this pause at the earliest. */
  const RENEWAL_PAUSE = 10_000;

  /**
   * In ms. A request for rules that has been in flight for longer than this is considered lost, and a new one is sent.
   */
  const LONGEST_RENEWAL = 60_000;

  const { fetchExchangeInfo, fetchMyFilters, clock, maxAge = 3_600_000 } = options;
  const cache = new RuleCache(clock);
  /** The requests for rules that are in flight, by symbol. */
  const renewals = new Map<string, Renewal>();
  /** When a request for rules last failed, by the monotonic clock in ms. */
  let failedAt = -Infinity;
  /** When the rules of each symbol were last requested because of a -1013, by the monotonic clock in ms. */
  const reloaded = new Map<string, number>();

  /** Requests the rules of symbols and stores them. */
  async function load(symbols: readonly string[] | undefined): Promise<void> {
    cache.store(await fetchExchangeInfo(symbols));
  }

  async function loadSymbol(symbol: string): Promise<void> {
    const filters =
      cache.hasAssetFilters(symbol) &&
      Promise.resolve(fetchMyFilters?.(symbol)).then(
        (answer) => cache.storeAssetFilters(symbol, answer),
        // If the new limits cannot be loaded, the old ones may be outdated. So they are deleted, and not checked any
        // more.
        () => cache.storeAssetFilters(symbol, undefined),
      );
    await load([symbol]).catch((error: unknown) => {
      if (!isUnknownSymbol(error)) throw error;
      cache.delete(symbol);
    });
    await filters;
  }

  /**
   * Requests the rules of a symbol. If such a request is in flight already, returns that request instead of sending
   * another.
   */
  function renew(symbol: string): Renewal {
    const known = renewals.get(symbol);
    const since = clock.monotonic();
    if (known && canSharePromises() && since - known.since < LONGEST_RENEWAL) return known;
    const done = loadSymbol(symbol)
      .catch((error: unknown) => {
        failedAt = clock.monotonic();
        throw error;
      })
      .finally(() => {
        if (renewals.get(symbol) === renewal) renewals.delete(symbol);
      });
    const renewal: Renewal = { since, done };
    renewals.set(symbol, renewal);
    return renewal;
  }

  /**
   * Requests new rules of a symbol whose old rules are known. Orders are checked by the old rules meanwhile. Returns
   * undefined if such a request failed a short time ago.
   */
  function renewInBackground(symbol: string): Renewal | undefined {
    if (!renewals.has(symbol) && clock.monotonic() - failedAt < RENEWAL_PAUSE) return undefined;
    const renewal = renew(symbol);
    renewal.done.catch(() => undefined);
    return renewal;
  }

  /** Requests new rules of a symbol whose old rules are known, and waits up to `wait` ms for them. */
  async function renewShortly(symbol: string, wait: number): Promise<void> {
    const renewal = renewInBackground(symbol);
    const rest = renewal ? renewal.since + wait - clock.monotonic() : 0;
    if (!renewal || rest <= 0) return;
    await new Promise<void>((resolve) => {
      const timer = clock.setTimeout(resolve, rest);
      renewal.done.catch(() => undefined).finally(() => resolve(clock.clearTimeout(timer)));
    });
  }

  /** Requests the rules of a symbol whose rules are not known yet, and waits for them. */
  async function loadFirst(symbol: string): Promise<void> {
    if (!isPossible(symbol)) return;
    const isInFlight = renewals.has(symbol);
    try {
      await renew(symbol).done;
    } catch (error) {
      if (!isInFlight) throw error;
      // The failed request had been in flight before this call began. The cause of its error may be over, so this call
      // requests the rules itself.
      if (!cache.get(symbol)) await renew(symbol).done;
    }
  }

  async function findProblems(form: OrderForm, { params, options }: Call): Promise<readonly OrderProblem[]> {
    // A symbol that is not text is not in the cache, and its rules are not requested.
    const symbol = params.symbol as string;
    const judge = (by: SymbolRules | undefined): readonly OrderProblem[] =>
      by ? validateByForm(params, by, {}, form).problems : unknownSymbol(symbol);
    if (!cache.get(symbol)) await loadFirst(symbol);
    else if (cache.age(symbol) >= maxAge) renewInBackground(symbol);
    const rules = cache.get(symbol);
    const problems = judge(rules);
    const isFresh = (): boolean => cache.age(symbol) < Math.min(maxAge, FRESH);
    if (!rules || problems.length === 0 || isFresh() || problems.some(isTimeless)) return problems;
    // The old rules may be wrong: the symbol may have become tradable again, or its limits may have changed. So an
    // order is refused only if it breaks recent rules. It waits for the new rules for at most 2 s, or for a quarter of
    // its timeout if that is shorter.
    await renewShortly(symbol, Math.min(RENEWAL_WAIT, (options.timeout ?? Infinity) / 4));
    const newer = cache.get(symbol);
    return !newer || isFresh() ? judge(newer) : [];
  }

  return {
    rules: {
      async get(symbol) {
        if (!cache.get(symbol)) await loadFirst(symbol);
        else if (renewals.has(symbol) || cache.age(symbol) >= maxAge) await renewShortly(symbol, RENEWAL_WAIT);
        const rules = cache.get(symbol);
        if (!rules) throw orderError(unknownSymbol(symbol));
        return rules;
      },
      async refresh() {
        const { used } = cache;
        // An order of a new symbol may load its rules during the request. These rules are kept.
        const forgetOld = cache.forgetter();
        try {
          if (used.length > 0) await load(used.length > MAX_NAMED_SYMBOLS ? undefined : used);
        } catch (error) {
          // One of the symbols is no longer listed, so the request was refused. The rules of each symbol are requested
          // again when it is next used.
          if (!isUnknownSymbol(error)) throw error;
        }
        // The symbols in `renewals` keep their old rules. Orders may still be waiting for new rules of these symbols,
        // and without the old rules the symbols would count as unknown.
        forgetOld(renewals);
      },
    },
    async check(call) {
      const { operation, params } = call;
      if (call.options.validate === false || !operation.orderForm) return;
      const request = requestOf(call);
      const problems = await findProblems(orderFormNamed(operation.orderForm), call).catch(
        notSentBecause(`not sent: the rules of ${shownValue(params.symbol)} could not be loaded`, request),
      );
      if (problems.length > 0) throw orderError(problems, request);
    },
    answered({ operation, params }, data, at) {
      if (operation.updates?.includes('symbolRules')) cache.store(data, at);
      if (operation.updates?.includes('assetFilters')) cache.storeAssetFilters(String(params.symbol), data, at);
    },
    refused({ operation, params, options: { validate } }, error) {
      const symbol = params.symbol as string;
      if (!operation.orderForm || validate === false || !cache.get(symbol)) return;
      if (!(error instanceof BinanceApiError && error.code === -1013)) return;
      const now = clock.monotonic();
      if (now - (reloaded.get(symbol) ?? -Infinity) < maxAge) return;
      const renewal = renewInBackground(symbol);
      if (!renewal) return;
      reloaded.set(symbol, now);
      // After a failed request, the next -1013 requests the rules again.
      renewal.done.catch(() => reloaded.delete(symbol));
    },
  };
}

/**
 * Whether a symbol with this name can exist. Rules are requested only for such names, because the firewall of the
 * exchange may ban the IP address for a request with other characters. Binance documents names of up to 20 characters;
 * 64 leaves space for longer ones.
 */
function isPossible(symbol: unknown): boolean {
  return typeof symbol === 'string' && /^[\p{L}\p{M}\p{N}._-]{1,64}$/u.test(symbol);
}

/**
 * Whether the order stays illegal under newer rules of the symbol, because the broken rule is the same for all symbols.
 * The rules on parameters and on the prices of order lists are the same for all symbols. The exception is
 * `selfTradePreventionMode`, whose legal values depend on the symbol.
 */
function isTimeless({ filter, param }: OrderProblem): boolean {
  return filter === 'LIST_PRICES' || (filter === 'PARAMETERS' && param !== 'selfTradePreventionMode');
}

/** Whether the exchange refused a request because a symbol is unknown or malformed. */
function isUnknownSymbol(error: unknown): boolean {
  return error instanceof BinanceApiError && (error.code === -1121 || error.code === -1100);
}

function unknownSymbol(symbol: unknown): readonly OrderProblem[] {
  const value = shownValue(symbol);
  // No symbol of the exchange has small letters.
  const capitals = value.toUpperCase();
  const hint = capitals === value ? '' : `: did you mean ${capitals}?`;
  const message = `symbol ${value || '(not sent)'} is not listed by the exchange${hint}`;
  return [{ filter: 'SYMBOL', param: 'symbol', value, limit: 'listed', message }];
}
