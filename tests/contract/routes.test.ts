import { readFileSync } from 'node:fs';
import { createClient, type Environment } from '@pkg/core';
import * as operations from '@pkg/core/operations';
import { wsApi } from '@pkg/streams';
import { afterAll, describe, expect, it } from 'vitest';
import { fieldsOf } from '../support/schema.js';
import { sharedPath } from '../support/shared.js';
import { asksForMany, type OperationName, operationsOf, recordOf, records } from './routes.js';
import { type DocumentedWeight, weightCases } from './weights.js';

type Endpoint = {
  method: string;
  path?: string;
  restEquivalent?: string;
  security: string;
  weight: DocumentedWeight;
  weightOnSuccess?: number | object;
  unfilledOrderCount?: number;
  params: { name: string; type: string; mandatory: boolean; values?: string[]; addedByUs?: boolean }[];
};

/** Parameters that the client adds to signed calls. */
const added = new Set(['timestamp', 'recvWindow', 'signature', 'apiKey']);

const restFacts = sharedPath('facts/rest-endpoints.json');
const wsFacts = sharedPath('facts/ws-api-methods.json');
const read = (path: string | undefined): Endpoint[] => (path ? JSON.parse(readFileSync(path, 'utf8')) : []);

const keys = { apiKey: 'key', apiSecret: 'secret', limits: 'off', recvWindow: 4321 } as const;

describe.skipIf(!restFacts)('REST routes (needs ../shared/facts)', () => {
  const sent: Request[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    if (request.url.endsWith('/api/v3/time')) return Response.json({ serverTime: Date.now() });
    sent.push(request);
    return Response.json({});
  };
  const client = createClient({ operations, ...keys, fetch });
  afterAll(() => client.close());

  for (const endpoint of read(restFacts)) {
    const route = `${endpoint.method} ${endpoint.path}`;
    it(`${route} is sent as documented`, async () => {
      expect(operationsOf(route)).not.toEqual([]);
      for (const name of operationsOf(route)) {
        if (name === 'getServerTime') continue; // What the fake answers for the clock; the next test names its route.
        sent.length = 0;
        const params = sample(endpoint, name, 'rest');
        await call(client, name, params);
        const [request] = sent;
        const url = new URL((request as Request).url);
        expect([sent.length, request?.method, url.pathname]).toEqual([1, endpoint.method, endpoint.path]);
        const isSigned = endpoint.security !== 'NONE';
        const expected = { ...params, ...(isSigned && { recvWindow: '4321', timestamp: '', signature: '' }) };
        expect([...url.searchParams.keys()].sort()).toEqual(Object.keys(expected).sort());
        for (const [key, value] of Object.entries(params)) {
          expect(url.searchParams.get(key), key).toBe(typeof value === 'object' ? JSON.stringify(value) : `${value}`);
        }
        expect(request?.headers.get('X-MBX-APIKEY')).toBe(isSigned ? 'key' : null);
      }
    });
    declares(route, endpoint);
  }

  it('has no other', () => {
    const documented = read(restFacts).map(({ method, path }) => `${method} ${path}`);
    const declared = records.flatMap(({ rest }) => rest ?? []);
    expect([...new Set<string>(declared)].sort()).toEqual(documented.sort());
  });
});

describe.skipIf(!wsFacts)('WebSocket API methods (needs ../shared/facts)', () => {
  const frames: { method: string; params?: Record<string, unknown> }[] = [];
  const environment: Environment = {
    name: 'recorder',
    rest: 'https://api.test',
    streams: 'wss://stream.test',
    wsApi: 'wss://ws-api.test/ws-api/v3',
    WebSocket: recorder((frame) => frames.push(frame)),
  };
  const client = createClient({ operations, ...keys, environment, transport: wsApi() });
  afterAll(() => client.close());

  for (const endpoint of read(wsFacts)) {
    it(`${endpoint.method} is sent as documented`, async () => {
      expect(operationsOf(endpoint.method)).not.toEqual([]);
      for (const name of operationsOf(endpoint.method)) {
        await client.getServerTime();
        frames.length = 0;
        const params = sample(endpoint, name, 'ws');
        await call(client, name, params);
        const [frame] = frames.filter(({ method }) => method === endpoint.method);
        const signed = endpoint.params.filter((param) => added.has(param.name)).map((param) => param.name);
        expect(Object.keys(frame?.params ?? {}).sort()).toEqual([...Object.keys(params), ...signed].sort());
        expect(frame?.params ?? {}).toMatchObject(params);
      }
    });
    declares(endpoint.method, endpoint);
  }

  it('has no other', () => {
    const declared = records.map(({ ws }) => ws);
    expect([...new Set(declared)].sort()).toEqual(
      read(wsFacts)
        .map(({ method }) => method)
        .sort(),
    );
  });
});

/** Holds the records and the declared parameters of a route against the facts. */
function declares(route: string, endpoint: Endpoint): void {
  it(`${route} is declared as documented`, () => {
    const names = operationsOf(route);
    for (const name of names) {
      const operation = recordOf(name);
      expect(operation.security).toBe(endpoint.security);
      if (endpoint.restEquivalent) expect(operation.rest).toBe(endpoint.restEquivalent);
      // An amendment weighs 0 only when it ends the order, which no caller knows before; the documents' twin of the
      // deprecated OCO prints 1 for two orders.
      if (typeof endpoint.weightOnSuccess !== 'object')
        expect(operation.weightOnSuccess).toBe(endpoint.weightOnSuccess);
      if (route !== 'orderList.place') expect(operation.orders ?? 0).toBe(endpoint.unfilledOrderCount ?? 0);
    }
    for (const { params, weight } of weightCases(endpoint.weight)) {
      const many = params.symbol === undefined;
      const name = names.find((each) => names.length === 1 || asksForMany(each) === many) as OperationName;
      const declared = recordOf(name).weight;
      const given = typeof declared === 'number' ? declared : declared(params);
      expect(given, `${name} ${JSON.stringify(params).slice(0, 100)}`).toBe(weight);
    }
    const documented = endpoint.params.map((param) => param.name).filter((name) => !added.has(name));
    const declared = new Set(names.flatMap((name) => fieldsOf('params', 'Params', name)));
    expect([...declared].sort()).toEqual(documented.sort());
  });
}

/** A value for every documented parameter at once. */
function sample(endpoint: Endpoint, name: OperationName, transport: 'rest' | 'ws'): Record<string, unknown> {
  const paired =
    operationsOf(transport === 'rest' ? `${endpoint.method} ${endpoint.path}` : endpoint.method).length > 1;
  const params = endpoint.params.filter((param) => {
    if (added.has(param.name)) return false;
    return !paired || param.name !== (asksForMany(name) ? 'symbol' : 'symbols');
  });
  return Object.fromEntries(params.map((param, index) => [param.name, valueFor(param, index)]));
}

function valueFor({ name, type, values }: Endpoint['params'][number], index: number): unknown {
  if (name === 'symbols') return ['BNBBTC', 'BTCUSDT'];
  if (values) return values[0];
  // The tables call some quantities of lists LONG.
  if (type === 'DECIMAL' || name.endsWith('IcebergQty')) return `${index}.5`;
  if (type === 'LONG' || type === 'INT') return 1_000_000 + index;
  if (type === 'BOOLEAN') return true;
  return `VALUE-${index}`;
}

/** Calls a method with parameters that no type lets stand side by side. */
async function call(client: object, name: OperationName, params: Record<string, unknown>): Promise<unknown> {
  const methods = client as Record<string, (params: object, options: object) => Promise<unknown>>;
  return methods[name]?.(params, { validate: false });
}

/** A WebSocket that answers every request with an empty result, and `time` with the time. */
function recorder(onFrame: (frame: { method: string; params?: Record<string, unknown> }) => void) {
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
      onFrame(frame);
      const result = frame.method === 'time' ? { serverTime: Date.now() } : {};
      queueMicrotask(() => this.onmessage?.({ data: JSON.stringify({ id, status: 200, result, rateLimits: [] }) }));
    }

    close(): void {
      this.readyState = 3;
      queueMicrotask(() => this.onclose?.({ code: 1000, reason: '' }));
    }
  } as unknown as NonNullable<Environment['WebSocket']>; // The part of the DOM's that is used.
}
