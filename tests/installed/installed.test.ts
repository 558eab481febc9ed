import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { transform } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copyExample, installPacked } from '../support/packed.js';
import { readmeBlocks, readmeExample } from '../support/readme.js';

const run = promisify(execFile);
const tsc = fileURLToPath(new URL('../../node_modules/.bin/tsc', import.meta.url));
/** The compiler of TypeScript 5, which still has the module resolution `node10`. */
const tsc5 = fileURLToPath(new URL('../node_modules/typescript5/bin/tsc', import.meta.url));

const tour = new URL('../../apps/docs/pages/guide/tour.md', import.meta.url);
let folder = '';
beforeAll(() => {
  folder = installPacked();
  const types = join(folder, 'node_modules', '@types');
  mkdirSync(types);
  symlinkSync(fileURLToPath(new URL('../../node_modules/@types/node', import.meta.url)), join(types, 'node'));
  symlinkSync(fileURLToPath(new URL('../node_modules/zod', import.meta.url)), join(folder, 'node_modules', 'zod'));
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the packages as installed', () => {
  it.each(['core', 'streams', 'simulator', 'redis'])(
    '%s contains its build and licence, and no source or test',
    (name) => {
      const root = join(folder, 'node_modules', '@pkg', name);
      const files = list(root).map((file) => relative(root, file));
      expect(
        files.filter((file) => !/^(?:dist\/|bin\/|package\.json$|README\.md$|LICENSE$|Dockerfile$)/.test(file)),
      ).toEqual([]);
      expect(files.filter((file) => /\.test\.|\.bench\.|\.test-d\./.test(file))).toEqual([]);
      const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
      expect(JSON.stringify(manifest.exports)).not.toContain('src/');
      expect(manifest.scripts?.postinstall ?? manifest.scripts?.install).toBeUndefined();
    },
  );

  it('every entry point can be imported, and importing does nothing', async () => {
    const script = `for (const entryPoint of ${JSON.stringify(exportedEntryPoints())}) await import(entryPoint);
      console.log(process.getActiveResourcesInfo().filter((kind) => /Timeout|TCP|Immediate/.test(kind)).length);`;
    const { stdout } = await node(script);
    expect(stdout.trim()).toBe('0');
  });

  it("the README's Node example runs and prints the expected answers", async () => {
    const { code } = await transform(readmeExample('node', tour), { loader: 'ts', format: 'esm' });
    const { stdout } = await node(code);
    const isStatus = (line: string) => /^(?:connecting|open|idle|closed) /.test(line);
    const lines = stdout.trim().split('\n');
    expect(lines.filter(isStatus)).toContain('open started');
    expect(lines.filter((line) => !isStatus(line))).toEqual([
      // The simulated exchange starts on 1 January 2026, with the levels that the example sets, and without trades.
      `${Date.UTC(2026, 0, 1)} 0 [ '0.00999000', '5.00000000' ] 0.00000000 0.01001000`,
      'NEW 1 FILLED 0.01001000 2',
      'PRICE_FILTER price 0.009981234 is not a multiple of PRICE_FILTER tickSize 0.00000100 for BNBBTC ' +
        "{ down: '0.009981', up: '0.009982' }",
      'PRECISION price 0.009981234 has more decimals than PRECISION quoteAssetPrecision 8 for BNBBTC ' +
        "{ down: '0.009981', up: '0.009982' }",
      '2.333 0.009981',
      '400 -2013 NO_SUCH_ORDER getOrder: 400 -2013 NO_SUCH_ORDER: Order does not exist.',
      'trade 0.01001000 0.50000000',
      'NEW NEW 0.00000000',
      'TRADE FILLED 0.50000000',
      '0.01001000',
      "[ [ '0.00999000', '5.00000000' ] ] [ [ '0.01001000', '3.50000000' ] ]",
      "live [ '0.00999000', '5.00000000' ] [ '0.01001000', '3.50000000' ] 0.00002000",
    ]);
  });

  it.each([
    ['await books.ready();', 13, /^@pkg\/simulator: the process ends while \d+ timers are set .*`await exchange\.run/m],
    ['void books.ready();', 0, /^@pkg\/simulator: the process ends while \d+ timers are set .*`await exchange\.run/m],
    ['await exchange.run(books.ready()); await books.close(); client.close();', 0, /^$/],
  ])(
    'a Node program that ends while a book waits for the simulated time prints so: %s',
    async (code, exitCode, text) => {
      const script = `import { createSpotClient } from '@pkg/core';
      import { createExchange } from '@pkg/simulator';
      import { DepthCacheManager } from '@pkg/streams';
      const exchange = createExchange({ symbols: ['BTCUSDT'] });
      const client = exchange.createAccount().createClient(createSpotClient);
      const books = new DepthCacheManager(client, 'BTCUSDT');
      ${code}`;
      const ended = await node(script).catch((error) => error);
      expect(ended.code ?? 0).toBe(exitCode);
      expect(ended.stderr).toMatch(text);
    },
  );

  it('the tests of the examples pass with them', async () => {
    for (const name of [
      'backtest-grid',
      'fleet',
      'ky-proxy',
      'market-maker',
      'market-recorder',
      'page-trading',
      'react',
      'whole-market',
      'worker',
    ])
      copyExample(folder, name);
    const vitest = fileURLToPath(new URL('../../node_modules/vitest/vitest.mjs', import.meta.url));
    const args = ['run', '--root', join(folder, 'examples'), '--reporter', 'json', '--no-isolate', '--maxWorkers', '1'];
    const { stdout } = await run(process.execPath, [vitest, ...args], { cwd: folder }).catch((error) => error);
    const { testResults } = JSON.parse(stdout) as { testResults: { name: string; status: string; message: string }[] };
    expect(testResults.filter(({ status }) => status !== 'passed')).toEqual([]);
    expect(new Set(testResults.map(({ name }) => relative(join(folder, 'examples'), name).split('/')[0])).size).toBe(9);
  });

  const anywhere = ['--lib', 'es2022,dom', '--types', ''];
  const bundler = ['--module', 'esnext', '--moduleResolution', 'bundler'];
  const hosts = {
    'for Node and browsers, as Node resolves': ['--module', 'nodenext', ...anywhere],
    'for Node and browsers, as bundlers resolve': [...bundler, ...anywhere],
    'for Node alone, without the DOM': ['--module', 'nodenext', '--lib', 'es2022', '--types', 'node'],
  };

  it.each(Object.entries(hosts))("the READMEs' examples and the entry points compile %s", async (host, flags) => {
    const isNode = host.includes('Node alone');
    const project = mkdtempSync(join(folder, 'project-'));
    const write = (name: string, code: string) => writeFileSync(join(project, `${name}.mts`), code);
    write('node', readmeExample('node', tour));
    writeFileSync(join(project, 'context.d.mts'), context);
    if (!isNode) write('browser', readmeExample('browser'));
    // Entry points named `/node` need the type declarations of Node.
    const entryPoints = exportedEntryPoints().filter((entryPoint) => isNode || !entryPoint.endsWith('/node'));
    write(
      'entry-points',
      entryPoints.map((entryPoint, index) => `export * as entryPoint${index} from '${entryPoint}';`).join('\n'),
    );
    for (const name of ['core', 'streams', 'simulator', 'redis'])
      for (const [index, code] of packageExamples(name, isNode).entries()) write(`${name}-${index}`, code);
    const strict = [
      '--strict',
      '--exactOptionalPropertyTypes',
      '--noUncheckedIndexedAccess',
      '--skipLibCheck',
      'false',
    ];
    const files = readdirSync(project);
    const compiled = run(tsc, ['--noEmit', '--target', 'es2022', ...flags, ...strict, ...files], { cwd: project });
    expect((await compiled.catch((error) => error)).stdout).toBe('');
  });

  // The compilers between the oldest and the newest are tested only if `LONG` is set.
  const between = process.env.LONG ? { '5.9': 'typescript5', '6': 'typescript6' } : {};
  const compilers = { '5.7': 'typescript57', ...between, '7': undefined };

  it.each(Object.entries(compilers))('code as users write it compiles with TypeScript %s', async (_, alias) => {
    const project = mkdtempSync(join(folder, 'user-'));
    writeFileSync(join(project, 'user-code.mts'), readFileSync(new URL('user-code.mts', import.meta.url), 'utf8'));
    const compiler = alias && fileURLToPath(new URL(`../node_modules/${alias}/bin/tsc`, import.meta.url));
    const flags = ['--noEmit', '--target', 'es2022', '--module', 'nodenext', '--lib', 'es2022,dom', '--strict'];
    // With the oldest and the newest compiler, both values of `exactOptionalPropertyTypes` are tested.
    for (const exact of alias === 'typescript57' || alias === undefined ? ['true', 'false'] : ['true']) {
      const args = [...flags, '--skipLibCheck', 'true', '--exactOptionalPropertyTypes', exact, 'user-code.mts'];
      const compiled = compiler
        ? run(process.execPath, [compiler, ...args], { cwd: project })
        : run(tsc, args, { cwd: project });
      expect((await compiled.catch((error) => error)).stdout, `exactOptionalPropertyTypes ${exact}`).toBe('');
    }
  });

  it('have types for CommonJS with the module resolution node10', async () => {
    const project = mkdtempSync(join(folder, 'project-'));
    const code = exportedEntryPoints().map(
      (name, index) => `import * as entry${index} from '${name}';\nvoid entry${index};`,
    );
    const use = `import { createSpotClient } from '@pkg/core';
      const candles: Promise<readonly unknown[]> = createSpotClient().getKlines({ symbol: 'BNBBTC', interval: '1m' });
      // @ts-expect-error: the types are known, so this is no number.
      const wrong: number = createSpotClient();
      void [candles, wrong];`;
    writeFileSync(join(project, 'entry-points.ts'), `${code.join('\n')}\n${use}`);
    const flags = [
      '--module',
      'commonjs',
      '--moduleResolution',
      'node10',
      '--target',
      'es2022',
      '--skipLibCheck',
      'false',
    ];
    const strict = ['--noEmit', '--strict', '--lib', 'es2022,dom,dom.iterable', '--types', 'node'];
    const compiled = run(tsc5, [...flags, ...strict, 'entry-points.ts'], { cwd: project });
    expect((await compiled.catch((error) => error)).stdout).toBe('');
  });

  it('CommonJS can require them', async () => {
    const entryPoints = exportedEntryPoints();
    const names = `${JSON.stringify(entryPoints)}.map((entryPoint) => Object.keys(require(entryPoint)).length > 0)`;
    const file = join(folder, 'script.cjs');
    writeFileSync(file, `console.log(JSON.stringify(${names}));`);
    const { stdout } = await run(process.execPath, [file], { cwd: folder });
    expect(JSON.parse(stdout)).toEqual(entryPoints.map(() => true));
  });
});

/**
 * Declarations of variables that short examples in the packages' READMEs use. An example may also declare them itself.
 */
const context = `import type { SpotClient } from '@pkg/core';
  import type { Exchange } from '@pkg/simulator';
  declare global {
    const apiKey: string;
    const apiSecret: string;
    const client: SpotClient;
    const exchange: Exchange;
    const signal: AbortSignal;
  }`;

/**
 * Returns the examples in a package's README. Leaves out examples that need msw or Redis and, if `isNode` is true,
 * examples that need a Web Worker.
 */
function packageExamples(name: string, isNode: boolean): string[] {
  const readme = new URL(`../../packages/${name}/README.md`, import.meta.url);
  return readmeBlocks('ts', readme)
    .filter((block) => !/'(?:msw\/|redis')/.test(block) && !(isNode && block.includes("'@pkg/simulator/worker'")))
    .map((block) => `${block}\nexport {};`);
}

/** Returns the entry points that can be imported without a peer dependency. */
function exportedEntryPoints(): string[] {
  const entryPoints = ['core', 'streams', 'simulator', 'redis'].flatMap((name) => {
    const root = join(folder, 'node_modules', '@pkg', name);
    const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { exports: object };
    return Object.keys(exports).map((entryPoint) => `@pkg/${name}${entryPoint.slice(1)}`);
  });
  return entryPoints.filter((entryPoint) => entryPoint !== '@pkg/simulator/msw');
}

async function node(script: string): Promise<{ stdout: string; stderr: string }> {
  const file = join(folder, `script-${script.length}.mjs`);
  writeFileSync(file, script);
  return run(process.execPath, [file], { cwd: folder, timeout: 30_000 });
}

function list(root: string): string[] {
  return readdirSync(root, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
