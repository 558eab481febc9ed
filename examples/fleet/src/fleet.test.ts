import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createExchange } from '@pkg/simulator';
import { serve } from '@pkg/simulator/node';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { joinFleet } from './join-fleet.ts';
import { readBooks } from './read-books.ts';

const SYMBOLS = ['BTCUSDT', 'ETHUSDT', 'BNBUSDT'];
const hasRedis = spawnSync('redis-server', ['--version']).status === 0;
const { signal } = new AbortController();

let close: (() => Promise<unknown>)[] = [];
let exchange: Awaited<ReturnType<typeof serve>>;
let port: number;
beforeEach(async () => {
  exchange = await serve(createExchange({ symbols: SYMBOLS }));
  close = [() => exchange.close()];
  port = await freePort();
});
afterEach(async () => {
  for (const each of close.reverse()) await each();
});

/** Creates a member of the fleet. It runs in the process of the test instead of a process of its own. */
function join(warn?: (message: string) => void) {
  const environment = { name: 'simulator', rest: exchange.rest, streams: '', wsApi: '' };
  const joined = joinFleet({
    redisUrl: `redis://127.0.0.1:${port}`,
    group: 'test',
    client: { environment },
    ...(warn && { warn }),
  });
  close.push(joined.leave);
  return joined.client;
}

test.skipIf(!hasRedis)('three processes know each other, and count together', async () => {
  close.push(await startRedis(port));
  const clients = [join(), join(), join()];
  for (const client of clients)
    expect((await readBooks(client, SYMBOLS, signal)).books.size).toBe(3);
  await vi.waitFor(
    () => {
      for (const client of clients)
        expect(client.limits.fleet).toMatchObject({ status: 'shared', members: 3 });
    },
    { timeout: 5000 },
  );
  // A request for a book of 500 levels has a weight of 25. The client knows the weight that all processes of the fleet
  // have used together.
  expect(clients.at(-1)?.limits.use[0]).toMatchObject({
    rateLimitType: 'REQUEST_WEIGHT',
    count: 9 * 25,
  });
});

test('without Redis each process continues with its own share, and says so once', async () => {
  const warnings: string[] = [];
  const client = join((message) => warnings.push(message));
  expect((await readBooks(client, SYMBOLS, signal)).books.size).toBe(3);
  expect(client.limits.fleet).toMatchObject({ status: 'alone' });
  expect(warnings).toEqual([expect.stringMatching(/^the limits are not shared: /)]);
});

/** Starts a Redis server for this test. Returns a function that ends it. */
async function startRedis(on: number): Promise<() => Promise<unknown>> {
  const args = ['--port', String(on), '--bind', '127.0.0.1', '--save', ''];
  const child: ChildProcess = spawn('redis-server', args, {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise<void>((resolve) => {
    child.stdout?.on('data', (text) => {
      if (String(text).includes('Ready to accept connections')) resolve();
    });
  });
  return () => {
    const ended = once(child, 'exit');
    child.kill();
    return ended;
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' ? (address?.port ?? 0) : 0;
}
