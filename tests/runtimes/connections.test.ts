import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loopbackTls } from '../support/loopback-tls.js';
import type { Addresses, Attempts } from '../support/order-attempts.js';
import { binary, startWorker, workerdBinary } from '../support/workerd.js';

const run = promisify(execFile);
const support = fileURLToPath(new URL('../support/', import.meta.url));
const imports = "import { attemptOrders } from './order-attempts.ts';";

const servers: Server[] = [];
let folder = '';
let addresses: Addresses = {};

async function listen(server: Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'connections-'));
  const closed = createServer();
  const refused = await listen(closed);
  closed.close();
  const url = (port: number, scheme = 'https'): string => `${scheme}://127.0.0.1:${port}`;
  addresses = {
    refused: url(refused),
    blackHole: url(await listen(createServer((socket) => socket.on('error', () => undefined)))),
    badCertificate: url(await listen(createHttpsServer(loopbackTls, (_, response) => response.end('{"orderId":1}')))),
    droppedHandshake: url(
      await listen(
        createServer((socket) => {
          socket.on('error', () => undefined).once('data', () => socket.destroy());
        }),
      ),
    ),
    noTls: url(
      await listen(createServer((socket) => socket.on('error', () => undefined).end('HTTP/1.1 400 No\r\n\r\n'))),
    ),
    // This server receives an order and never answers, so the outcome of the order is unknown.
    noAnswer: url(await listen(createServer((socket) => socket.on('error', () => undefined))), 'http'),
    lostConnection: url(
      await listen(
        createServer((socket) => void socket.on('error', () => undefined).once('data', () => socket.destroy())),
      ),
      'http',
    ),
  };
  await build({
    stdin: {
      contents: `${imports} console.log(JSON.stringify(await attemptOrders(JSON.parse(process.env.ADDRESSES)))); process.exit();`,
      resolveDir: support,
    },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'es2022',
    conditions: ['@pkg/source'],
    outfile: join(folder, 'main.mjs'),
    logLevel: 'silent',
  });
});

afterAll(() => {
  for (const server of servers) server.close();
  rmSync(folder, { recursive: true, force: true });
});

async function attempts(command: string, args: readonly string[]): Promise<Attempts> {
  const env = { ...process.env, ADDRESSES: JSON.stringify(addresses), NO_COLOR: '1', DENO_NO_UPDATE_CHECK: '1' };
  const { stdout } = await run(command, [...args], { cwd: folder, env, timeout: 60_000 });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Attempts;
}

const sent = { noAnswer: 'unknown', lostConnection: 'unknown' };
const certain = { refused: 'not sent', badCertificate: 'not sent', droppedHandshake: 'not sent', noTls: 'not sent' };

// Each runtime has its own network errors. An order counts as not sent only if the error proves that no bytes were
// sent. Otherwise the outcome of the order is unknown.
describe('an order to an address without a working server', () => {
  it('in Node: never connected is certain, also if the deadline ends the attempt', async () => {
    expect(await attempts(process.execPath, ['main.mjs'])).toEqual({ ...sent, ...certain, blackHole: 'not sent' });
  });

  it('in Bun', async (context) => {
    const bun = binary('bun', `@oven/bun-${process.platform}-${process.arch}`, 'bin/bun');
    if (!bun) return context.skip(`no Bun for ${process.platform}-${process.arch}`);
    const unclear = { blackHole: 'unknown', droppedHandshake: 'unknown' };
    expect(await attempts(bun, ['main.mjs'])).toEqual({ ...sent, ...certain, ...unclear });
  });

  it('in Deno', async (context) => {
    const libc = process.platform === 'linux' ? '-glibc' : '';
    const deno = binary('deno', `@deno/${process.platform}-${process.arch}${libc}`, 'deno');
    if (!deno) return context.skip(`no Deno for ${process.platform}-${process.arch}`);
    const args = ['run', '--no-prompt', '--allow-all', 'main.mjs'];
    expect(await attempts(deno, args)).toEqual({ ...sent, ...certain, blackHole: 'unknown' });
  });

  it('in Workers: every outcome is unknown', async (context) => {
    const workerd = workerdBinary();
    if (!workerd) return context.skip(`no workerd for ${process.platform}-${process.arch}`);
    const contents = `${imports} export default { fetch: async (request) => Response.json(await attemptOrders(await request.json())) };`;
    const worker = await startWorker(workerd, folder, '', '2026-01-01', {
      stdin: { contents, resolveDir: support },
      conditions: ['@pkg/source', 'workerd', 'worker', 'browser'],
    });
    try {
      const response = await fetch(worker.url, { method: 'POST', body: JSON.stringify(addresses) });
      const unknown = Object.fromEntries(Object.keys(addresses).map((name) => [name, 'unknown']));
      expect(await response.json()).toEqual(unknown);
    } finally {
      worker.stop();
    }
  });
});
