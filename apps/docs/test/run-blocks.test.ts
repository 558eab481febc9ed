import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as core from '@pkg/core';
import * as operations from '@pkg/core/operations';
import * as redisPackage from '@pkg/redis';
import * as simulator from '@pkg/simulator';
import { type MirrorOptions, mirror } from '@pkg/simulator/mirror';
import { createCertificates, readRecordingFile, type ServeOptions, serve, tradesFile } from '@pkg/simulator/node';
import * as streams from '@pkg/streams';
import * as book from '@pkg/streams/book';
import * as redis from 'redis';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { missingRedis, RedisServer } from '../../../packages/redis/test/redis-server.js';
import { print } from '../generate/pages.js';
import { toScript } from '../generate/script.js';
import { type Block, codeBlocks, withImports } from './blocks.js';
import { docExamples } from './doc-examples.js';
import { createMarketFiles } from './market-files.js';

// Runs the code blocks for which the Markdown states no output. Each block calls a simulated exchange instead of the
// live exchange. The clock of the simulated exchange follows the clock of this machine.

const root = fileURLToPath(new URL('../../..', import.meta.url));
const folders = ['apps/docs/pages/guide', 'apps/docs/pages/migrate'];
const files = [
  'README.md',
  ...['core', 'streams', 'simulator', 'redis'].map((name) => `packages/${name}/README.md`),
  ...folders.flatMap((folder) => readdirSync(join(root, folder)).map((file) => `${folder}/${file}`)),
];
const blocks = [
  ...files.flatMap((path) => codeBlocks(path, readFileSync(join(root, path), 'utf8'))),
  ...['core', 'streams', 'simulator', 'redis'].flatMap((name) => docExamples(root, name)),
];

/** The packages whose exports a short block may use without an import. */
const packages = { '@pkg/core': core, '@pkg/streams': streams, '@pkg/simulator': simulator };

/** ky in the version that the packages use. */
const ky: unknown = await import(createRequire(join(root, 'packages/core/package.json')).resolve('ky'));

/**
 * Labels of blocks that this test does not run. Other tests run these blocks, except those with the label `signature`:
 * these contain functions without bodies, which cannot run.
 */
const RUN_ELSEWHERE = ['run', 'node', 'browser', 'example', 'signature'];
/**
 * Code blocks that match these patterns need a web page. tests/browser/code-blocks.spec.ts runs each of them in
 * Chromium.
 */
const IN_A_PAGE = [/'@pkg\/simulator\/msw'/, /from 'react'/, /servePort\(/, /connectPort\(/];
/**
 * Some code blocks declare a function but do not call it. Each entry has a pattern of such a declaration, and code that
 * calls the function.
 */
const CALLS: readonly (readonly [declaration: RegExp, call: string])[] = [
  [
    /function trace\(/,
    `const started = [];
    const span = { setAttribute() {}, recordException() {}, setStatus() {}, end: () => started.push('end') };
    const stop = trace(client, { startSpan: (name) => (started.push(name), span) });
    await client.getServerTime();
    stop();
    expect(started).toEqual(['getServerTime', 'end']);`,
  ],
  [
    /export default \{\s+async fetch/,
    `const env = { BINANCE_KEY: apiKey, BINANCE_SECRET: apiSecret };
    const answer = await worker.fetch(new Request('https://example.com'), env);
    expect(await answer.json()).toHaveLength(4);`,
  ],
  [
    /from '@pkg\/redis'/,
    `const owner = typeof shared === 'undefined' ? client : shared;
    await waitFor(async () => {
      await owner.getServerTime();
      expect(owner.limits.fleet.status).toBe('shared');
    }, 25_000);
    owner.close();
    await store.close();
    redis.destroy();`,
  ],
  [
    /recording\(await readRecordingFile/,
    `const trades = await client.getMyTrades({ symbol: 'BTCUSDT' });
    expect(trades.length).toBeGreaterThan(0);
    const { bids } = await client.getOrderBook({ symbol: 'BTCUSDT' });
    expect(bids.length).toBeGreaterThan(10);`,
  ],
  [
    /await tradesFile\(\[/,
    `await exchange.advance(3_600_000);
    const at = Date.parse('2024-08-15');
    const after = exchange.engine.trades('BTCUSDT', { limit: 1000 }).filter(({ time }) => time / 1000 >= at);
    expect(after).toHaveLength(3);`,
  ],
];

const programs = blocks.filter(
  ({ language, label }) => /^(?:ts|typescript)$/.test(language) && !RUN_ELSEWHERE.includes(label),
);
const runnable = programs.filter(({ code }) => !IN_A_PAGE.some((uses) => uses.test(code)));
const needsRedis = ({ code }: Block): boolean => /from '@pkg\/redis'/.test(code);
/** How long a code block may run, in ms. A block that still runs after this time has failed. */
const DEADLINE = 30_000;
/**
 * The time in ms after which the `signal` of a block aborts, and after which the block gets the event `pagehide`. Loops
 * over streams end then.
 */
const END = 350;

const prices = { BTCUSDT: 60_000, ETHUSDT: 3000, BNBUSDT: 600, BNBBTC: 0.01 };

/** Creates an exchange whose clock follows the clock of this machine, with a book and trades for some symbols. */
function createRunningExchange(): simulator.Exchange {
  const clock = new simulator.VirtualClock({ start: Date.now() });
  const exchange = simulator.createExchange({ seed: 7, clock });
  for (const [symbol, price] of Object.entries(prices)) {
    const level = (factor: number): [string, string] => [(price * factor).toFixed(5), '100'];
    exchange.setBook(symbol, { bids: [level(0.999)], asks: [level(1.001)] });
  }
  clock.follow(core.systemClock, 1);
  const timer = setInterval(() => {
    for (const [symbol, price] of Object.entries(prices))
      exchange.trade(symbol, { price: `${price}`, quantity: '0.1' });
  }, 50);
  opened.push({ close: () => clearInterval(timer) }, exchange);
  return exchange;
}

/** What the code blocks have opened, such as exchanges and order books. All of it is closed after the test. */
const opened: { close(): unknown }[] = [];
/** The result of each block. All blocks run at the same time, because some of them wait. */
const endings = new Map<string, Promise<unknown>>();
const redisServer = missingRedis === undefined ? await RedisServer.start() : undefined;
const marketFiles = await createMarketFiles();
for (const block of runnable) if (!needsRedis(block)) endings.set(block.id, runBlock(block));
// The code blocks that need Redis run after the others. While the others keep this process busy, connections to Redis
// would time out.
const others = Promise.all(endings.values());
if (redisServer) {
  for (const block of runnable.filter(needsRedis))
    endings.set(
      block.id,
      others.then(() => runBlock(block)),
    );
}

describe('code blocks without an expected output', () => {
  it('are all blocks but a few, which run in a page', () => {
    for (const uses of IN_A_PAGE)
      expect(
        programs.filter(({ code }) => uses.test(code)),
        `${uses}`,
      ).toHaveLength(1);
    expect(CALLS.filter(([declaration]) => !runnable.some(({ code }) => declaration.test(code)))).toEqual([]);
    expect(runnable.length).toBeGreaterThan(45);
    expect(programs.length - runnable.length).toBe(IN_A_PAGE.length);
  });

  it.for(runnable.map((block) => [block.id, block] as const))('%s runs', async ([id, block], context) => {
    if (missingRedis && needsRedis(block)) return context.skip(missingRedis);
    expect(await endings.get(id)).toBeUndefined();
  });
});

afterAll(async () => {
  for (const each of opened) void each.close();
  await redisServer?.stop();
  rmSync(marketFiles, { recursive: true });
  // A connection loads code with `import()` when it opens. The test must not end while such code is still being loaded.
  await vi.dynamicImportSettled();
});

/** Runs a block. Resolves with the error that the block throws, or with undefined if the block throws no error. */
async function runBlock({ code }: Block): Promise<unknown> {
  const exchange = createRunningExchange();
  const { clock, environment } = exchange;
  const balances = { BTC: '10', BNB: '1000', ETH: '100', USDT: '1000000' };
  const { apiKey, apiSecret } = exchange.createAccount({ balances });
  const hmac = async (text: string): Promise<string> => createHmac('sha256', apiSecret).update(text).digest('hex');
  const pair = generateKeyPairSync('ed25519');
  const publicKey = pair.publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const withEd25519 = exchange.createAccount({ balances, publicKey });
  const tests: (() => unknown)[] = [];

  // If a block creates its own exchange, the client of that exchange keeps its options. All other clients would call
  // the live exchange, so their options are changed to call the simulated exchange of this test.
  const here = <O extends core.ClientOptions>(options: O): O => {
    if (options.environment?.name === 'simulated') return options;
    if ('signer' in options) {
      const isEd25519 = Object(options.signer).keyType === 'Ed25519';
      return { clock, ...options, environment, ...(isEd25519 && { apiKey: withEd25519.apiKey }) };
    }
    const key = 'apiKey' in options ? { apiKey, apiSecret, privateKey: undefined } : {};
    return { clock, ...options, environment, ...key };
  };
  const keep = <T extends { close(): unknown }>(owner: T): T => {
    opened.push(owner);
    return owner;
  };
  const createSpotClient = (options: core.SpotClientOptions = {}) => keep(core.createSpotClient(here(options)));
  class BinanceSocketManager extends streams.BinanceSocketManager {
    constructor(owner: streams.ContextOwner | streams.StreamsOptions = {}) {
      super('context' in owner ? owner : { clock, ...owner, environment });
      keep(this);
    }
  }
  const modules: Readonly<Record<string, unknown>> = {
    '@pkg/core': {
      ...core,
      createSpotClient,
      createClient: (options: core.CreateClientOptions<core.Operations>) => keep(core.createClient(here(options))),
    },
    '@pkg/core/operations': operations,
    '@pkg/streams': { ...streams, BinanceSocketManager },
    '@pkg/streams/book': book,
    '@pkg/simulator': simulator,
    '@pkg/simulator/mirror': {
      mirror: (_: core.Environment, options: MirrorOptions) => mirror(environment, { clock, history: 0, ...options }),
    },
    '@pkg/simulator/node': {
      createCertificates,
      readRecordingFile: (file: string) => readRecordingFile(join(marketFiles, file)),
      tradesFile: (names: readonly string[], options: simulator.HistoryOptions) =>
        tradesFile(
          names.map((name) => join(marketFiles, name)),
          options,
        ),
      // A block may ask for the ports of the live exchange, such as 443. The test uses a free port instead.
      serve: (own: simulator.Exchange, options: ServeOptions) => serve(own, { ...options, port: 0, morePorts: [] }),
    },
    '@pkg/redis': redisPackage,
    redis: {
      ...redis,
      createClient: () => redis.createClient({ url: redisServer?.url ?? '', socket: { connectTimeout: 20_000 } }),
    },
    ky,
    'node:assert/strict': await import('node:assert/strict'),
    'node:fs/promises': { readFile: async () => 'a key', writeFile: async () => undefined },
    'node:test': { test: (_: string, run: () => unknown) => tests.push(run) },
    vitest: { test: (_: string, run: () => unknown) => tests.push(run), expect },
  };
  const load = async (name: string): Promise<unknown> => {
    if (!(name in modules)) throw new Error(`this test has no module ${name}`);
    return modules[name];
  };
  const client = createSpotClient({ apiKey, apiSecret });
  const manager = new BinanceSocketManager(client);
  const context = {
    apiKey,
    apiSecret,
    privateKey: apiSecret,
    client,
    exchange,
    manager,
    signal: AbortSignal.timeout(END),
    books: new streams.DepthCacheManager(client, 'BNBBTC'),
    expect,
    waitFor: vi.waitFor,
    vault: {
      sign: async (_: string, text: string) => sign(null, Buffer.from(text), pair.privateKey).toString('base64'),
    },
    nativeHmacSha256: hmac,
    fetch: async (_: string, { body }: { body: string }) => new Response(await hmac(body)),
    newTraceParent: () => '00-00000000000000000000000000000001-0000000000000001-01',
    document: { title: '', body: { append: () => undefined } },
    addEventListener: (_: 'pagehide', listener: () => void) => void setTimeout(listener, END),
  };
  opened.push(context.books);
  const lines: string[] = [];
  const log = (...values: readonly unknown[]): void => void lines.push(print(values));
  const console = { log, warn: log, error: log, table: log };
  const start = new Function(
    ...Object.keys(context),
    `return async (modules, console) => {\n${toScript(withCalls(withImports(code, packages)))}\n};`,
  )(...Object.values(context)) as (modules: typeof load, log: typeof console) => Promise<void>;
  const whole = (async () => {
    await start(load, console);
    for (const test of tests) await test();
  })();
  const late = new Promise<Error>((resolve) => {
    setTimeout(() => resolve(new Error(`the block did not end in ${DEADLINE} ms`)), DEADLINE).unref();
  });
  // The block for `unknownParams` sends a parameter that the simulated exchange does not know. So an error with -1104
  // is expected.
  return Promise.race([whole, late]).catch((error: { code?: number }) => (error.code === -1104 ? undefined : error));
}

/** Removes the exports of a block, and adds calls of the functions that it declares but does not call. */
function withCalls(code: string): string {
  const calls = CALLS.filter(([declaration]) => declaration.test(code)).map(([, call]) => call);
  return [code.replace(/^export default /m, 'const worker = ').replace(/^export /gm, ''), ...calls].join('\n');
}
