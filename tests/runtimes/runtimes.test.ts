import { execFile, spawn } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build, transform } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LibraryRun } from '../support/library-run.js';
import { installPacked } from '../support/packed.js';
import { type Simulator, startSimulator } from '../support/processes.js';

const run = promisify(execFile);
const program = fileURLToPath(new URL('../support/library-run.ts', import.meta.url));

let folder = '';
let simulator: Simulator;
let target = '';

beforeAll(async () => {
  simulator = await startSimulator('--seed', '7', '--history', '1', '--symbols', 'BTCUSDT');
  const { rest, streams, wsApi, apiKey, apiSecret } = simulator;
  target = JSON.stringify({ rest, streams, wsApi, apiKey, apiSecret });
  folder = installPacked();
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module', dependencies: {} }));
  const { code } = await transform(readFileSync(program, 'utf8'), { loader: 'ts', format: 'esm' });
  writeFileSync(join(folder, 'library-run.mjs'), code);
  const main = "import { runLibrary } from './library-run.mjs';\nimport process from 'node:process';\n";
  const print = 'console.log(JSON.stringify(await runLibrary(JSON.parse(process.env.TARGET))));\n';
  writeFileSync(join(folder, 'main.mjs'), main + print);
}, 120_000);

afterAll(async () => {
  await simulator?.stop();
  rmSync(folder, { recursive: true, force: true });
});

// The packages as npm installs them, without bundling, polyfills or patches.
describe('the library trades and follows a book', () => {
  it('in Node', async () => {
    expectWorked(await script(process.execPath, ['main.mjs']));
  });

  it('in Bun', async (context) => {
    const bun = binary('bun', `@oven/bun-${process.platform}-${process.arch}`, 'bin/bun');
    if (!bun) return context.skip(`no Bun for ${process.platform}-${process.arch}`);
    expectWorked(await script(bun, ['main.mjs']));
  });

  it('in Deno', async (context) => {
    const deno = binary('deno', `@deno/${process.platform}-${process.arch}${libc()}`, 'deno');
    if (!deno) return context.skip(`no Deno for ${process.platform}-${process.arch}`);
    expectWorked(await script(deno, ['run', '--no-prompt', '--node-modules-dir=manual', '--allow-all', 'main.mjs']));
  });

  it('in Workers', async (context) => {
    const arch = process.arch === 'x64' ? '64' : process.arch;
    const workerd = binary('workerd', `@cloudflare/workerd-${process.platform}-${arch}`, 'bin/workerd');
    if (!workerd) return context.skip(`no workerd for ${process.platform}-${process.arch}`);
    expectWorked(await worker(workerd));
  });
});

function expectWorked(seen: LibraryRun): void {
  expect(seen).toMatchObject({ candles: 5, updates: 5, tradedSymbol: 'BTCUSDT', afterCancel: 0 });
  expect(seen.openOrders).toHaveLength(1);
  expect(Number(seen.bestBid)).toBeLessThan(Number(seen.bestAsk));
}

async function script(command: string, args: readonly string[]): Promise<LibraryRun> {
  const env = { ...process.env, TARGET: target, NO_COLOR: '1', DENO_NO_UPDATE_CHECK: '1' };
  const { stdout } = await run(command, [...args], { cwd: folder, env, timeout: 60_000 });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as LibraryRun;
}

/** Workers run a bundle, made as by their own tools: for a worker, without Node compatibility. */
async function worker(workerd: string): Promise<LibraryRun> {
  const contents = `import { runLibrary } from './library-run.mjs';
    export default { fetch: async (request) => Response.json(await runLibrary(await request.json())) };`;
  await build({
    stdin: { contents, resolveDir: folder },
    bundle: true,
    format: 'esm',
    target: 'es2022',
    conditions: ['workerd', 'worker', 'browser'],
    mainFields: ['browser', 'module', 'main'],
    outfile: join(folder, 'worker.js'),
    logLevel: 'silent',
  });
  const config = `using Workerd = import "/workerd/workerd.capnp";
    const config :Workerd.Config = (
      services = [
        (name = "main", worker = (modules = [(name = "worker", esModule = embed "worker.js")], compatibilityDate = "2026-01-01")),
        (name = "internet", network = (allow = ["public", "private"])),
      ],
      sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
    );`;
  writeFileSync(join(folder, 'worker.capnp'), config);
  const child = spawn(workerd, ['serve', 'worker.capnp', '--control-fd=3'], {
    cwd: folder,
    stdio: ['ignore', 'inherit', 'inherit', 'pipe'],
  });
  try {
    const port = await listeningPort(child.stdio[3] as Readable);
    const answer = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: target });
    const text = await answer.text();
    if (!answer.ok) throw new Error(text);
    return JSON.parse(text) as LibraryRun;
  } finally {
    child.kill();
  }
}

async function listeningPort(control: Readable): Promise<number> {
  for await (const line of createInterface({ input: control })) {
    const event = JSON.parse(line) as { event: string; port?: number };
    if (event.event === 'listen' && event.port) return event.port;
  }
  throw new Error('workerd did not start');
}

/** The executable of a runtime's npm package for this platform; undefined if the package has none. */
function binary(name: string, platformPackage: string, path: string): string | undefined {
  const fromTests = createRequire(import.meta.url);
  try {
    return createRequire(fromTests.resolve(`${name}/package.json`)).resolve(`${platformPackage}/${path}`);
  } catch {
    return undefined;
  }
}

function libc(): string {
  return process.platform === 'linux' ? '-glibc' : '';
}
