import type { Call } from '../operations/operation.js';
import type { Clock } from '../platform/clock.js';
import { guardOrders } from './guard-orders.js';
import type { SymbolRules } from './rules.js';
import type { FilterInfo, RuledSymbol } from './symbol-info.js';

/** The part of an answer of `getExchangeInfo` that rules are made of. */
export type RuledExchange = {
  readonly symbols: readonly RuledSymbol[];
  readonly exchangeFilters?: readonly FilterInfo[] | undefined;
  readonly sors?: readonly { readonly baseAsset: string; readonly symbols: readonly string[] }[] | undefined;
};

/** What a guard of orders is made of. */
export type OrderGuardOptions = {
  /** Asks the exchange for the rules of these symbols, or of all, as `getExchangeInfo` does. */
  readonly fetchExchangeInfo: (symbols: readonly string[] | undefined) => Promise<RuledExchange>;
  readonly clock: Clock;
  /** How long rules count as current, in ms. @default 3600000 */
  readonly maxAge?: number | undefined;
};

/** The trading rules that a client has learnt. */
export interface OrderRules {
  /**
   * The rules of a symbol, from the exchange on first use and again when they are old.
   *
   * @throws {BinanceOrderUnknownSymbolError} when the exchange does not list it.
   */
  get(symbol: string): Promise<SymbolRules>;
  /** Asks again for the rules of every symbol used so far. */
  refresh(): Promise<void>;
}

/** Stands between a client and its transport, and lets no order pass that breaks a rule. */
export interface OrderGuard {
  readonly rules: OrderRules;
  /**
   * Judges a call before it is sent; calls that place no order pass, and so do those with `validate: false`.
   *
   * @throws {BinanceOrderError} of the kind that fits the number or word at fault first.
   */
  check(call: Call): Promise<void>;
  /**
   * Learns from an answer: rules from `getExchangeInfo`, asset limits from `getMyFilters`. `at` is when it came, by the
   * clock's monotonic time. @default now
   */
  answered(call: Call, data: unknown, at?: number): void;
  /** Learns from a failure: -1013 to an order that was let through asks for its rules again, once per `maxAge`. */
  refused(call: Call, error: unknown): void;
}

/** Makes the guard of a client. Any number of callers that need the same symbol share one request. */
export function createOrderGuard(options: OrderGuardOptions): OrderGuard {
  return guardOrders(options);
}
