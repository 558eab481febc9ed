import { expect } from 'vitest';
import { createSpotClient, type SpotClient } from '../src/client/spot-client.js';
import { BinanceUnknownOutcomeError } from '../src/errors/index.js';
import { ManualClock } from './manual-clock.js';
import { type Answer, type SentRequest, scriptedFetch } from './scripted-fetch.js';

export type Setup = {
  readonly client: SpotClient;
  readonly clock: ManualClock;
  readonly asked: { path: string; at: number; url: URL }[];
};

/**
 * Creates a client. The connection of each of its orders and other writes is lost after the request was sent. `answer`
 * replies to its reads.
 */
export function setUp(answer: (read: SentRequest, since: number) => Answer): Setup {
  const clock = new ManualClock();
  const asked: Setup['asked'] = [];
  const { fetch } = scriptedFetch(clock, (request) => {
    if (request.method !== 'GET') return 'reset';
    asked.push({ path: request.url.pathname, at: clock.monotonic(), url: request.url });
    return answer(request, clock.monotonic());
  });
  const client = createSpotClient({ apiKey: 'key', signer: () => 's', validateOrders: false, clock, fetch });
  return { client, clock, asked };
}

/** Returns the error of an order or other write whose connection was lost. */
export async function lost({ clock }: Setup, write: Promise<unknown>): Promise<BinanceUnknownOutcomeError> {
  const error = await clock.run(write.catch((thrown: unknown) => thrown));
  expect(error).toBeInstanceOf(BinanceUnknownOutcomeError);
  return error as BinanceUnknownOutcomeError;
}

/** The reply of the exchange to a query for an order that does not exist. */
export const absent: Answer = { status: 400, body: { code: -2013, msg: 'Order does not exist.' } };
export const symbol = 'BNBBTC';
export const order = { symbol: 'BNBBTC', side: 'BUY', type: 'MARKET', quantity: '1' } as const;
