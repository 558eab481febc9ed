import { type ChildProcess, fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { type Profile, profileOf, repeatCommand } from './profile.js';
import { report } from './report.js';
import { shrink } from './shrink.js';
import { type Outcome, simulateSeed } from './simulate-seed.js';

const usage = `npm run simulate -- [options]

  --seeds N           how many seeds to run (200)
  --from M            the first seed (1)
  --workload NAME     market or account; by default the seed decides
  --seconds N         virtual seconds with disturbances of each run (60)
  --without A,B       names of disturbances to switch off
  --processes N       how many processes to use (one for each core)
  --trace             print the whole trace of each run
  --help              print this help`;

/** The report of a process on one run: its hash, and its outcome if an invariant did not hold. */
type Result = { readonly seed: number; readonly hash: string; readonly failed: Outcome | undefined };

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '200' },
    from: { type: 'string', default: '1' },
    workload: { type: 'string' },
    seconds: { type: 'string', default: '60' },
    without: { type: 'string', default: '' },
    processes: { type: 'string', default: String(availableParallelism()) },
    trace: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const [seeds, from, seconds, processes] = (['seeds', 'from', 'seconds', 'processes'] as const).map(whole) as [
  number,
  number,
  number,
  number,
];
const { workload } = values;
if (workload !== undefined && workload !== 'market' && workload !== 'account') {
  throw new RangeError(`--workload: expected market or account, got '${workload}'`);
}
const without = values.without.split(',').filter((name) => name !== '');
const changes: Partial<Omit<Profile, 'seed'>> = { seconds, without, ...(workload && { workload }) };

if (values.help) console.log(usage);
else if (process.send) await work(Number(process.env.SIMULATION_PART));
else process.exitCode = await lead();

/** Runs all seeds of one process and sends the results to the leading process. */
async function work(part: number): Promise<void> {
  for (let seed = from + part; seed < from + seeds; seed += processes) {
    const outcome = await simulateSeed(profileOf(seed, changes));
    if (values.trace) console.log(outcome.trace.join('\n'));
    const failed = outcome.violations.length > 0 ? outcome : undefined;
    const result: Result = { seed, hash: outcome.hash, failed };
    await new Promise((resolve) => process.send?.(result, resolve));
  }
  process.disconnect();
}

/** Starts the processes, prints the progress, and reports the failure with the lowest seed. Returns the exit code. */
async function lead(): Promise<number> {
  const started = performance.now();
  const failures: Outcome[] = [];
  let done = 0;
  const count = Math.min(processes, seeds);
  const progress = (): void => {
    const rate = (done / ((performance.now() - started) / 60_000)).toFixed(0);
    console.error(`${done} of ${seeds} seeds, ${rate} a minute, ${failures.length} failed`);
  };
  const timer = setInterval(progress, 5_000);
  const running = Array.from({ length: count }, (_, part) => {
    const child = fork(process.argv[1] as string, process.argv.slice(2), {
      env: { ...process.env, SIMULATION_PART: String(part) },
      serialization: 'advanced',
    });
    child.on('message', ({ failed }: Result) => {
      done++;
      if (!failed) return;
      failures.push(failed);
      console.log(`failed: ${repeatCommand(failed.profile)}`);
    });
    return ended(child);
  });
  const codes = await Promise.all(running);
  clearInterval(timer);
  progress();
  const [first] = failures.sort((one, other) => one.profile.seed - other.profile.seed);
  if (first) {
    console.log(report(await shrink(first)));
    return 1;
  }
  if (done < seeds || codes.some((code) => code !== 0)) {
    console.log(`a process ended early: ${done} of ${seeds} seeds were run`);
    return 1;
  }
  return 0;
}

function ended(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

function whole(name: 'seeds' | 'from' | 'seconds' | 'processes'): number {
  const text = values[name];
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new RangeError(`--${name}: expected a whole number above 0, got '${text}'`);
  return Number(text);
}
