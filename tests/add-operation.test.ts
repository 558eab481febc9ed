import { spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
    await build({
      entryPoints: [join(simulator, 'src/usage.ts')],
      outfile,
      conditions: ['@pkg/source'],
      bundle: true,
      platform: 'node',
      format: 'esm',
      logLevel: 'silent',
    });
    const { use } = (await import(outfile)) as { use(): Promise<{ greeting: string; url: string }> };
    const { greeting, url } = await use();
    expect(greeting).toBe('Hello BNBBTC');
    expect(new URL(url).searchParams.get('depthType')).toBe('NEW');
  });
});

/** Type-checks a file of a package, with all that it imports, and returns the compiler's output. */
function compile(folder: string, file: string): string {
  const config = { extends: '../../tsconfig.base.json', compilerOptions: { types: ['node'] }, files: [file] };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
  const { stdout } = spawnSync(join(root, 'node_modules/.bin/tsc'), { cwd: folder, encoding: 'utf8' });
  return stdout;
}
