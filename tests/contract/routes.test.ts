import { createClient, type Environment } from '@pkg/core';
import * as allOperations from '@pkg/core/operations';
import { wsApi } from '@pkg/streams';
import { afterAll, describe, expect, it } from 'vitest';
import { answerOf } from '../../packages/core/test/complete-answer.js';
import { type DocumentedOperation, enums, operations } from '../documented/index.js';
import { fieldsOf } from '../support/schema.js';
import { asksForMany, type OperationName, operationsOf, recordOf, records } from './routes.js';

/** Parameters that the client adds to a signed request over the WebSocket API. */
const SIGNATURE = ['apiKey', 'recvWindow', 'signature', 'timestamp'];

const keys = { apiKey: 'key', apiSecret: 'secret', limits: 'off', recvWindow: 4321 } as const;

describe('REST routes', () => {
  const sent: Request[] = [];
  let called: OperationName = 'ping';
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    if (request.url.endsWith('/api/v3/time')) return Response.json({ serverTime: Date.now() });
    sent.push(request);
    return Response.json(answerOf(recordOf(called)));
  };
  const client = createClient({ operations: allOperations, ...keys, fetch });
  afterAll(() => client.close());

  for (const documented of Object.values(operations)) {
    const { rest: route, security } = documented;
    if (route === undefined) continue;
    it(`${route} is sent as documented`, async () => {
      expect(operationsOf(route)).not.toEqual([]);
      for (const name of operationsOf(route)) {
        if (name === 'getServerTime') continue; // The fake exchange answers this request itself. The next test checks its route.
        sent.length = 0;
        called = name;
        const params = sample(documented, name, 'rest');
        await call(client, name, params);
        const [request] = sent;
        const url = new URL((request as Request).url);
        expect(sent.length).toBe(1);
        expect(`${request?.method} ${url.pathname}`).toBe(route);
        const isSigned = security !== 'NONE';
        const expected = { ...params, ...(isSigned && { recvWindow: '4321', timestamp: '', signature: '' }) };
        expect([...url.searchParams.keys()].sort()).toEqual(Object.keys(expected).sort());
        for (const [key, value] of Object.entries(params)) {
          expect(url.searchParams.get(key), key).toBe(typeof value === 'object' ? JSON.stringify(value) : `${value}`);
        }
        expect(request?.headers.get('X-MBX-APIKEY')).toBe(isSigned ? 'key' : null);
      }
    });
    declares(route, documented);
  }

  it('are no others than the documented ones', () => {
    const documented = Object.values(operations).flatMap(({ rest }) => rest ?? []);
    const declared = records.flatMap(({ rest }) => rest ?? []);
    expect([...new Set<string>(declared)].sort()).toEqual(documented.sort());
  });
});

describe('WebSocket API methods', () => {
  const frames: { method: string; params?: Record<string, unknown> }[] = [];
  const environment: Environment = {
    name: 'recorder',
    rest: 'https://api.test',
    streams: 'wss://stream.test',
    wsApi: 'wss://ws-api.test/ws-api/v3',
    WebSocket: recorder((frame) => {
      frames.push(frame);
      return frame.method === 'time' ? { serverTime: Date.now() } : answerOf(recordOf(called));
    }),
  };
  let called: OperationName = 'ping';
  const client = createClient({ operations: allOperations, ...keys, environment, transport: wsApi() });
  afterAll(() => client.close());

  for (const [method, documented] of Object.entries(operations)) {
    it(`${method} is sent as documented`, async () => {
      expect(operationsOf(method)).not.toEqual([]);
      for (const name of operationsOf(method)) {
        await client.getServerTime();
        frames.length = 0;
        called = name;
        const params = sample(documented, name, 'ws');
        await call(client, name, params);
        const [frame] = frames.filter((each) => each.method === method);
        const expected = [...Object.keys(params), ...(documented.isSigned ? SIGNATURE : [])];
        expect(Object.keys(frame?.params ?? {}).sort()).toEqual(expected.sort());
        expect(frame?.params ?? {}).toMatchObject(params);
      }
    });
    declares(method, documented);
  }

  it('are no others than the documented ones', () => {
    const declared = records.map(({ ws }) => ws);
    expect([...new Set(declared)].sort()).toEqual(Object.keys(operations).sort());
  });
});

/** Compares the declared operations and parameters of a route with Binance's documentation. */
function declares(route: string, documented: DocumentedOperation): void {
  it(`${route} is declared as documented`, () => {
    const names = operationsOf(route);
    for (const name of names) {
      const operation = recordOf(name);
      expect(operation.security).toBe(documented.security);
      expect(operation.rest).toBe(documented.rest);
      const { weightOnSuccess } = operation;
      if (typeof weightOnSuccess === 'function') {
        expect(weightOnSuccess({ amendedOrder: { status: 'NEW' } })).toBe(documented.weight);
        expect(weightOnSuccess({ amendedOrder: { status: 'EXPIRED' } })).toBe(documented.weightOnExpiry);
      } else {
        expect(weightOnSuccess).toBe(documented.weightOnSuccess);
        expect(documented.weightOnExpiry).toBeUndefined();
      }
      expect(operation.orders ?? 0).toBe(documented.orders ?? 0);
      if (operation.effect === 'read') {
        // If two operations share a route, the documentation does not say which of them requires the symbol. Only the
        // operation that answers for one symbol requires it. The other one requires `symbols` if the documentation
        // states no weight for a request without parameters.
        const isOptional = weightCases(documented).some(({ params }) => Object.keys(params).length === 0);
        const ofMany = operation.answers === 'many' && !isOptional ? ['symbols'] : undefined;
        const mandatory = Object.keys(documented.params).filter((each) => `${documented.params[each]}`.endsWith('!'));
        const single = (operation.needs ?? []).filter((each) => !each.includes('|'));
        expect(single, name).toEqual(operation.answers === 'one' ? ['symbol'] : (ofMany ?? mandatory));
      }
    }
    for (const { params, weight } of weightCases(documented)) {
      const many = params.symbol === undefined;
      const name = names.find((each) => names.length === 1 || asksForMany(each) === many) as OperationName;
      const declared = recordOf(name).weight;
      const given = typeof declared === 'number' ? declared : declared(params);
      expect(given, `${name} ${JSON.stringify(params).slice(0, 100)}`).toBe(weight);
    }
    const declared = new Set(names.flatMap((name) => fieldsOf('params', 'Params', name)));
    expect([...declared].sort()).toEqual(Object.keys(documented.params).sort());
  });
}

/** Returns sets of parameters, each with its documented weight. */
function weightCases({ weight }: DocumentedOperation): { params: Record<string, unknown>; weight: number }[] {
  if (typeof weight === 'number') return [{ params: {}, weight }];
  return weight.map(([{ symbols, ...params }, value]) => ({
    params: { ...params, ...(symbols !== undefined && { symbols: Array(Number(symbols)).fill('BNBBTC') }) },
    weight: value,
  }));
}

/** Returns a value for every documented parameter. */
function sample(
  { rest = '', params }: DocumentedOperation,
  name: OperationName,
  transport: 'rest' | 'ws',
): Record<string, unknown> {
  const isPaired = operationsOf(transport === 'rest' ? rest : recordOf(name).ws).length > 1;
  const names = Object.keys(params).filter(
    (param) => !isPaired || param !== (asksForMany(name) ? 'symbol' : 'symbols'),
  );
  return Object.fromEntries(names.map((param, index) => [param, valueFor(param, params[param] ?? '', index)]));
}

function valueFor(name: string, kind: string, index: number): unknown {
  if (name === 'symbols') return ['BNBBTC', 'BTCUSDT'];
  const [value] = enums[kind.replace('!', '')]?.values ?? [];
  if (value !== undefined) return value;
  // Binance's documentation gives the type `integer` for the iceberg quantities of order lists, but they are decimals.
  if (kind.startsWith('decimal') || name.endsWith('IcebergQty')) return `${index}.5`;
  if (kind.startsWith('integer')) return 1_000_000 + index;
  if (kind.startsWith('flag')) return true;
  return `VALUE-${index}`;
}

/** Calls a method with all documented parameters at once, which the declared types do not allow. */
async function call(client: object, name: OperationName, params: Record<string, unknown>): Promise<unknown> {
  const methods = client as Record<string, (params: object, options: object) => Promise<unknown>>;
  return methods[name]?.(params, { validate: false });
}

/** Creates a class of WebSockets that answer each request with what `answer` returns. */
function recorder(answer: (frame: { method: string; params?: Record<string, unknown> }) => unknown) {
  return class extends EventTarget {
    readyState = 0;
    onopen?: () => void;
    onmessage?: (event: { data: string }) => void;
    onclose?: (event: { code: number; reason: string }) => void;

    constructor() {
      super();
      queueMicrotask(() => {
        this.readyState = 1;
        this.onopen?.();
      });
    }

    send(text: string): void {
      const { id, ...frame } = JSON.parse(text);
      const result = answer(frame);
      queueMicrotask(() => this.onmessage?.({ data: JSON.stringify({ id, status: 200, result, rateLimits: [] }) }));
    }

    close(): void {
      this.readyState = 3;
      queueMicrotask(() => this.onclose?.({ code: 1000, reason: '' }));
    }
  } as unknown as NonNullable<Environment['WebSocket']>; // The class has only the members that the client uses.
}
