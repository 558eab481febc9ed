import type { Profile } from './profile.js';
import { type Outcome, simulateSeed } from './simulate-seed.js';

/** Finds a shorter run with fewer disturbances that still breaks an invariant. */
export async function shrink(failed: Outcome): Promise<Outcome> {
  let least = failed;
  const attempt = async (profile: Profile): Promise<boolean> => {
    const outcome = await simulateSeed(profile);
    if (outcome.violations.length === 0) return false;
    least = outcome;
    return true;
  };
  for (const name of failed.disturbances) {
    await attempt({ ...least.profile, without: [...least.profile.without, name] });
  }
  for (const part of [0.1, 0.25, 0.5, 0.75]) {
    if (await attempt({ ...least.profile, seconds: Math.ceil(failed.profile.seconds * part) })) break;
  }
  return least;
}
