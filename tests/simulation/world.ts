import type { Environment } from '@pkg/core';
import {
  ClientClock,
  createExchange,
  createRandom,
  type Exchange,
  SyntheticMarket,
  VirtualClock,
} from '@pkg/simulator';
import type { Dice } from '../support/dice.js';
import { diceFor, type Profile } from './profile.js';
import { Trace } from './trace.js';

export const SYMBOLS = ['BNBBTC', 'LTCUSDT'] as const;

/** The simulated exchange, its market, the machine of the client, and the results of the run. */
export type World = {
  readonly profile: Profile;
  readonly exchange: Exchange;
  /** The clock of the exchange. All other times follow from it. */
  readonly clock: VirtualClock;
  /** The clock of the client's machine. */
  readonly host: ClientClock;
  readonly environment: Environment;
  readonly market: SyntheticMarket;
  readonly trace: Trace;
  readonly violations: string[];
  readonly dice: (part: string) => Dice;
  /** Records that an invariant does not hold. */
  readonly fail: (text: string) => void;
};

export function createWorld(profile: Profile): World {
  const dice = (part: string): Dice => diceFor(profile, part);
  const drawn = dice('world');
  const clock = new VirtualClock({ start: Date.UTC(2026, 0, 1) + drawn.below(86_400_000) });
  const exchange = createExchange({ seed: profile.seed, clock, symbols: [...SYMBOLS] });
  const host = new ClientClock(clock, {
    offset: drawn.pick([0, 0, -3_000, 700, 60_000]),
    drift: drawn.pick([0, 0, 0.0005]),
  });
  const trace = new Trace(() => clock.monotonic());
  const violations: string[] = [];
  const fail = (text: string): void => {
    trace.add(`VIOLATION ${text}`);
    violations.push(text);
  };
  // Faults also send 418, but only the exchange itself sends code -1003.
  exchange.journal.on(({ outcome, target, answer }) => {
    if (outcome === 418 && answer.includes('-1003')) fail(`the exchange banned the client at ${target}`);
  });
  const market = new SyntheticMarket(exchange, {
    mode: drawn.pick(['calm', 'trending', 'bursty', 'crash'] as const),
    stepMs: drawn.pick([250, 600, 1_500]),
    levels: 25,
  });
  return {
    ...{ profile, exchange, clock, host, market, trace, violations, dice, fail },
    environment: watchRequests(exchange.environment, host, trace, fail),
  };
}

/** The random numbers of the client, which are independent of those of the exchange. */
export function clientRandom({ seed }: Profile): ReturnType<typeof createRandom> {
  return createRandom(seed ^ 0x5eed);
}

/** Adds the client's requests to the trace, and checks that none is sent before the end of a `Retry-After`. */
function watchRequests(
  environment: Environment,
  host: ClientClock,
  trace: Trace,
  fail: (text: string) => void,
): Environment {
  let waitUntil = 0;
  const send: typeof fetch = async (input, init) => {
    const { pathname } = new URL(String(input instanceof Request ? input.url : input));
    const route = `${init?.method ?? (input instanceof Request ? input.method : 'GET')} ${pathname}`;
    const early = waitUntil - host.monotonic();
    if (early > 1) fail(`${route} was sent ${Math.ceil(early)} ms before the end of Retry-After`);
    try {
      const reply = await (environment.fetch as typeof fetch)(input, init);
      const wait = Number(reply.headers.get('retry-after'));
      if ((reply.status === 429 || reply.status === 418) && wait > 0) waitUntil = host.monotonic() + wait * 1000;
      trace.add(`${route} ${reply.status}`);
      return reply;
    } catch (error) {
      trace.add(`${route} ${(error as Error).message}`);
      throw error;
    }
  };
  return { ...environment, fetch: send };
}
