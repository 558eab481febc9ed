// Measures how long it takes to place an order over loopback TLS with this library, `fetch`, `node:https`, ky and ccxt.
// Usage: `node bench/run.mjs rest [--apart | --idle 30]`.
//
// Client and server are two processes. If `taskset` is installed, both processes run on the same core. On two cores, a
// message may first have to wake a sleeping core. In a virtual machine this takes as long as a whole call of
// `@pkg/core/node`, so the results would vary. With `--apart` the operating system chooses the cores.
//
// `--idle 30` also counts the connections that an order opens after a pause of 30 seconds. If `redis-server` is
// installed, rate limits that are shared through Redis are compared with rate limits in memory.
import { type ChildProcess, type StdioOptions, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { missingRedis, RedisServer } from '../../packages/redis/test/redis-server.js';
import { loopbackTls } from '../../tests/support/loopback-tls.js';
import { type Contender, claim, interleave, print } from '../kit/index.js';
import { type Place, places, sharedPlace } from './contenders.js';
import { serve } from './server.js';

/** How many calls run at the same time in the measurement of concurrent calls. */
const IN_FLIGHT = 32;

const [role, ...rest] = process.argv.slice(2);
if (role === '--server') serve();
else if (role === '--measure') await measure(String(rest[0]), Number(rest[1] ?? 0), rest[2]);
else await start();

/**
 * Starts the server and the measuring process. The measuring process must have the server's certificate when it starts,
 * because Node reads additional certificates only then.
 */
async function start(): Promise<void> {
  const file = fileURLToPath(import.meta.url);
  const ca = join(mkdtempSync(join(tmpdir(), 'bench-')), 'ca.pem');
  writeFileSync(ca, loopbackTls.cert);
  const onOneCore = role !== '--apart' && spawnSync('taskset', ['-c', '0', 'true']).status === 0;
  const [command, ...before] = onOneCore ? ['taskset', '-c', '0', process.execPath] : [process.execPath];
  const run = (args: readonly string[], stdio: StdioOptions, env?: NodeJS.ProcessEnv): ChildProcess =>
    spawn(String(command), [...before, ...args], { stdio, env: { ...process.env, ...env } });
  const server = run([file, '--server'], ['ignore', 'pipe', 'inherit']);
  const [port] = await once(server.stdout as Readable, 'data');
  const idle = role === '--idle' ? String(rest[0]) : '0';
  const redis = missingRedis === undefined ? await RedisServer.start() : undefined;
  const args = [file, '--measure', `https://127.0.0.1:${String(port).trim()}`, idle, ...(redis ? [redis.url] : [])];
  console.log(`\nclient and server on ${onOneCore ? 'one core' : 'the cores that the system gives them'}`);
  const child = run(args, 'inherit', { NODE_EXTRA_CA_CERTS: ca });
  const [code] = await once(child, 'exit');
  server.kill();
  await redis?.stop();
  process.exitCode = Number(code);
}

async function measure(server: string, idle: number, redisUrl: string | undefined): Promise<void> {
  const ways = await places(server);
  const contender = (name: string, place: Place): Contender => ({
    name,
    async round() {
      const times: number[] = [];
      for (let each = 0; each < 200; each++) {
        const sentAt = performance.now();
        await place();
        times.push(performance.now() - sentAt);
      }
      return { operations: times.length, times };
    },
  });
  const contenderInFlight = (name: string, place: Place): Contender => ({
    name,
    async round() {
      const times: number[] = [];
      const placeInTurn = async (): Promise<void> => {
        for (let each = 0; each < 25; each++) {
          const sentAt = performance.now();
          await place();
          times.push(performance.now() - sentAt);
        }
      };
      await Promise.all(Array.from({ length: IN_FLIGHT }, placeInTurn));
      return { operations: times.length, times };
    },
  });
  const [bareKy, client, bareFetch, nodeClient, ccxt] = await interleave(
    [
      contender('bare ky + WebCrypto', ways.bareKy),
      contender('createSpotClient', ways.client),
      contender('global fetch + createHmac', ways.bareFetch),
      contender('createSpotClient of /node', ways.nodeClient),
      contender('ccxt privatePostOrder', ways.ccxt),
    ],
    40,
    5,
  );
  const [bareHttps, inFlight, ccxtInFlight] = await interleave(
    [
      contenderInFlight('node:https + createHmac', ways.bareHttps),
      contenderInFlight('createSpotClient of /node', ways.nodeClient),
      contenderInFlight('ccxt privatePostOrder', ways.ccxt),
    ],
    40,
    5,
  );
  if (!bareKy || !client || !bareFetch || !nodeClient || !ccxt || !bareHttps || !inFlight || !ccxtInFlight)
    throw new Error('nothing was measured');
  print('POST /api/v3/order, one after another', [bareKy, client, bareFetch, nodeClient, ccxt]);
  print(`POST /api/v3/order, ${IN_FLIGHT} in flight`, [bareHttps, inFlight, ccxtInFlight]);
  claim('default path, latency, over bare ky', (client.p50 ?? 0) / (bareKy.p50 ?? 0), 1.1);
  claim('default path, processor, over bare ky', client.cpu / bareKy.cpu, 1.1);
  claim('Node entry point, latency, over global fetch', (nodeClient.p50 ?? 0) / (bareFetch.p50 ?? 0), 0.65);
  claim('Node entry point, processor, over ccxt', nodeClient.cpu / ccxt.cpu, 0.7);
  claim('Node entry point, in flight, processor, over bare node:https', inFlight.cpu / bareHttps.cpu, 1.15);
  claim('Node entry point, in flight, latency, over bare node:https', (inFlight.p50 ?? 0) / (bareHttps.p50 ?? 0), 1.05);
  if (redisUrl === undefined) console.log(`limits shared through Redis: not measured, ${missingRedis}`);
  else await compareLimits(contender, ways.limited, await sharedPlace(server, redisUrl));
  if (idle > 0)
    claim(
      `Node entry point, connections made after ${idle} s of idleness`,
      await afterIdle(server, ways.nodeClient, idle),
      0,
    );
  process.exit();
}

/** Compares rate limits in memory with limits that are shared through Redis. */
async function compareLimits(
  contender: (name: string, place: Place) => Contender,
  limited: Place,
  shared: Place,
): Promise<void> {
  const [memory, redis] = await interleave(
    [contender('limits in memory', limited), contender('limits through Redis', shared)],
    40,
    5,
  );
  if (!memory || !redis) throw new Error('nothing was measured');
  print('POST /api/v3/order, with limits', [memory, redis]);
  claim('limits through Redis, latency, over limits in memory', (redis.p50 ?? 0) / (memory.p50 ?? 0), 1.05);
  claim('limits through Redis, processor, over limits in memory', redis.cpu / memory.cpu, 1.05);
}

/** Returns how many connections an order opens after a pause of `idle` seconds. */
async function afterIdle(server: string, place: Place, idle: number): Promise<number> {
  const connections = async (): Promise<number> => Number(await (await fetch(`${server}/connections`)).text());
  await place();
  await new Promise((resolve) => setTimeout(resolve, idle * 1000));
  // The first call of `connections` opens a connection for itself, which must not be counted. The later calls reuse
  // this connection.
  await connections();
  const before = await connections();
  await place();
  return (await connections()) - before;
}
