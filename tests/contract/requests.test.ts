import { createClient } from '@pkg/core';
import { createOrder } from '@pkg/core/operations';
import { describe, expect, it } from 'vitest';
import { requests } from '../documented/index.js';
import { compileErrors } from '../support/compile.js';
import { itWithRecording, readText, recordings } from '../support/recordings.js';
import { asksForMany, operationsOf } from './routes.js';

type Recorded = { cases: { call: string; note: string; form: string }[]; ignoredKeys: string[] };

describe('documented requests', () => {
  it('compile', { timeout: 120_000 }, () => {
    const calls = Object.entries(requests).flatMap(([method, list]) => list.map((params) => callOf(method, params)));
    expect(calls.length).toBeGreaterThan(50);
    expect(errorsOf(calls)).toEqual([
      // Binance's documentation prints an order id as text in this request only.
      expect.stringMatching(/getOrderAmendments.*Type 'string' is not assignable to type 'number'/s),
    ]);
  });
});

describe('requests of another library', () => {
  itWithRecording(
    recordings.ccxtRequests,
    'compile, and are sent as recorded',
    async (path) => {
      const { cases, ignoredKeys }: Recorded = JSON.parse(readText(path));
      expect(errorsOf(cases.map(({ call, form }) => callOf(call, paramsOf(form))))).toEqual([]);
      for (const { call, note, form } of cases) {
        const sent = await sentBy(form);
        for (const key of ignoredKeys) sent.delete(key);
        expect(Object.fromEntries(sent), `${call}: ${note}`).toEqual(paramsOf(form));
      }
    },
    120_000,
  );
});

function paramsOf(form: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(form));
}

/** Returns the parameters that the client sends for an order with the recorded parameters. */
async function sentBy(form: string): Promise<URLSearchParams> {
  let sent = new URLSearchParams();
  const client = createClient({
    operations: { createOrder },
    apiKey: 'key',
    apiSecret: 'secret',
    limits: 'off',
    fetch: async (input, init) => {
      const { searchParams, pathname } = new URL(new Request(input, init).url);
      if (pathname.endsWith('/order')) sent = searchParams;
      return Response.json({ serverTime: Date.now(), orderId: 1 });
    },
  });
  // The cast is safe, because the test also compiles a call with these parameters.
  await client.createOrder(paramsOf(form) as never);
  client.close();
  return sent;
}

/** Returns the code of the client call that sends a request. The client adds the parameters of the signature itself. */
function callOf(route: string, params: Readonly<Record<string, unknown>>): string {
  const { apiKey, signature, timestamp, recvWindow, ...own } = params;
  const names = operationsOf(route);
  const name = names.find((each) => names.length === 1 || asksForMany(each) === (own.symbol === undefined));
  return `void client.${name}(${JSON.stringify(own)});`;
}

function errorsOf(calls: string[]): string[] {
  const head = "import type { Methods } from '@pkg/core'; import type * as operations from '@pkg/core/operations';";
  const source = [head, 'declare const client: Methods<typeof operations>;', ...calls].join('\n');
  return [...compileErrors(source)].map(([line, errors]) => `${calls[line - 2]}: ${errors.join('\n')}`);
}
