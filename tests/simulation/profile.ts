import { Dice } from '../support/dice.js';

/** The settings of a run. Everything that happens in the run follows from the seed. */
export type Profile = {
  readonly seed: number;
  /** With `market`, the run has order books and market streams. With `account`, it also has orders and user data. */
  readonly workload: Workload;
  /**
   * How many seconds of virtual time the disturbances last. After them comes a quiet phase, in which all data must
   * become correct.
   */
  readonly seconds: number;
  /**
   * The index of this run among the runs of its workload that have trials (single disturbances after the quiet phase);
   * undefined if the run has no trials.
   */
  readonly trials: number | undefined;
  /** How often disturbances and quiet phase are repeated with the same client. Each time, other disturbances occur. */
  readonly cycles: number;
  /** The names of disturbances and actions that are switched off, to find out which of them a failure needs. */
  readonly without: ReadonlySet<string>;
};

export type Workload = 'market' | 'account';

/** Whether a disturbance or an action with this name may occur. */
export function isOn({ without }: Profile, name: string): boolean {
  return !without.has(name);
}

/** Random numbers for one part of a run. They do not depend on how many random numbers the other parts use. */
export function diceFor({ seed }: Profile, part: string): Dice {
  let mixed = seed >>> 0;
  for (let at = 0; at < part.length; at++) mixed = (Math.imul(mixed ^ part.charCodeAt(at), 0x01000193) + 0x9e37) >>> 0;
  return new Dice(mixed);
}

/**
 * The lengths of runs: how many seconds the disturbances last, and whether trials (single disturbances) follow the
 * quiet phase.
 */
const SHORT = { seconds: 30, hasTrials: false };
const CALM = { seconds: 10, hasTrials: true };
const LONG = { seconds: 60, hasTrials: true };
/**
 * The lengths of ten runs in a row. A short run takes about a minute of virtual time until its end. A run with trials
 * takes several minutes, but most of this time passes without events.
 */
const LENGTHS = [LONG, SHORT, SHORT, CALM, SHORT, CALM, SHORT, SHORT, CALM, SHORT] as const;
const WITH_TRIALS = LENGTHS.filter(({ hasTrials }) => hasTrials).length;

/** Returns the profile of a seed. Two of three seeds have the workload `market`, which is faster. */
export function profileOf(seed: number, changes: Partial<Changes> = {}): Profile {
  const { workload = seed % 3 === 0 ? 'account' : 'market', cycles = 1, without = new Set() } = changes;
  // The index of this run among the runs of its workload, if the workload follows from the seed.
  const number = Math.floor((seed * (workload === 'account' ? 1 : 2)) / 3);
  const place = number % LENGTHS.length;
  const length = LENGTHS[place] as (typeof LENGTHS)[number];
  const before = LENGTHS.slice(0, place).filter(({ hasTrials }) => hasTrials).length;
  const trials = length.hasTrials ? Math.floor(number / LENGTHS.length) * WITH_TRIALS + before : undefined;
  return { seed, workload, seconds: changes.seconds ?? length.seconds, trials, cycles, without };
}

/** What the options of the command decide instead of the seed. */
export type Changes = Omit<Profile, 'seed' | 'trials'>;

/** Returns the shell command that repeats a run. */
export function repeatCommand({ seed, workload, seconds, cycles, without }: Profile): string {
  const switchedOff = without.size > 0 ? ` --without '${formatNames(without)}'` : '';
  const repeated = cycles > 1 ? ` --cycles ${cycles}` : '';
  return `npm run simulate -- --seeds 1 --from ${seed} --workload ${workload} --seconds ${seconds}${repeated}${switchedOff}`;
}

/** Formats names that end with a number as ranges: `order 1-3, order 7, cut`. */
export function formatNames(names: Iterable<string>): string {
  const texts: string[] = [];
  const numbers = new Map<string, number[]>();
  for (const name of names) {
    const [, kind, number] = /^(\D+) (\d+)$/.exec(name) ?? [];
    if (kind === undefined) texts.push(name);
    else numbers.set(kind, [...(numbers.get(kind) ?? []), Number(number)]);
  }
  for (const [kind, of] of numbers) {
    const sorted = of.sort((one, other) => one - other);
    for (let from = 0; from < sorted.length; ) {
      let to = from;
      while (sorted[to + 1] === (sorted[to] as number) + 1) to++;
      texts.push(from === to ? `${kind} ${sorted[from]}` : `${kind} ${sorted[from]}-${sorted[to]}`);
      from = to + 1;
    }
  }
  return texts.join(',');
}

/** Reads names as {@link formatNames} writes them. */
export function readNames(text: string): Set<string> {
  const names = text.split(',').flatMap((part) => {
    const [, kind, from, to] = /^(\D+) (\d+)-(\d+)$/.exec(part.trim()) ?? [];
    if (kind === undefined) return part.trim() || [];
    return Array.from({ length: Number(to) - Number(from) + 1 }, (_, at) => `${kind} ${Number(from) + at}`);
  });
  return new Set(names);
}
