import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startWorker, type Worker, workerdBinary } from '../support/workerd.js';

const sources = { alias: { '@pkg/core': fileURLToPath(new URL('../../packages/core/src/index.ts', import.meta.url)) } };
const folder = mkdtempSync(join(tmpdir(), 'workers-'));
/** How many ms the exchange takes to answer, so that the requests to the worker overlap. */
const LATENCY = 150;

let exchange: Server;
let rest = '';
let weight = 0;

beforeAll(async () => {
  exchange = createServer((request, response) => {
    weight += 20;
    setTimeout(() => {
      response.writeHead(200, { 'content-type': 'application/json', 'x-mbx-used-weight-1m': String(weight) });
      if (request.url?.startsWith('/api/v3/time')) response.end(JSON.stringify({ serverTime: Date.now() }));
      else if (request.url?.startsWith('/api/v3/exchangeInfo'))
        response.end(
          JSON.stringify({ timezone: 'UTC', serverTime: Date.now(), rateLimits: [], exchangeFilters: [], symbols: [] }),
        );
      else response.end('{"balances":[],"permissions":[]}');
    }, LATENCY);
  });
  await new Promise<void>((resolve) => exchange.listen(0, '127.0.0.1', resolve));
  rest = `http://127.0.0.1:${(exchange.address() as AddressInfo).port}`;
});
afterAll(() => {
  exchange.close();
  rmSync(folder, { recursive: true, force: true });
});

// A Cloudflare Worker runs each request in a separate context. With a compatibility date before 2024-10-14, a request
// that awaits a promise of another request never ends. So a request must not wait for what the client does for another
// request.
describe.each(['2024-01-01', '2024-09-01', '2026-01-01'])('Workers with the compatibility date %s', (date) => {
  it('answer concurrent requests that share one client', async (context) => {
    const workerd = workerdBinary();
    if (!workerd) return context.skip(`no workerd for ${process.platform}-${process.arch}`);
    const worker = await startWorker(
      workerd,
      folder,
      `import { createSpotClient } from '@pkg/core';
       const environment = { name: 'test', rest: '${rest}', streams: '', wsApi: '' };
       const shared = createSpotClient({ apiKey: 'key', apiSecret: 'secret', environment });
       const order = { symbol: 'BNBBTC', side: 'BUY', type: 'MARKET', quantity: '1' };
       export default {
         async fetch(request) {
           const path = new URL(request.url).pathname;
           const client = path === '/own' ? createSpotClient({ apiKey: 'key', apiSecret: 'secret', environment }) : shared;
           try {
             if (path === '/order') await client.createOrder(order);
             else await client.getAccount();
             return new Response('answered');
           } catch (error) {
             return new Response(error.name + ': ' + error.message);
           }
         },
       };`,
      date,
      { ...sources, conditions: ['@pkg/source', 'workerd', 'worker', 'browser'] },
    );
    try {
      expect(await requests(worker, 'shared')).toEqual(Array(5).fill('answered'));
      expect(await requests(worker, 'own')).toEqual(Array(5).fill('answered'));
      // The exchange lists no symbols, so every order must end with the same error.
      const orders = await requests(worker, 'order');
      expect(orders.map((each) => each.split(':')[0])).toEqual(Array(5).fill('BinanceOrderUnknownSymbolError'));
    } finally {
      worker.stop();
    }
  });
});

/** Sends five requests at short intervals, and returns their answers. */
function requests(worker: Worker, path: string): Promise<string[]> {
  return Promise.all(
    Array.from({ length: 5 }, async (_, index) => {
      await new Promise((resolve) => setTimeout(resolve, index * 20));
      const response = await fetch(worker.url + path, { signal: AbortSignal.timeout(8000) });
      return response.text();
    }),
  );
}
