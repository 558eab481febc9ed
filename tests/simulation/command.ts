import { type ChildProcess, fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { type Changes, type Profile, profileOf, readNames, repeatCommand } from './profile.js';
import { forbidRealIo } from './real-io.js';
import { report } from './report.js';
import { shrink } from './shrink.js';
import { type Outcome, simulateSeed } from './simulate-seed.js';

const usage = `npm run simulate -- [options]

  --seeds N           how many seeds to run (200)
  --from M            the first seed (1)
  --workload NAME     market or account; by default the seed decides
  --seconds N         virtual seconds with disturbances of each run; by default the seed decides
  --cycles N          repeat disturbances and quiet phase with the same client, and print its memory (1)
  --without A,B       names of disturbances and actions to switch off, such as 'cut 1,order 3-8'
  --processes N       how many processes to use (one for each core)
  --first             end at the first failure, and look for no shorter run
  --trace             print the whole trace of each run
  --help              print this help`;

/** What a child process reports to the process that started it: a run begins, or has ended. */
type Message =
  | { readonly begins: number }
  | {
      readonly ended: number;
      readonly hash: string;
      readonly minutes: number;
      readonly failed: Outcome | undefined;
    };

/** If a seed is a multiple of this number, its run is repeated, to check that both runs have the same hash. */
const TWICE = 100;
/**
 * Options of Node for the processes that run seeds. Most objects of a run live only as long as one call of the client.
 * The garbage collector copies fewer of them if the semi-spaces are larger than Node's default of 16 MiB.
 */
const NODE_OPTIONS = ['--max-semi-space-size=32'];
/**
 * How many calls the stack of an error shows in these processes. A few calls are enough. Most errors of a run are
 * expected, and an error with a short stack takes less time.
 */
const STACK = 5;
/** How long a run may take, in ms of real time. After that, its process is killed and the run has failed. */
const LONGEST_RUN = 120_000;

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '200' },
    from: { type: 'string', default: '1' },
    workload: { type: 'string' },
    seconds: { type: 'string' },
    cycles: { type: 'string', default: '1' },
    without: { type: 'string', default: '' },
    processes: { type: 'string', default: String(availableParallelism()) },
    first: { type: 'boolean', default: false },
    trace: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const numbers = ['seeds', 'from', 'processes', 'cycles'] as const;
const [seeds, from, processes, cycles] = numbers.map((name) => whole(name, values[name])) as [
  number,
  number,
  number,
  number,
];
const seconds = values.seconds === undefined ? undefined : whole('seconds', values.seconds);
const { workload } = values;
if (workload !== undefined && workload !== 'market' && workload !== 'account') {
  throw new RangeError(`--workload: expected market or account, got '${workload}'`);
}
const without = readNames(values.without);
const changes: Partial<Changes> = { cycles, without, ...(seconds && { seconds }), ...(workload && { workload }) };

if (values.help) console.log(usage);
else if (process.send) await work(Number(process.env.SIMULATION_PART));
else process.exitCode = await lead();

/** Runs the seeds of one child process and sends the results to the process that has started it. */
async function work(part: number): Promise<void> {
  // Ends this process when the process that has started it has ended.
  process.on('disconnect', () => process.exit());
  Error.stackTraceLimit = STACK;
  const send = (message: Message): Promise<unknown> => new Promise((resolve) => process.send?.(message, resolve));
  for (let seed = from + part; seed < from + seeds; seed += processes) {
    await send({ begins: seed });
    const outcome = await simulate(profileOf(seed, changes));
    if (values.trace) console.log(outcome.trace.join('\n'));
    const failed = outcome.violations.length > 0 ? outcome : undefined;
    await send({ ended: seed, hash: outcome.hash, minutes: outcome.minutes, failed });
  }
  process.disconnect();
}

/** Runs a seed. Adds a violation if the run uses real time or the network, or if a second run has another hash. */
async function simulate(profile: Profile): Promise<Outcome> {
  const real = new Set<string>();
  const allow = forbidRealIo((text) => real.add(text));
  try {
    const outcome = await simulateSeed(profile, cycles > 1 ? printMemory : undefined);
    const violations = [...outcome.violations, ...real];
    if (profile.seed % TWICE === 0) {
      const again = await simulateSeed(profile);
      if (again.hash !== outcome.hash) violations.push(`two runs differ, ${outcome.hash} and ${again.hash}`);
    }
    return { ...outcome, violations };
  } finally {
    allow();
  }
}

let nextPrint = 0;

/** Prints the used heap once for each hour of virtual time. */
function printMemory(virtualMs: number): void {
  if (virtualMs < nextPrint) return;
  nextPrint = virtualMs + 3_600_000;
  (globalThis as { gc?: () => void }).gc?.();
  const { heapUsed } = process.memoryUsage();
  console.log(
    `${(virtualMs / 3_600_000).toFixed(1).padStart(6)} h  ${(heapUsed / 2 ** 20).toFixed(1).padStart(7)} MiB`,
  );
}

/**
 * Starts the child processes, prints the progress, and reports the failure with the lowest seed. Returns the exit code.
 */
async function lead(): Promise<number> {
  const started = performance.now();
  const failures: Outcome[] = [];
  const children: ChildProcess[] = [];
  let isOver = false;
  let done = 0;
  let minutes = 0;
  const progress = (): void => {
    const [rate, speed] = [done, minutes].map((count) => (count / ((performance.now() - started) / 60_000)).toFixed(0));
    console.error(`${done} of ${seeds} seeds, ${rate} a minute (${speed} virtual minutes), ${failures.length} failed`);
  };
  const timer = setInterval(progress, 5_000);
  const stopAll = (): void => {
    isOver = true;
    for (const child of children) child.kill();
  };
  const running = Array.from({ length: Math.min(processes, seeds) }, (_, part) => {
    const child = fork(process.argv[1] as string, process.argv.slice(2), {
      env: { ...process.env, SIMULATION_PART: String(part) },
      execArgv: [...process.execArgv, ...NODE_OPTIONS],
      serialization: 'advanced',
    });
    children.push(child);
    let watchdog: NodeJS.Timeout | undefined;
    child.on('message', (message: Message) => {
      clearTimeout(watchdog);
      if ('begins' in message) {
        const longest = LONGEST_RUN * cycles;
        watchdog = setTimeout(() => {
          console.log(`failed: ${repeatCommand(profileOf(message.begins, changes))}\n  the run does not end`);
          child.kill('SIGKILL');
        }, longest);
        return;
      }
      done++;
      minutes += message.minutes;
      const { failed } = message;
      if (!failed) return;
      failures.push(failed);
      console.log(`failed: ${repeatCommand(failed.profile)}\n  ${failed.violations[0]}`);
      if (values.first) stopAll();
    });
    return ended(child).finally(() => clearTimeout(watchdog));
  });
  const codes = await Promise.all(running);
  clearInterval(timer);
  progress();
  const [first] = failures.sort((one, other) => one.profile.seed - other.profile.seed);
  if (first) {
    if (!values.first) console.log(report(await shrink(first, simulate)));
    return 1;
  }
  if (!isOver && (done < seeds || codes.some((code) => code !== 0))) {
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

function whole(name: string, text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new RangeError(`--${name}: expected a whole number above 0, got '${text}'`);
  return Number(text);
}
