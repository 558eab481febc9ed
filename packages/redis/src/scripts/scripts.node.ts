import { createHash } from 'node:crypto';
import type { Script } from '../connection/index.js';
import { leasesText } from './leases.js';
import { membersText } from './members.js';
import { probingText } from './probing.js';
import { resetText, suspendText } from './suspend.js';

/**
 * Takes the report of a process, and leases to the process the parts of the rate limits that it needs. One script does
 * both, so that a lease needs one round trip.
 */
export const leaseScript: Script = scriptOf(membersText + probingText + leasesText);

/** Reports a suspension to all processes that share the limits. */
export const suspendScript: Script = scriptOf(suspendText);

/** Forgets all suspensions and counts of an IP address or of an account. */
export const resetScript: Script = scriptOf(resetText);

/** Returns the hash that stands for an API key in Redis. The key itself is never sent to Redis. */
export function hashOfKey(apiKey: string): string {
  return createHash('sha256').update(`binance-limits\n${apiKey}`).digest('hex').slice(0, 32);
}

function scriptOf(text: string): Script {
  return { text, sha: createHash('sha1').update(text).digest('hex') };
}
