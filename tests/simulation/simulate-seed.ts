import { createSpotClient, rest, type SpotClientOptions } from '@pkg/core';
import { BinanceSocketManager, wsApi } from '@pkg/streams';
import { loadUpkeep } from '../../packages/streams/src/market/load-upkeep.js';
import { signWith } from '../streams/support.js';
import { Books } from './books.js';
import { startDisturbances } from './disturbances.js';
import { Orders } from './orders.js';
import type { Profile } from './profile.js';
import { Streams } from './streams.js';
import { clientRandom, createWorld, type World } from './world.js';

/** The result of a run. */
export type Outcome = {
  readonly profile: Profile;
  /** Hash of the trace. Two runs with the same profile have the same hash. */
  readonly hash: string;
  /** Invariants that did not hold. */
  readonly violations: readonly string[];
  readonly disturbances: readonly string[];
  readonly trace: readonly string[];
  /** How many states of books, events of streams, and orders were compared. */
  readonly counts: { readonly books: number; readonly events: number; readonly orders: number };
};

// Loads the modules that the client otherwise loads when it needs them, because virtual time does not wait for that.
await Promise.all([
  loadUpkeep(),
  import('../../packages/core/src/request/confirmation.js'),
  import('../../packages/core/src/rules/guard.js'),
  import('../../packages/streams/src/user/user-accounts.js'),
]);

/** Length of the quiet phase, in ms of the exchange's time. At its end, all data must be correct. */
const QUIET = 75_000;
/** How many ms the market is stopped before the last comparison. */
const STILL = 5_000;
const CHECK_EVERY = 500;

/** Runs the client against the simulated exchange. The profile decides everything in the run. */
export async function simulateSeed(profile: Profile): Promise<Outcome> {
  const world = createWorld(profile);
  const { exchange, host, market, trace, violations, fail } = world;
  const account = exchange.createAccount({ balances: { BTC: '1000', BNB: '100000', LTC: '1000', USDT: '100000' } });
  const isRejected = (error: unknown): void => fail(`unhandled rejection: ${error}`);
  process.on('unhandledRejection', isRejected);
  const secrets = [account.apiSecret];
  const note = (message: string): void => {
    if (secrets.some((secret) => message.includes(secret))) fail('a secret is in the log');
    trace.add(`log: ${message}`);
  };
  const dice = world.dice('client');
  const client = createSpotClient({
    apiKey: account.apiKey,
    signer: { keyType: 'HMAC', sign: signWith(account.apiSecret) },
    environment: world.environment,
    clock: host,
    random: clientRandom(profile),
    validateOrders: dice.chance(0.5),
    transport: dice.chance(0.5) ? rest() : wsApi(),
    logger: { warn: note },
  } as SpotClientOptions);
  const sockets = new BinanceSocketManager(client);
  const ms = profile.seconds * 1000;
  const books = new Books(world, client, sockets);
  const streams = new Streams(world, sockets);
  const orders = profile.workload === 'account' ? new Orders(world, client, sockets, account) : undefined;
  market.start();
  const disturbances = startDisturbances(world, ms);
  streams.start(ms, disturbances.hasHit);
  orders?.start(ms);
  await pass(world, books, ms);
  disturbances.end();
  trace.add('quiet phase');
  await pass(world, books, QUIET);
  market.close();
  await pass(world, books, STILL);
  books.checkEnd(disturbances.hits());
  streams.checkEnd();
  await orders?.checkEnd();
  await checkClosing(world, async () => {
    await Promise.all([books.close(), orders?.close(), sockets.close()]);
    client.close();
  });
  process.off('unhandledRejection', isRejected);
  trace.add(`books ${books.checks}, events ${streams.events}`);
  return {
    profile,
    hash: trace.digest(),
    violations,
    disturbances: disturbances.names,
    trace: trace.lines,
    counts: { books: books.checks, events: streams.events, orders: orders?.count ?? 0 },
  };
}

/** Closes the client, and checks that no timers and sockets remain. */
async function checkClosing({ clock, exchange, fail }: World, close: () => Promise<void>): Promise<void> {
  let isClosed = false;
  close().then(
    () => {
      isClosed = true;
    },
    (error: unknown) => fail(`closing failed: ${error}`),
  );
  await clock.advance(10_000);
  if (!isClosed) fail('closing did not end within 10 s');
  if (clock.pending > 0) fail(`${clock.pending} timers are left after the end`);
  if (exchange.sockets.size > 0) fail(`${exchange.sockets.size} sockets are left after the end`);
  for (const failure of exchange.failures) fail(`the exchange failed: ${failure}`);
}

/** Moves time by `ms`, and checks the books at short intervals. */
async function pass({ clock }: World, books: Books, ms: number): Promise<void> {
  for (let gone = 0; gone < ms; gone += CHECK_EVERY) {
    await clock.advance(CHECK_EVERY);
    books.check();
  }
}
