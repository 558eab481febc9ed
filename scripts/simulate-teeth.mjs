import { spawn } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { bundleSimulation } from './simulation-bundle.mjs';
import { root } from './workspace.mjs';

// Plants bugs into copies of the client, one at a time. Prints which bugs the simulation finds, and with which seed:
// npm run simulate:teeth -- --help. The bugs are listed in tests/simulation/teeth.

const usage = `npm run simulate:teeth -- [options]

  --seeds N         how many seeds may be run for each bug (240, as in npm test)
  --from M          the first seed (1)
  --workload NAME   market or account; by default the seed decides
  --only TEXT       only bugs of this area, or whose name contains this text; several, separated by commas
  --processes N     how many bugs are planted at a time (one for each core)
  --help            print this help`;

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '240' },
    from: { type: 'string', default: '1' },
    workload: { type: 'string' },
    only: { type: 'string', default: '' },
    processes: { type: 'string', default: String(availableParallelism()) },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  console.log(usage);
  process.exit();
}

/** The processes of the simulations that are running. They are ended when this process ends. */
const running = new Set();
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    for (const child of running) child.kill();
    process.exit(1);
  });
}

const folder = join(root, 'tests', 'node_modules', '.cache', `teeth-${process.pid}`);
mkdirSync(folder, { recursive: true });
try {
  const list = join(folder, 'plants.mjs');
  await bundleSimulation('teeth/index.ts', list);
  const { plants } = await import(list);
  const only = values.only.split(',');
  const chosen = plants.filter(({ name, area }) => only.some((text) => name.includes(text) || area === text));
  const queue = [...chosen];
  const results = { caught: 0, uncaught: 0, harmless: 0 };
  const worker = async () => {
    for (let plant = queue.shift(); plant; plant = queue.shift()) {
      const { state, text } = await test(plant);
      results[state] += 1;
      console.log(`${state.padEnd(8)} ${plant.name.padEnd(32)} ${text}`);
    }
  };
  await Promise.all(Array.from({ length: Number(values.processes) }, worker));
  const { caught, uncaught, harmless } = results;
  const share = ((100 * caught) / Math.max(1, caught + uncaught)).toFixed(0);
  console.log(`${caught} caught, ${uncaught} uncaught (${share} %), ${harmless} harmless, ${values.seeds} seeds each`);
  process.exitCode = uncaught === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true });
}

/** Runs the simulation of a client with a planted bug until an invariant is violated. */
async function test(plant) {
  const outfile = join(folder, `${plant.name}.mjs`);
  await bundleSimulation('command.ts', outfile, plant);
  const started = performance.now();
  const args = [outfile, '--seeds', values.seeds, '--from', values.from, '--processes', '1', '--first'];
  if (values.workload) args.push('--workload', values.workload);
  const output = await run(args);
  rmSync(outfile);
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  const [, seed, violation] = /^failed: .* --from (\d+) .*\n\s*(.*)/m.exec(output) ?? [];
  if (seed !== undefined) return { state: 'caught', text: `seed ${seed}, ${seconds} s: ${violation.slice(0, 100)}` };
  if (/ended early/.test(output)) return { state: 'caught', text: `${seconds} s: the process ended` };
  if (plant.harmless) return { state: 'harmless', text: plant.harmless };
  return { state: 'uncaught', text: `${seconds} s: ${plant.breaks}` };
}

function run(args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    running.add(child);
    let output = '';
    child.stdout.on('data', (data) => {
      output += data;
    });
    child.stderr.on('data', (data) => {
      output += data;
    });
    child.on('error', reject);
    child.on('exit', () => {
      running.delete(child);
      resolve(output);
    });
  });
}
