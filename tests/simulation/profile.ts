import { Dice } from '../support/dice.js';

/** What a run does. Everything else in a run follows from the seed. */
export type Profile = {
  readonly seed: number;
  /** `market` has books and streams. `account` also has orders and user data. */
  readonly workload: Workload;
  /** Seconds of virtual time with disturbances. The quiet phase comes after them. */
  readonly seconds: number;
  /** Names of disturbances that are turned off, to find out which of them a failure needs. */
  readonly without: readonly string[];
};

export type Workload = 'market' | 'account';

/** Whether a disturbance with this name may occur. */
export function isOn({ without }: Profile, name: string): boolean {
  return !without.includes(name);
}

/** Random numbers for one purpose. They do not depend on the random numbers for other purposes. */
export function diceFor({ seed }: Profile, part: string): Dice {
  let mixed = seed >>> 0;
  for (let at = 0; at < part.length; at++) mixed = (Math.imul(mixed ^ part.charCodeAt(at), 0x01000193) + 0x9e37) >>> 0;
  return new Dice(mixed);
}

/** Returns the profile of a seed. Two of three seeds have the workload `market`, which is faster. */
export function profileOf(seed: number, changes: Partial<Omit<Profile, 'seed'>> = {}): Profile {
  return { seed, workload: seed % 3 === 0 ? 'account' : 'market', seconds: 60, without: [], ...changes };
}

/** Returns the command that repeats a run. */
export function repeatCommand({ seed, workload, seconds, without }: Profile): string {
  const switchedOff = without.length > 0 ? ` --without '${without.join(',')}'` : '';
  return `npm run simulate -- --seeds 1 --from ${seed} --workload ${workload} --seconds ${seconds}${switchedOff}`;
}
