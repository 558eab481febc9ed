import { expect } from 'vitest';
import { createSpotClient, type SpotClient } from '../src/client/spot-client.js';
import type { BinanceError } from '../src/errors/index.js';
import { ManualClock } from './manual-clock.js';
import { type Answer, type SentRequest, scriptedFetch } from './scripted-fetch.js';

/** Returns the reason of a rejected promise, or the value of a resolved one. */
export const caught = (promise: Promise<unknown>): Promise<unknown> => promise.catch((error: unknown) => error);

/** Returns the error of a call. Throws if the call succeeds. */
export const failing = (call: Promise<unknown>): Promise<BinanceError> =>
  call.then(
    () => expect.fail('the call did not fail'),
    (error: BinanceError) => error,
  );

export type Outcome = { readonly error: BinanceError | undefined; readonly sent: readonly SentRequest[] };

/**
 * Makes one call to an exchange that gives the answers of `script`. Returns the requests that were sent, and the error
 * if the call fails.
 */
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
