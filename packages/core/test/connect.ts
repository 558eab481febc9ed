import type { SpotClient, SpotClientOptions } from '../src/client/spot-client.js';
import { createSpotClient } from '../src/client/spot-client.js';
import { ManualClock } from './manual-clock.js';
import { type SentRequest, scriptedFetch } from './scripted-fetch.js';

/** The start of a minute, so that windows end at whole minutes of a test. In ms since the epoch. */
export const startOfMinute = 1_700_000_040_000;

/** A client that signs, with a clock of its own and an exchange that answers by a script. */
export function connect(
  script: Parameters<typeof scriptedFetch>[1],
  options: SpotClientOptions = {},
): { client: SpotClient; clock: ManualClock; sent: SentRequest[] } {
  const clock = new ManualClock(startOfMinute);
  const { fetch, sent } = scriptedFetch(clock, script);
  const defaults = { apiKey: 'key', signer: () => 's', validateOrders: false, clock, fetch };
  return { client: createSpotClient({ ...defaults, ...options }), clock, sent };
}
