import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { features, type LibraryRun } from '../support/library-run.js';
import { type Simulator, startSimulator } from '../support/processes.js';
import { binary, workerdBinary } from '../support/workerd.js';
import { PackedProgram, pageBundlers } from './packed-program.js';

/** The paths of runtimes, which `npm run test:runtimes` passes. A runtime without a path is not tested. */
type Given = {
  /** The path of each version of Node; `null` if npm has no build of this version for this machine. */
  readonly nodes: Readonly<Record<string, string | null>>;
  readonly chromium?: string | null;
  readonly firefox?: string | null;
};
const given: Given | undefined = process.env.RUNTIMES ? JSON.parse(process.env.RUNTIMES) : undefined;

type Runtime = {
  readonly name: string;
  readonly executable: string | null | undefined;
  run(packed: PackedProgram, executable: string): Promise<LibraryRun>;
};

const node = (name: string, executable: string | null): Runtime => ({
  name,
  executable,
  run: (packed) => packed.script(executable ?? ''),
});

const chromiumFlags = (profile: string): string[] => [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  `--user-data-dir=${profile}`,
];

const bundlers = Object.keys(pageBundlers) as (keyof typeof pageBundlers)[];

const runtimes: readonly Runtime[] = [
  ...(given ? Object.entries(given.nodes).map(([name, path]) => node(name, path)) : [node('Node', process.execPath)]),
  {
    name: 'Bun',
    executable: binary('bun', `@oven/bun-${process.platform}-${process.arch}`, 'bin/bun'),
    run: (packed, path) => packed.script(path),
  },
  {
    name: 'Deno',
    executable: binary('deno', `@deno/${process.platform}-${process.arch}${libc()}`, 'deno'),
    run: (packed, path) => packed.script(path, ['run', '--no-prompt', '--node-modules-dir=manual', '--allow-all']),
  },
  { name: 'workerd', executable: workerdBinary(), run: (packed, path) => packed.worker(path) },
  ...(given
    ? ([
        { name: 'Chromium', executable: given.chromium, run: (packed, path) => packed.page(path, chromiumFlags) },
        {
          name: 'Firefox',
          executable: given.firefox,
          run: (packed, path) => packed.page(path, (profile) => ['--headless', '--no-remote', '--profile', profile]),
        },
        ...bundlers.map(
          (name): Runtime => ({
            name,
            executable: given.chromium,
            run: (packed, path) => packed.page(path, chromiumFlags, name),
          }),
        ),
      ] satisfies Runtime[])
    : []),
];

let simulator: Simulator;
let packed: PackedProgram;
let results: readonly PromiseSettledResult<LibraryRun>[] = [];

beforeAll(async () => {
  simulator = await startSimulator('--seed', '7', '--history', '1', '--symbols', 'BTCUSDT');
  const { rest, streams, wsApi, apiKey, apiSecret } = simulator;
  packed = await PackedProgram.create({ rest, streams, wsApi, apiKey, apiSecret });
  // In each runtime the program mostly waits for the market, so all runtimes run it at the same time.
  results = await Promise.allSettled(
    runtimes.map(async ({ executable, run }) => (executable ? run(packed, executable) : {})),
  );
}, 400_000);

afterAll(async () => {
  await simulator?.stop();
  packed?.remove();
});

describe.each(runtimes.map(({ name, executable }, index) => [name, executable, index] as const))(
  'the packed packages in %s',
  (_, executable, index) => {
    it.for(features)('%s', (feature, context) => {
      if (!executable) return context.skip('there is no executable for this machine');
      const result = results[index];
      if (result?.status === 'rejected') throw result.reason;
      expect(result?.value[feature]).toBe('passed');
    });
  },
);

it('the README shows the table that `npm run test:runtimes` prints', () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const rows = [...readme.matchAll(/^\| (.*?) +\|(.*)\|$/gm)].map(([, first = '', cells = '']) => ({
    first,
    cells: cells.split('|').map((cell) => cell.trim()),
  }));
  const title = rows.findIndex(({ first }) => first === 'runtime');
  expect(rows[title]?.cells).toEqual(features);
  const shown = rows.slice(title + 2, title + 13);
  const names = shown.map(({ first }) => first);
  expect(names.join(', ')).toMatch(
    /^Node 20\.19\S*, Node 22\S*, Node 24\S*, Bun \S+, Deno \S+, workerd \S+, Chromium \S+, Firefox \S+, Vite 8\S*, webpack 5\S*, Rollup 4\S*$/,
  );
  for (const { cells } of shown) expect(cells).toEqual(features.map(() => 'yes'));
});

function libc(): string {
  return process.platform === 'linux' ? '-glibc' : '';
}
