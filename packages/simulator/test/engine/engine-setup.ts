import { defaultSettings } from '../../src/assumptions/assumptions.js';
import {
  type CommissionRates,
  Engine,
  type EngineEvent,
  type EngineOptions,
  type NewOrder,
  parseAmount,
  type SymbolSpec,
} from '../../src/engine/index.js';
import { isRefusal, type Refusal } from '../../src/refusals/refusal.js';
import { refusalReply } from '../../src/refusals/refusal-table.js';

/** Converts a decimal to an amount of the engine. */
export function d(text: string | number): bigint {
  const value = parseAmount(String(text));
  if (value === undefined) throw new RangeError(String(text));
  return value;
}

const NOTHING = { maker: '0', taker: '0', buyer: '0', seller: '0' };

/** Commission rates that are all 0. */
export const free: CommissionRates = {
  standard: NOTHING,
  special: NOTHING,
  tax: NOTHING,
  discount: { enabledForAccount: false, enabledForSymbol: false, discountAsset: 'BNB', discount: '0.25' },
};

/** Returns a symbol without filters and without commission. */
export function plain(
  symbol: string,
  baseAsset: string,
  quoteAsset: string,
  more: Partial<SymbolSpec> = {},
): SymbolSpec {
  return {
    symbol,
    baseAsset,
    quoteAsset,
    filters: [],
    commission: free,
    defaultSelfTradePreventionMode: 'NONE',
    ...more,
  };
}

export type EngineSetup = {
  readonly engine: Engine;
  readonly events: EngineEvent[];
  /** Advances the engine's clock by `ms` milliseconds. */
  advance(ms: number): void;
  /** Sets the engine's clock, in ms since the epoch. */
  setTime(ms: number): void;
};

export function setUpEngine(symbols: readonly SymbolSpec[], options: Partial<EngineOptions> = {}): EngineSetup {
  let now = Date.UTC(2026, 0, 1) * 1000;
  const engine = new Engine({
    symbols,
    now: () => now,
    random: { bytes: (length) => new Uint8Array(length).fill(7) },
    ...options,
  });
  const events: EngineEvent[] = [];
  engine.on((event) => events.push(event));
  return {
    engine,
    events,
    advance: (ms) => {
      now += ms * 1000;
    },
    setTime: (ms) => {
      now = ms * 1000;
    },
  };
}

/** Creates an account with balances. */
export function funded(engine: Engine, balances: Readonly<Record<string, string | number>>, options = {}): number {
  const { id } = engine.createAccount(options);
  for (const [asset, quantity] of Object.entries(balances)) engine.deposit(id, asset, d(quantity));
  return id;
}

type OrderFields = Omit<NewOrder, 'quantity' | 'price' | 'stopPrice' | 'icebergQty' | 'quoteOrderQty'> & {
  readonly quantity?: string | number;
  readonly price?: string | number;
  readonly stopPrice?: string | number;
  readonly icebergQty?: string | number;
  readonly quoteOrderQty?: string | number;
};

/** Creates the parameters of an order. Each decimal in `fields` may be a text or a number. */
export function order(fields: OrderFields): NewOrder {
  const { quantity, price, stopPrice, icebergQty, quoteOrderQty, ...others } = fields;
  const read = (value: string | number | undefined) => (value === undefined ? undefined : d(value));
  return {
    ...others,
    quantity: read(quantity),
    price: read(price),
    stopPrice: read(stopPrice),
    icebergQty: read(icebergQty),
    quoteOrderQty: read(quoteOrderQty),
  };
}

/** Creates a LIMIT order with `timeInForce` GTC. */
export function limit(
  symbol: string,
  side: 'BUY' | 'SELL',
  quantity: string | number,
  price: string | number,
): NewOrder {
  return order({ symbol, side, type: 'LIMIT', timeInForce: 'GTC', quantity, price });
}

/** Returns the documented `[code, message]` of a refusal of the engine. */
export function codeAndText(refusal: Refusal): [number, string] {
  const { code, msg } = refusalReply(refusal, defaultSettings);
  return [code, msg];
}

/** Returns the documented `[code, message]` of the refusal that a command throws. */
export function refusal(action: () => unknown): [number, string] {
  try {
    action();
  } catch (error) {
    if (isRefusal(error)) return codeAndText(error);
    throw error;
  }
  throw new Error('was not refused');
}
