import type { SpotClient, SpotClientOptions } from '../src/client/spot-client.js';
import { createSpotClient } from '../src/client/spot-client.js';
import { ManualClock } from './manual-clock.js';
import { type SentRequest, scriptedFetch } from './scripted-fetch.js';

/**
 * The start of a minute, in ms since the epoch. In a test that starts at this time, the windows of the rate limits end
 * a whole number of minutes later.
 */
export const startOfMinute = 1_700_000_040_000;

/**
 * Creates a client that signs its calls and has a clock of its own. Its exchange is simulated and gives the answers of
 * `script`.
 */
export function connect(
  script: Parameters<typeof scriptedFetch>[1],
  options: SpotClientOptions = {},
): { client: SpotClient; clock: ManualClock; sent: SentRequest[] } {
  const clock = new ManualClock(startOfMinute);
  const { fetch, sent } = scriptedFetch(clock, script);
  const defaults = { apiKey: 'key', signer: () => 's', validateOrders: false, clock, fetch };
  return { client: createSpotClient({ ...defaults, ...options }), clock, sent };
}
