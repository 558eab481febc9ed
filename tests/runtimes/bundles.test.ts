import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Simulator, startSimulator } from '../support/processes.js';
import { PackedProgram, programs } from './packed-program.js';

const allPrograms = `import { features, runLibrary } from './library-run.mjs';
  const run = await runLibrary(JSON.parse(process.env.TARGET));
  console.log(features.every((name) => run[name] === 'passed') ? 'passed' : JSON.stringify(run));`;

/** Returns code that runs one program. The code is a single module, which is what bundlers receive most often. */
const oneProgram = (name: string): string => `import * as program from './programs/${name}.mjs';
  for (const run of Object.values(program)) await run(JSON.parse(process.env.TARGET));
  console.log('passed');`;

// esbuild decides by the imports of a bundle which of its code runs at the start. So a program may fail alone, although
// it works in a bundle of all programs. Each program is therefore also bundled alone.
const bundles = [
  { name: 'every program in chunks', code: allPrograms, splitting: true },
  { name: 'every program in one file', code: allPrograms, splitting: false },
  ...programs.map((name) => ({ name: `${name} in one file`, code: oneProgram(name), splitting: false })),
];

let simulator: Simulator;
let packed: PackedProgram;
let outputs: readonly PromiseSettledResult<string>[] = [];

beforeAll(async () => {
  simulator = await startSimulator('--seed', '7', '--history', '1', '--symbols', 'BTCUSDT');
  const { rest, streams, wsApi, apiKey, apiSecret } = simulator;
  packed = await PackedProgram.create({ rest, streams, wsApi, apiKey, apiSecret });
  outputs = await Promise.allSettled(bundles.map(({ code, splitting }) => packed.bundled(code, { splitting })));
}, 120_000);

afterAll(async () => {
  await simulator?.stop();
  packed?.remove();
});

describe('a bundle of the packed packages by esbuild, run in Node', () => {
  it.each(bundles.map(({ name }, index) => [name, index] as const))('%s', (_, index) => {
    expect(outputs[index]).toEqual({ status: 'fulfilled', value: 'passed' });
  });
});
