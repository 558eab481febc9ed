import { readdirSync, readFileSync } from 'node:fs';
import { createClient } from '@pkg/core';
import { createOrder } from '@pkg/core/operations';
import { describe, expect, it } from 'vitest';
import { compileErrors } from '../support/compile.js';
import { sharedPath } from '../support/shared.js';
import { asksForMany, operationsOf } from './routes.js';

type Example = { kind: string; payload: { method: string; params?: Record<string, unknown> } };

const examples = sharedPath('facts/response-examples/ws-api');
const ccxt = sharedPath('data/ccxt-requests/spot.json');

describe.skipIf(!examples)('documented requests (needs ../shared/facts)', () => {
  it('compile', { timeout: 120_000 }, () => {
    const calls = readdirSync(examples ?? '.').flatMap((file) => {
      if (file === '_general.json') return []; // frames of the protocol, which the streams package owns
      const { examples: list } = JSON.parse(readFileSync(`${examples}/${file}`, 'utf8')) as { examples: Example[] };
      return list.filter(({ kind }) => kind === 'request').map(({ payload }) => callOf(payload.method, payload.params));
    });
    expect(calls.length).toBeGreaterThan(50);
    expect(errorsOf(calls)).toEqual([
      // Here and nowhere else an order id is printed as text.
      expect.stringMatching(/getOrderAmendments.*Type 'string' is not assignable to type 'number'/s),
    ]);
  });
});

describe.skipIf(!ccxt)('requests of another library (needs ../shared/data)', () => {
  const { cases, ignoredKeys } = JSON.parse(ccxt ? readFileSync(ccxt, 'utf8') : '{"cases":[]}') as {
    cases: { call: string; note: string; form: string }[];
    ignoredKeys: string[];
  };
  const paramsOf = (form: string): Record<string, string> => Object.fromEntries(new URLSearchParams(form));

  it('compile', { timeout: 120_000 }, () => {
    expect(errorsOf(cases.map(({ call, form }) => callOf(call, paramsOf(form))))).toEqual([]);
  });

  for (const { call, note, form } of cases) {
    it(`${call}: ${note}`, async () => {
      let sent = new URLSearchParams();
      const client = createClient({
        operations: { createOrder },
        apiKey: 'key',
        apiSecret: 'secret',
        limits: 'off',
        fetch: async (input, init) => {
          const { searchParams, pathname } = new URL(new Request(input, init).url);
          if (pathname.endsWith('/order')) sent = searchParams;
          return Response.json({ serverTime: Date.now() });
        },
      });
      await client.createOrder(paramsOf(form) as never); // Compiled above.
      for (const key of ignoredKeys) sent.delete(key);
      expect(Object.fromEntries(sent)).toEqual(paramsOf(form));
      client.close();
    });
  }
});

/** A request as the call that makes it, without what the client adds. */
function callOf(route: string, params: Record<string, unknown> = {}): string {
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
