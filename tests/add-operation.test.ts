import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

const record = `
/** Returns a greeting. */
export const getGreeting: Operation<Method<SymbolParams, { greeting: string }>> = {
  rest: 'GET /api/v3/greeting',
  ws: 'greeting',
  security: 'NONE',
  weight: 3,
  effect: 'read',
};
`;

const handler = `
export const getGreeting: Handler = defineHandler({ symbol: required(SYMBOL) }, ({ params }) => ({
  greeting: \`Hello \${params.symbol}\`,
}));
`;

const usage = `
import { createClient } from '@pkg/core';
import { getGreeting, getOrderBook } from '@pkg/core/operations';
import { createExchange } from '@pkg/simulator';

/** Calls the new operation, and an old operation with a new parameter. */
export async function use(): Promise<{ greeting: string; url: string }> {
  const { environment } = createExchange({ seed: 1 });
  let url = '';
  const fetch: typeof globalThis.fetch = (input, init) => {
    url = new Request(input, init).url;
    return (environment.fetch ?? globalThis.fetch)(input, init);
  };
  const client = createClient({
    operations: { getGreeting, getOrderBook },
    environment: { ...environment, fetch },
  });
  const { greeting } = await client.getGreeting({ symbol: 'BNBBTC' });
  await client.getOrderBook({ symbol: 'BNBBTC', depthType: 'NEW' }).catch(() => undefined);
  client.close();
  return { greeting, url };
}
`;

const newUsage = `
import { type BinanceApiError, createClient, type GetMarketMoodAnswer, type GetMarketMoodParams } from '@pkg/core';
import { getMarketMood } from '@pkg/core/operations';
import { createExchange } from '@pkg/simulator';
import { operationExamples } from '../../../apps/docs/generate/examples/operation-examples.js';

export const example: { readonly code: string } = operationExamples.getMarketMood;

/** The answer of the new operation, and the code of its refusal. */
export async function use(): Promise<[GetMarketMoodAnswer, number | undefined]> {
  const { environment } = createExchange({ seed: 1, symbols: ['BNBBTC'] });
  const client = createClient({ operations: { getMarketMood }, environment });
  const params: GetMarketMoodParams = { symbol: 'BNBBTC' };
  const answer = await client.getMarketMood(params);
  const code = await client.getMarketMood({ symbol: 'NOPE' }).then(
    () => undefined,
    (error: BinanceApiError) => error.code,
  );
  client.close();
  return [answer, code];
}
`;

// The steps build on each other: they run in this order on one copy of the sources.
describe('a copy of core and simulator', () => {
  const copy = mkdtempSync(join(tmpdir(), 'add-operation-'));
  const core = join(copy, 'packages/core');
  const simulator = join(copy, 'packages/simulator');

  beforeAll(() => {
    cpSync(join(root, 'tsconfig.base.json'), join(copy, 'tsconfig.base.json'));
    symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
    for (const name of ['core', 'simulator']) {
      for (const part of ['src', 'node_modules', 'package.json']) {
        cpSync(join(root, 'packages', name, part), join(copy, 'packages', name, part), {
          recursive: true,
          verbatimSymlinks: true, // The links are relative, so those of the copy lead to the copied packages.
          filter: (path) => !/\.(?:test|test-d|bench)\.ts$/.test(path),
        });
      }
    }
  });
  afterAll(() => rmSync(copy, { recursive: true }));

  it('does not compile with a new operation that has no handler', () => {
    appendFileSync(join(core, 'src/operations/market/prices.ts'), record);
    expect(compile(simulator, 'src/protocol/router.ts')).toMatch(/router\.ts.*Property 'getGreeting' is missing/s);
  });

  it('compiles once the simulator has the handler, and once a record has a new parameter', () => {
    appendFileSync(join(simulator, 'src/protocol/handlers/market.ts'), handler);
    const file = join(core, 'src/operations/market/order-book.ts');
    const source = readFileSync(file, 'utf8');
    writeFileSync(file, source.replace('  limit?: number', '  depthType?: string | undefined;\n  limit?: number'));
    writeFileSync(join(simulator, 'src/usage.ts'), usage);
    expect(compile(simulator, 'src/usage.ts')).toBe('');
  });

  it('answers a call of the new operation, and sends the new parameter', async () => {
    const outfile = join(copy, 'usage.mjs');
    await bundle(join(simulator, 'src/usage.ts'), outfile);
    const { use } = (await import(outfile)) as { use(): Promise<{ greeting: string; url: string }> };
    const { greeting, url } = await use();
    expect(greeting).toBe('Hello BNBBTC');
    expect(new URL(url).searchParams.get('depthType')).toBe('NEW');
  });

  it('has all of a new operation after `npm run new:operation`', async () => {
    const documented = ['kinds.ts', 'operation.ts', 'operations', 'answers'];
    for (const path of documented.map((name) => `tests/documented/${name}`)) {
      cpSync(join(root, path), join(copy, path), { recursive: true });
    }
    const example = 'apps/docs/generate/examples/operation-examples.ts';
    mkdirSync(dirname(join(copy, example)), { recursive: true });
    // The copy has an operation of the steps before, which has no example.
    const start = 'Record<OperationName, Example>> = {\n';
    const examples = readFileSync(join(root, example), 'utf8').replace(start, `${start}  getGreeting: open(''),\n`);
    writeFileSync(join(copy, example), examples);
    writeFileSync(join(copy, 'package.json'), '{ "type": "module" }');
    mkdirSync(join(copy, 'apps/docs/node_modules/@pkg'), { recursive: true });
    symlinkSync(core, join(copy, 'apps/docs/node_modules/@pkg/core'));
    expect(newOperation(copy, 'GET', 'api/v3/x').stderr).toBe(
      "path: expected a path such as /api/v3/x, got 'api/v3/x'\n",
    );
    const { status, stderr } = newOperation(copy, 'GET', '/api/v3/market/mood');
    expect([status, stderr]).toEqual([0, '']);
    expect(newOperation(copy, 'GET', '/api/v3/market/mood').stderr).toContain('get-market-mood.ts exists already');
    writeFileSync(join(simulator, 'src/new-usage.ts'), newUsage);
    const documentedOperations = ['operations', 'answers'].map((name) => `../../tests/documented/${name}/index.ts`);
    expect(compile(simulator, 'src/new-usage.ts', ...documentedOperations)).toBe('');
    const outfile = join(copy, 'new-usage.mjs');
    await bundle(join(simulator, 'src/new-usage.ts'), outfile);
    const { use, example: shown } = (await import(outfile)) as { use(): Promise<unknown>; example: { code: string } };
    expect(await use()).toEqual([{ symbol: 'BNBBTC' }, -1121]);
    expect(shown.code).toContain("client.getMarketMood({ symbol: 'BNBBTC' })");
    for (const name of ['biome.json', '.gitignore']) cpSync(join(root, name), join(copy, name));
    cpSync(join(root, 'tests/lint'), join(copy, 'tests/lint'), { recursive: true });
    const written = [
      'packages/core/src/index.ts',
      'packages/core/src/operations/market/index.ts',
      'packages/core/src/operations/market/get-market-mood.ts',
      'packages/simulator/src/protocol/handlers/index.ts',
      'packages/simulator/src/protocol/handlers/get-market-mood.ts',
      'tests/documented/operations/market.ts',
      'tests/documented/answers/market.ts',
      example,
    ];
    const biome = join(root, 'node_modules/.bin/biome');
    const lint = spawnSync(biome, ['check', ...written], { cwd: copy, encoding: 'utf8' });
    expect(lint.status, lint.stdout + lint.stderr).toBe(0);
  });
});

/** Bundles a file of the copy for Node. */
async function bundle(file: string, outfile: string): Promise<void> {
  await build({
    entryPoints: [file],
    outfile,
    conditions: ['@pkg/source'],
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'silent',
  });
}

/** Runs the script of `npm run new:operation` on the copy. */
function newOperation(copy: string, method: string, path: string): SpawnSyncReturns<string> {
  const script = join(root, 'scripts/new-operation.mjs');
  return spawnSync(process.execPath, [script, '--root', copy, method, path], { encoding: 'utf8' });
}

/** Type-checks files of a package, with all that they import, and returns the compiler's output. */
function compile(folder: string, ...files: string[]): string {
  const config = { extends: '../../tsconfig.base.json', compilerOptions: { types: ['node'] }, files };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
  const { stdout } = spawnSync(join(root, 'node_modules/.bin/tsc'), { cwd: folder, encoding: 'utf8' });
  return stdout;
}
