import { Dice } from '../support/dice.js';

/** What a run does. Everything else about it follows from the seed. */
export type Profile = {
  readonly seed: number;
  /** `market`: books and streams. `account`: orders and user data too. */
  readonly workload: Workload;
  /** Virtual seconds with disturbances. The quiet phase follows. */
  readonly seconds: number;
  /** Names of disturbances that are switched off, to find those that a failure needs. */
  readonly without: readonly string[];
};

export type Workload = 'market' | 'account';

/** Whether a disturbance with this name takes place. */
export function isOn({ without }: Profile, name: string): boolean {
  return !without.includes(name);
}

/** Random draws for one part of a run. Other parts draw the same numbers whether this part draws or not. */
export function diceFor({ seed }: Profile, part: string): Dice {
  let mixed = seed >>> 0;
  for (let at = 0; at < part.length; at++) mixed = (Math.imul(mixed ^ part.charCodeAt(at), 0x01000193) + 0x9e37) >>> 0;
  return new Dice(mixed);
}

/** The profile of a seed. Two of three seeds have the workload `market`, which is faster. */
export function profileOf(seed: number, changes: Partial<Omit<Profile, 'seed'>> = {}): Profile {
  return { seed, workload: seed % 3 === 0 ? 'account' : 'market', seconds: 60, without: [], ...changes };
}

/** The command that repeats a run. */
export function repeatCommand({ seed, workload, seconds, without }: Profile): string {
  const switchedOff = without.length > 0 ? ` --without '${without.join(',')}'` : '';
  return `npm run simulate -- --seeds 1 --from ${seed} --workload ${workload} --seconds ${seconds}${switchedOff}`;
}
