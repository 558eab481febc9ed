import type { Profile } from './profile.js';
import type { Outcome } from './simulate-seed.js';

/** How many runs the search for a shorter run makes at most. */
const MOST_RUNS = 150;

/** Finds a shorter simulation, with fewer disturbances and actions, in which the client breaks the same invariant. */
export async function shrink(failed: Outcome, simulate: (profile: Profile) => Promise<Outcome>): Promise<Outcome> {
  let least = failed;
  let runs = 0;
  const kind = kindOf(failed);
  const attempt = async (profile: Profile): Promise<boolean> => {
    if (runs >= MOST_RUNS) return false;
    runs++;
    const outcome = await simulate(profile);
    if (kindOf(outcome) !== kind) return false;
    least = outcome;
    return true;
  };
  for (const part of [0.1, 0.25, 0.5, 0.75]) {
    if (await attempt({ ...least.profile, seconds: Math.ceil(failed.profile.seconds * part) })) break;
  }
  // Switches off disturbances and actions by their names: half of them at once, then smaller groups, at last single
  // names.
  for (let size = Math.ceil(least.names.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = 0; from < least.names.length; ) {
      const { profile, names } = least;
      const without = new Set([...profile.without, ...names.slice(from, from + size)]);
      if (!(await attempt({ ...profile, without }))) from += size;
    }
  }
  return least;
}

/**
 * Returns the start of the first violation, without digits. Two simulations in which the client breaks the same
 * invariant have the same text.
 */
function kindOf({ violations: [first] }: Outcome): string | undefined {
  return first?.replace(/\d+/g, '').slice(0, 40);
}
