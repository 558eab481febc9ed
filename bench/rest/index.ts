// Placing an order on loopback TLS, beside the platform's own means and the best peer. `node bench/run.mjs rest`
// With `--idle 30` it also counts the connections made after so many seconds of idleness.
//
// Client and server are two processes on one core, where there is a `taskset`, so that a call takes what both work for it.
// On two cores each message also wakes a core that sleeps: in a virtual machine that costs as much as a whole call of the
// Node door, and only whoever is quick enough to fall asleep pays it, so that figures come in two modes. `--apart` leaves
// the cores to the system.
import { type ChildProcess, type StdioOptions, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { loopbackTls } from '../../tests/support/loopback-tls.js';
import { type Contender, claim, interleave, print } from '../kit/index.js';
import { type Place, places } from './contenders.js';
import { serve } from './server.js';

const [role, ...rest] = process.argv.slice(2);
if (role === '--server') serve();
else if (role === '--measure') await measure(String(rest[0]), Number(rest[1] ?? 0));
else await start();

/** Certificates are read when a process starts, so the measuring one is started knowing ours. */
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
  const args = [file, '--measure', `https://127.0.0.1:${String(port).trim()}`, idle];
  console.log(`\nclient and server on ${onOneCore ? 'one core' : 'the cores that the system gives them'}`);
  const child = run(args, 'inherit', { NODE_EXTRA_CA_CERTS: ca });
  const [code] = await once(child, 'exit');
  server.kill();
  process.exitCode = Number(code);
}

async function measure(server: string, idle: number): Promise<void> {
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
  const [bareKy, client, bareFetch, nodeDoor, ccxt] = await interleave(
    [
      contender('bare ky + WebCrypto', ways.bareKy),
      contender('createSpotClient', ways.client),
      contender('global fetch + createHmac', ways.bareFetch),
      contender('createSpotClient of /node', ways.nodeDoor),
      contender('ccxt privatePostOrder', ways.ccxt),
    ],
    40,
    5,
  );
  if (!bareKy || !client || !bareFetch || !nodeDoor || !ccxt) throw new Error('nothing was measured');
  print('POST /api/v3/order, one after another', [bareKy, client, bareFetch, nodeDoor, ccxt]);
  claim('default path, latency, over bare ky', (client.p50 ?? 0) / (bareKy.p50 ?? 0), 1.1);
  claim('default path, processor, over bare ky', client.cpu / bareKy.cpu, 1.1);
  claim('Node door, latency, over global fetch', (nodeDoor.p50 ?? 0) / (bareFetch.p50 ?? 0), 0.65);
  claim('Node door, processor, over ccxt', nodeDoor.cpu / ccxt.cpu, 0.7);
  if (idle > 0)
    claim(`Node door, connections made after ${idle} s of idleness`, await afterIdle(server, ways.nodeDoor, idle), 0);
  process.exit();
}

/** How many connections an order makes after a pause. */
async function afterIdle(server: string, place: Place, idle: number): Promise<number> {
  const connections = async (): Promise<number> => Number(await (await fetch(`${server}/connections`)).text());
  await place();
  await new Promise((resolve) => setTimeout(resolve, idle * 1000));
  // The first count pays for the connection that it makes itself.
  await connections();
  const before = await connections();
  await place();
  return (await connections()) - before;
}
