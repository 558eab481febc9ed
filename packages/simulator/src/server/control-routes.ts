import type { Filter, SymbolInfo } from '../engine/types/index.js';
import type { Exchange } from '../exchange/exchange.js';
import { isCloseCode } from '../faults/close-code.js';
import type { Fault } from '../faults/fault-kinds.js';
import type { ScriptedFault } from '../faults/faults.js';
import { findMode } from '../sources/synthetic/market-modes.js';
import type { SyntheticMarket } from '../sources/synthetic/synthetic-market.js';
import { VirtualClock } from '../time/virtual-clock.js';
import {
  array,
  ControlError,
  decimal,
  decimals,
  type Fields,
  levels,
  number,
  oneOf,
  optional,
  readFields,
  text,
} from './control-fields.js';
import { readAccount, readFees } from './read-account.js';

/** A request to one of the `/sim/` routes. */
export type ControlRequest = {
  readonly method: string;
  /** Path, for example `/sim/cut`. */
  readonly path: string;
  readonly query: string;
  /** Body as JSON text. Fields can also be sent in the query. */
  readonly body: string;
};

/** The exchange and the market that the `/sim/` routes control. */
export type Controlled = { readonly exchange: Exchange; readonly market?: SyntheticMarket | undefined };

type Route = {
  /** The fields that the route accepts. If undefined, all fields are passed to `run`, which checks them. */
  readonly fields: readonly string[] | undefined;
  readonly run: (controlled: Controlled, fields: Fields) => unknown | Promise<unknown>;
};

const DAY = 86_400_000;
const STATUSES: readonly SymbolInfo['status'][] = ['TRADING', 'END_OF_DAY', 'HALT', 'BREAK', 'CANCEL_ONLY'];

/** The `/sim/` routes. */
const routes: Readonly<Record<string, Route>> = {
  'GET /sim/': {
    fields: [],
    run: ({ exchange }) => ({
      time: exchange.clock.now(),
      ...(exchange.clock instanceof VirtualClock ? { speed: exchange.clock.speed } : {}),
      sockets: exchange.sockets.size,
      symbols: exchange.engine.symbols().map(({ symbol }) => symbol),
      faults: exchange.faults.scripted.map(faultRow),
      failures: exchange.failures.length,
      routes: Object.keys(routes),
    }),
  },
  'GET /sim/requests': {
    fields: ['limit', 'afterId', 'target'],
    run: ({ exchange }, fields) => {
      const most = Number.MAX_SAFE_INTEGER;
      return exchange.journal.list({
        limit: number(fields, 'limit', { least: 1, most, whole: true, otherwise: 100 }),
        afterId: number(fields, 'afterId', { least: 0, most, whole: true, otherwise: 0 }),
        target: optional(fields, 'target', text) ?? '',
      });
    },
  },
  'DELETE /sim/requests': { fields: [], run: ({ exchange }) => exchange.journal.clear() },
  'GET /sim/failures': {
    fields: [],
    run: ({ exchange }) => exchange.failures.map((error) => String((error as Error | undefined)?.stack ?? error)),
  },
  'POST /sim/reset': {
    fields: ['ip'],
    run: ({ exchange }, fields) => exchange.resetLimits(optional(fields, 'ip', text)),
  },
  'POST /sim/cut': {
    fields: ['code', 'reason'],
    run: ({ exchange }, fields) => {
      const cut = exchange.sockets.size;
      const code = optional(fields, 'code', () => number(fields, 'code', { least: 1000, most: 4999, whole: true }));
      if (code !== undefined && !isCloseCode(code))
        throw new ControlError(`code: expected 1000 to 1014 or 3000 to 4999 without reserved codes, got ${code}`);
      const reason = optional(fields, 'reason', text) ?? '';
      if (new TextEncoder().encode(reason).length > 123) throw new ControlError('reason: expected at most 123 bytes');
      exchange.sockets.cutAll(code, reason);
      return { cut };
    },
  },
  'POST /sim/shutdown': {
    fields: ['ms'],
    run: ({ exchange }, fields) =>
      exchange.announceShutdown(number(fields, 'ms', { least: 0, most: DAY, otherwise: 0 })),
  },
  'GET /sim/faults': {
    fields: ['id'],
    run: ({ exchange }, fields) => {
      if (fields.id !== undefined) return faultRow(faultOf(exchange, fields));
      return exchange.faults.scripted.map(faultRow);
    },
  },
  'POST /sim/faults': {
    fields: undefined,
    // The cast is safe, because `script` checks all fields.
    run: ({ exchange }, fields) => faultRow(exchange.faults.script(fields as unknown as Fault)),
  },
  'POST /sim/faults/draw': {
    fields: ['seed', 'ms'],
    run: ({ exchange }, fields) => {
      const seed = number(fields, 'seed', { least: 0, most: 2 ** 32 - 1, whole: true, otherwise: 1 });
      const ms = number(fields, 'ms', { least: 0, most: DAY, otherwise: 60_000 });
      return exchange.faults.draw({ seed, ms }).map(faultRow);
    },
  },
  'DELETE /sim/faults': {
    fields: ['id'],
    run: ({ exchange }, fields) => {
      if (fields.id === undefined) return exchange.faults.clear();
      const fault = faultOf(exchange, fields);
      fault.stop();
      return faultRow(fault);
    },
  },
  'POST /sim/speed': {
    fields: ['speed'],
    run: ({ exchange }, fields) => clockOf(exchange).pace(number(fields, 'speed', { least: 0, most: 1_000_000 })),
  },
  'POST /sim/advance': {
    fields: ['ms'],
    run: async ({ exchange }, fields) => {
      await exchange.advance(number(fields, 'ms', { least: 0, most: 366 * DAY }));
      return { time: exchange.clock.now() };
    },
  },
  'DELETE /sim/advance': {
    fields: [],
    run: ({ exchange }) => {
      clockOf(exchange).interrupt();
      return { time: exchange.clock.now() };
    },
  },
  'POST /sim/clock': {
    fields: ['step', 'drift'],
    run: ({ exchange }, fields) => {
      const clock = clockOf(exchange);
      const most = Number.MAX_SAFE_INTEGER;
      const drift = optional(fields, 'drift', () => number(fields, 'drift', { least: -0.5, most: 0.5 }));
      clock.step(number(fields, 'step', { least: -most, most, otherwise: 0 }));
      if (drift !== undefined) clock.drift = drift;
      return { time: clock.now() };
    },
  },
  'POST /sim/accounts': {
    fields: undefined,
    run: ({ exchange }, fields) => exchange.createAccount(readAccount(fields)),
  },
  'POST /sim/fund': {
    fields: ['apiKey', 'balances'],
    run: ({ exchange }, fields) => exchange.fund(text(fields, 'apiKey'), decimals(fields, 'balances')),
  },
  'POST /sim/withdraw': {
    fields: ['apiKey', 'balances'],
    run: ({ exchange }, fields) => exchange.withdraw(text(fields, 'apiKey'), decimals(fields, 'balances')),
  },
  'POST /sim/balance': {
    fields: ['apiKey', 'balances'],
    run: ({ exchange }, fields) => exchange.setBalance(text(fields, 'apiKey'), decimals(fields, 'balances')),
  },
  'POST /sim/fees': {
    fields: ['apiKey', 'maker', 'taker', 'symbol'],
    run: ({ exchange }, fields) => {
      const symbol = optional(fields, 'symbol', text);
      exchange.setFees(text(fields, 'apiKey'), readFees(fields), symbol === undefined ? undefined : [symbol]);
    },
  },
  'POST /sim/revoke': { fields: ['apiKey'], run: ({ exchange }, fields) => exchange.revokeKey(text(fields, 'apiKey')) },
  'POST /sim/user-data/end': {
    fields: ['apiKey'],
    run: ({ exchange }, fields) => exchange.endUserData(text(fields, 'apiKey')),
  },
  'POST /sim/book': {
    fields: ['symbol', 'bids', 'asks'],
    run: ({ exchange }, fields) =>
      exchange.setBook(text(fields, 'symbol'), {
        bids: optional(fields, 'bids', levels),
        asks: optional(fields, 'asks', levels),
      }),
  },
  'POST /sim/trade': {
    fields: ['symbol', 'price', 'quantity', 'side'],
    run: ({ exchange }, fields) =>
      exchange.trade(text(fields, 'symbol'), {
        price: decimal(fields, 'price'),
        quantity: decimal(fields, 'quantity'),
        side: optional(fields, 'side', () => oneOf(fields, 'side', ['BUY', 'SELL'])),
      }),
  },
  'POST /sim/price': {
    fields: ['symbol', 'price'],
    run: ({ exchange }, fields) => exchange.price(text(fields, 'symbol'), decimal(fields, 'price')),
  },
  'POST /sim/fill': {
    fields: ['orderId', 'quantity', 'symbol'],
    run: ({ exchange }, fields) =>
      exchange.fill(number(fields, 'orderId', { least: 0, most: Number.MAX_SAFE_INTEGER, whole: true }), {
        quantity: optional(fields, 'quantity', decimal),
        symbol: optional(fields, 'symbol', text),
      }),
  },
  'POST /sim/reject': {
    fields: undefined,
    // The cast is safe, because `rejectNext` checks all fields.
    run: ({ exchange }, { code, ...others }) => faultRow(exchange.rejectNext(code as number, others)),
  },
  'POST /sim/symbol': {
    fields: ['symbol', 'status', 'filters'],
    run: ({ exchange }, fields) => {
      const status = optional(fields, 'status', () => oneOf(fields, 'status', STATUSES));
      // The cast is safe, because the engine reads all fields of the filters before it changes the symbol, and throws
      // if a field is invalid.
      const filters = optional(fields, 'filters', () => array(fields, 'filters', 100) as readonly Filter[]);
      exchange.engine.changeSymbol(text(fields, 'symbol'), { ...(status && { status }), ...(filters && { filters }) });
    },
  },
  'POST /sim/market': {
    fields: ['mode'],
    run: ({ market }, fields) => {
      if (!market) throw new ControlError('mode: this server has no synthetic market');
      market.mode = findMode(text(fields, 'mode'));
    },
  },
  'GET /sim/state': { fields: [], run: ({ exchange }) => exchange.exportState() },
  'PUT /sim/state': { fields: undefined, run: ({ exchange }, fields) => exchange.importState(fields) },
};

/** Executes a request to a `/sim/` route. The response is 200 with JSON, or 400 or 404 with `{ "error" }`. */
export async function handleControl(
  controlled: Controlled,
  { method, path, query, body }: ControlRequest,
): Promise<{ readonly status: number; readonly body: string }> {
  const name = `${method} ${path}`;
  const route = Object.hasOwn(routes, name) ? routes[name] : undefined;
  if (!route) {
    const error = `no such route: ${name.slice(0, 200)}`;
    return { status: 404, body: JSON.stringify({ error, routes: Object.keys(routes) }) };
  }
  try {
    const result = await route.run(controlled, readFields(query, body, route.fields));
    return { status: 200, body: JSON.stringify(result ?? {}) };
  } catch (error) {
    return { status: 400, body: JSON.stringify({ error: error instanceof Error ? error.message : String(error) }) };
  }
}

/** Returns a fault as JSON. `isActive` is false only after the fault has ended. */
function faultRow({ id, hits, isActive, fault }: ScriptedFault): Record<string, unknown> {
  return { id, hits, isActive, ...fault };
}

function faultOf(exchange: Exchange, fields: Fields): ScriptedFault {
  const id = number(fields, 'id', { least: 1, most: Number.MAX_SAFE_INTEGER, whole: true });
  const fault = exchange.faults.find(id);
  if (!fault) throw new ControlError(`id: expected that of a fault, got ${id}`);
  return fault;
}

function clockOf(exchange: Exchange): VirtualClock {
  if (exchange.clock instanceof VirtualClock) return exchange.clock;
  throw new ControlError('this exchange does not run on a VirtualClock');
}
