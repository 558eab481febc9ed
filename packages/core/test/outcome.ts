import { expect } from 'vitest';
import { createSpotClient, type SpotClient } from '../src/client/spot-client.js';
import type { BinanceError } from '../src/errors/index.js';
import { ManualClock } from './manual-clock.js';
import { type Answer, type SentRequest, scriptedFetch } from './scripted-fetch.js';

/** What a promise rejects with, or resolves with. */
export const caught = (promise: Promise<unknown>): Promise<unknown> => promise.catch((error: unknown) => error);

export type Outcome = { readonly error: BinanceError | undefined; readonly sent: readonly SentRequest[] };

/** What a call comes to when the exchange answers as the script says, and what was sent for it. */
export async function outcome(
  script: readonly Answer[],
  call: (client: SpotClient) => Promise<unknown>,
): Promise<Outcome> {
  const clock = new ManualClock();
  const { fetch, sent } = scriptedFetch(clock, script);
  const client = createSpotClient({ apiKey: 'key', signer: () => 'signature', validateOrders: false, clock, fetch });
  const error = await clock.run(
    call(client).then(
      () => undefined,
      (thrown) => thrown,
    ),
  );
  expect(clock.timers.size).toBe(0);
  return { error, sent };
}
