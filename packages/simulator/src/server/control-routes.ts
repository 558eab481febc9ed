import type { SymbolInfo } from '../engine/types/index.js';
import type { Exchange } from '../exchange/exchange.js';
import { isCloseCode } from '../faults/close-code.js';
import type { Fault } from '../faults/fault.js';
import { findMode } from '../sources/synthetic/market-modes.js';
import type { SyntheticMarket } from '../sources/synthetic/synthetic-market.js';
import { VirtualClock } from '../time/virtual-clock.js';

/** A request to one of the `/sim/` routes. */
export type ControlRequest = {
  readonly method: string;
  /** For example `/sim/cut`. */
  readonly path: string;
  readonly query: string;
  /** JSON. Fields may also be sent in the query. */
  readonly body: string;
};

type Fields = Readonly<Record<string, unknown>>;
type Route = (exchange: Exchange, fields: Fields, market: SyntheticMarket | undefined) => unknown | Promise<unknown>;

/** The exchange and the market that the routes control. */
export type Controlled = { readonly exchange: Exchange; readonly market?: SyntheticMarket | undefined };

const statuses: Readonly<Record<SymbolInfo['status'], true>> = {
  TRADING: true,
  END_OF_DAY: true,
  HALT: true,
  BREAK: true,
  CANCEL_ONLY: true,
};
const isStatus = (value: unknown): value is SymbolInfo['status'] => Object.hasOwn(statuses, String(value));

/** A field is missing or has an invalid value. */
class ControlError extends Error {}

/** The `/sim/` routes. Each reads its fields from a JSON body or from the query. */
const routes: Readonly<Record<string, Route>> = {
  'GET /sim/': (exchange) => ({
    time: exchange.clock.now(),
    ...(exchange.clock instanceof VirtualClock ? { speed: exchange.clock.speed } : {}),
    sockets: exchange.sockets.size,
    symbols: exchange.engine.symbols().map(({ symbol }) => symbol),
    faults: exchange.faults.active,
    routes: Object.keys(routes),
  }),
  'POST /sim/cut': (exchange, fields) => {
    const cut = exchange.sockets.size;
    const code = fields.code === undefined ? undefined : number(fields, 'code');
    if (code !== undefined && !isCloseCode(code))
      throw new ControlError(`code: expected 1000 to 1014 or 3000 to 4999 without reserved codes, got ${code}`);
    exchange.sockets.cutAll(code, String(fields.reason ?? ''));
    return { cut };
  },
  'POST /sim/shutdown': (exchange, fields) => exchange.announceShutdown(number(fields, 'ms', 0)),
  'GET /sim/faults': (exchange) => exchange.faults.active,
  'POST /sim/faults': (exchange, fields) => {
    // `script` checks every field.
    exchange.faults.script(fields as unknown as Fault);
  },
  'POST /sim/faults/draw': (exchange, fields) => {
    exchange.faults.draw({ seed: number(fields, 'seed', 1), ms: number(fields, 'ms', 60_000) });
    return exchange.faults.active;
  },
  'DELETE /sim/faults': (exchange) => exchange.faults.clear(),
  'POST /sim/speed': (exchange, fields) => clockOf(exchange).pace(number(fields, 'speed')),
  'POST /sim/advance': async (exchange, fields) => {
    await exchange.advance(number(fields, 'ms'));
    return { time: exchange.clock.now() };
  },
  'POST /sim/clock': (exchange, fields) => {
    const clock = clockOf(exchange);
    if (fields.drift !== undefined) clock.drift = number(fields, 'drift');
    clock.step(number(fields, 'step', 0));
    return { time: clock.now() };
  },
  'POST /sim/accounts': (exchange, fields) =>
    exchange.createAccount(fields as Parameters<Exchange['createAccount']>[0]),
  'POST /sim/fund': (exchange, fields) =>
    exchange.fund(text(fields, 'apiKey'), record(fields, 'balances') as Record<string, string>),
  'POST /sim/revoke': (exchange, fields) => exchange.revokeKey(text(fields, 'apiKey')),
  'POST /sim/book': (exchange, fields) =>
    exchange.setBook(text(fields, 'symbol'), fields as unknown as Parameters<Exchange['setBook']>[1]),
  'POST /sim/trade': (exchange, fields) =>
    exchange.trade(text(fields, 'symbol'), fields as unknown as Parameters<Exchange['trade']>[1]),
  'POST /sim/symbol': (exchange, fields) => {
    const { status, filters, symbol: _, ...others } = fields;
    if (Object.keys(others).length > 0)
      throw new ControlError(`${Object.keys(others)}: expected only 'status' and 'filters'`);
    if (status !== undefined && !isStatus(status)) {
      throw new ControlError(`status: expected ${Object.keys(statuses).join(', ')}, got ${JSON.stringify(status)}`);
    }
    if (filters !== undefined && !Array.isArray(filters)) throw new ControlError('filters: expected an array');
    exchange.engine.changeSymbol(text(fields, 'symbol'), { ...(status && { status }), ...(filters && { filters }) });
  },
  'POST /sim/market': (_, fields, market) => {
    if (!market) throw new ControlError('mode: this server has no synthetic market');
    market.mode = findMode(text(fields, 'mode'));
  },
  'GET /sim/state': (exchange) => exchange.exportState(),
  'PUT /sim/state': (exchange, fields) => exchange.importState(fields),
};

/** Executes a `/sim/` request. The response is 200 with JSON, or 400 with `{ "error" }`. */
export async function handleControl(
  { exchange, market }: Controlled,
  request: ControlRequest,
): Promise<{ readonly status: number; readonly body: string }> {
  const route = routes[`${request.method} ${request.path}`];
  if (!route)
    return {
      status: 404,
      body: JSON.stringify({ error: `no such route: ${request.method} ${request.path}`, routes: Object.keys(routes) }),
    };
  try {
    const result = await route(exchange, readFields(request), market);
    return { status: 200, body: JSON.stringify(result ?? {}) };
  } catch (error) {
    return { status: 400, body: JSON.stringify({ error: error instanceof Error ? error.message : String(error) }) };
  }
}

function readFields({ query, body }: ControlRequest): Fields {
  const fields: Record<string, unknown> = Object.fromEntries(new URLSearchParams(query));
  if (body.trim() === '') return fields;
  const json: unknown = JSON.parse(body);
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw new ControlError('body: expected a JSON object');
  return { ...fields, ...json };
}

function number(fields: Fields, name: string, defaultValue?: number): number {
  const value = fields[name] ?? defaultValue;
  const number = typeof value === 'string' ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isFinite(number))
    throw new ControlError(`${name}: expected a number, got ${JSON.stringify(value)}`);
  return number;
}

function text(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value !== 'string') throw new ControlError(`${name}: expected a string, got ${JSON.stringify(value)}`);
  return value;
}

function record(fields: Fields, name: string): Fields {
  const value = fields[name];
  if (typeof value !== 'object' || value === null)
    throw new ControlError(`${name}: expected an object, got ${JSON.stringify(value)}`);
  return value as Fields;
}

function clockOf(exchange: Exchange): VirtualClock {
  if (exchange.clock instanceof VirtualClock) return exchange.clock;
  throw new ControlError('this exchange does not run on a VirtualClock');
}
