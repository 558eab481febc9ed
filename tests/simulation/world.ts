import type { Environment } from '@pkg/core';
import { createExchange, createRandom, type Exchange, type ExchangeAccount, VirtualClock } from '@pkg/simulator';
import type { Dice } from '../support/dice.js';
import { Host } from './host.js';
import { hostSocket, type OpenedSocket } from './host-socket.js';
import { simulateLoads } from './lazy-code.js';
import { Market } from './market.js';
import { Pending } from './pending.js';
import type { Probing } from './probing.js';
import { diceFor, type Profile } from './profile.js';
import { createErrorCheck, isSecret } from './secrets.js';
import { SentOrders } from './sent-orders.js';
import { Trace } from './trace.js';

/**
 * How many levels the simulation reads when it queries an order book at random. The client itself never requests a
 * snapshot with this number of levels, so the number tells the two kinds of requests apart.
 */
export const READ_LEVELS = 7;
export const SYMBOLS = ['BNBBTC', 'LTCUSDT'] as const;
/**
 * How much history the exchange keeps. In a simulation with several cycles the history is short, so it is full after
 * the first hours. If the used memory grows after that, the growth comes from the client.
 */
const HISTORY = { trades: 5_000, candles: 1_000, orders: 5_000 };
const SHORT_HISTORY = { trades: 300, candles: 50, orders: 300 };

/** The settings of a run. They are drawn at random from the seed. */
export type Conditions = {
  /** Whether the limits of the exchange are low. */
  readonly isTight: boolean;
  /** The request weight that the exchange allows in a minute. */
  readonly weight: number;
  /** The number of new orders that the exchange allows in ten seconds. */
  readonly orders: number;
  /** Whether frames arrive as bytes, as from the package `ws`. */
  readonly asBytes: boolean;
  /** The fraction of calls in which a listener fails on purpose: it throws, or returns a promise that rejects. */
  readonly listenerFailures: number;
  /**
   * The age at which the client renews a connection, in ms: `after`, minus a random time of at most `jitter`. Undefined
   * for the client's default.
   */
  readonly renewal: { readonly after: number; readonly jitter: number } | undefined;
  /** How many ms after the start of the simulation the client is closed; undefined if it is closed at the end. */
  readonly closesAt: number | undefined;
};

/** What the disturbances change: how often something fails, and which differences from the exchange are allowed. */
export type Trouble = {
  /** The share of the client's `import()` calls that fail. */
  lostCode: number;
  /** The share of REST requests that a proxy refuses with an answer that quotes the request. */
  echo: number;
  /**
   * Whether the clock of the exchange was set back. The client considers balances with an earlier time to be older, so
   * its balances may differ from those of the exchange.
   */
  isSetBack: boolean;
  /**
   * Whether the client has assumed that the exchange started its ids anew. The update id of a book may then go back,
   * because a new snapshot may be older than the last event of the book.
   */
  hasNewIds: boolean;
  /**
   * Whether events of orders were lost on a socket that stayed open. The next event of an order may then count a fill
   * that the client has not seen and does not look for.
   */
  losesFills: boolean;
  /** Whether events of a market stream were lost on a socket that stayed open. */
  losesEvents: boolean;
  /** Whether the client's machine cannot open connections for REST requests. */
  isUnreachable: boolean;
};

/** The simulated exchange, its market, the machine of the client, and the results of the simulation. */
export type World = {
  readonly profile: Profile;
  readonly conditions: Conditions;
  readonly exchange: Exchange;
  readonly accounts: ExchangeAccount[];
  /** For each client, when the exchange accepts its requests again after a reply with the status 418 or 429. */
  readonly stops: Stop[];
  /** The clock of the exchange. The simulation calculates the clocks of the client's machine from it. */
  readonly clock: VirtualClock;
  /** The client's machine. */
  readonly host: Host;
  readonly environment: Environment;
  readonly market: Market;
  readonly sockets: OpenedSocket[];
  readonly trouble: Trouble;
  readonly trace: Trace;
  readonly violations: string[];
  /** The minute, as a number, and the highest request weight that the exchange has reported as used in this minute. */
  readonly use: { minute: number; weight: number };
  /** How many requests to subscribe to market streams, or to unsubscribe, the client has sent. */
  readonly counts: { subscriptions: number };
  /** The requests for snapshots of order books, with the times at which they were sent. */
  readonly snapshots: { readonly at: number; readonly weight: number }[];
  /** The client order ids of the writes that have left the client's machine. */
  readonly sentOrders: SentOrders;
  /** The promises that the client has returned and that have not settled. */
  readonly pending: Pending;
  /**
   * Functions that are called after each time in which the client's machine was asleep or busy, before the client
   * notices it. The argument is the length of this time in ms.
   */
  readonly awakened: ((paused: number) => void)[];
  /**
   * The number of the present cycle (disturbances, then a quiet phase), from 0, and the exchange's monotonic time when
   * it began.
   */
  readonly cycle: { number: number; beganAt: number };
  readonly dice: (part: string) => Dice;
  /** Records that an invariant does not hold. */
  readonly fail: (text: string) => void;
  /** Receives the log messages of the client. */
  readonly log: (message: string, details?: Readonly<Record<string, unknown>>) => void;
  /** Checks that an error of the client contains no secret. */
  readonly checkError: (what: string, error: unknown) => void;
  /**
   * Every listener that the simulation passes to the client calls this function. It throws, returns a promise that
   * rejects, or does nothing.
   */
  readonly listenerFailure: () => Promise<void> | undefined;
  /** Whether nothing delays events, except a short latency. */
  isPunctual: boolean;
  /**
   * Whether the disturbances are so few that the client must keep the exchange's limits and send correct timestamps.
   */
  isCalm: boolean;
  /** How many listeners have failed, and how many of these failures the client has reported. */
  readonly failures: { caused: number; reported: number };
};

/** How late an event may arrive if nothing delays it except a short latency, in ms. */
export const LATEST = 500;
/** How far the client's measurement of the exchange's time may be off in a calm run, in ms. */
const TIME_ERROR = 500;

/**
 * If a simulated fault refuses a timestamp, the message of the refusal contains this text. In a calm run, a refusal
 * without this text means that the client has sent a wrong timestamp.
 */
export const INJECTED = '(injected)';

/**
 * How many snapshots of order books the client may request in ten seconds. The client has up to three books. Each book
 * repeats a failed request after 0.25, 0.5, 1, 2, 4 and then 5 s; jitter shortens each of these delays by up to half.
 */
const SNAPSHOTS = 40;

/**
 * A wait that the `Retry-After` header of a reply requires. The client must not send a request before `until`. `until`
 * and `at` are readings of the machine's monotonic clock, in ms.
 */
export type Stop = {
  until: number;
  /** When the reply with the `Retry-After` arrived. */
  at: number;
  /** The end of the last ban, by which the exchange answers with 418. */
  bannedUntil: number;
  /** How many requests for the order rules and the server time have no reply. Other calls wait for these replies. */
  awaitedReads: number;
  /** When the last reply with the code -1015 arrived, and until when its `Retry-After` forbids new orders. */
  orders: { readonly at: number; readonly until: number };
  /** For each route whose request got a 403, until when the client sends no further request of it. */
  readonly refused: Map<string, number>;
  readonly probing: Probing;
};

export function createWorld(profile: Profile): World {
  const cycle = { number: 0, beganAt: 0 };
  const dice = (part: string): Dice => diceFor(profile, cycle.number > 0 ? `${cycle.number} ${part}` : part);
  const drawn = dice('world');
  const clock = new VirtualClock({ start: Date.UTC(2026, 0, 1) + drawn.below(86_400_000) });
  const conditions = drawConditions(drawn, profile);
  const exchange = createExchange({
    seed: profile.seed,
    clock,
    symbols: [...SYMBOLS],
    sors: [{ baseAsset: 'LTC', symbols: ['LTCUSDT'] }],
    history: profile.cycles > 1 ? SHORT_HISTORY : HISTORY,
    orderLimits: [
      { interval: 'SECOND', intervalNum: 10, limit: conditions.orders },
      { interval: 'DAY', intervalNum: 1, limit: 200_000 },
    ],
    settings: {
      limits: {
        requestWeightPerMinute: conditions.weight,
        rawRequestsPerFiveMinutes: 300_000,
        connectionsPerFiveMinutes: 300,
      },
    },
  });
  const trace = new Trace(() => clock.monotonic());
  const violations: string[] = [];
  const fail = (text: string): void => {
    trace.add('VIOLATION', text);
    violations.push(text);
  };
  const awakened: ((paused: number) => void)[] = [];
  const host = new Host(
    clock,
    {
      offset: drawn.pick([0, 0, -3_000, 700, 60_000]),
      drift: drawn.pick([0, 0, 0.0005]),
      stopsAsleep: drawn.chance(0.5),
      timersFirst: drawn.chance(0.5),
    },
    (paused) => {
      for (const check of awakened) check(paused);
    },
  );
  const accounts: ExchangeAccount[] = [];
  // Simulated faults also answer with 418 and 429. An answer with the code -1003 comes only from the exchange's own
  // limits.
  exchange.journal.on(({ outcome, target, answer }) => {
    if (outcome === 418 && answer.includes('-1003')) fail(`the exchange banned the client at ${target}`);
    // Two clients behind one IP address share the address's weight limit, but neither knows how much the other client
    // has used. So a refusal for weight is a violation only if there is one client.
    const isLimit = answer.includes('-1003') ? accounts.length < 2 : answer.includes(` ${conditions.orders} orders`);
    // The window of the order limit is ten seconds long. A client may wait for the next window, but its request may
    // arrive shortly before that window begins, because the clock of the client's machine drifts.
    const inWindow = clock.now() % 10_000;
    const isAtBoundary = !host.isPrecise && Math.min(inWindow, 10_000 - inWindow) < TIME_ERROR;
    if (world.isCalm && outcome === 429 && isLimit && !isAtBoundary)
      fail(`the exchange refused ${target}, because a limit was used up: ${answer}`);
    if (world.isCalm && outcome === 400 && answer.includes('-1021') && !answer.includes(INJECTED))
      fail(`the exchange refused the timestamp of ${target}`);
  });
  const use = { minute: 0, weight: 0 };
  const market = new Market(exchange, dice('market'));
  const trouble: Trouble = {
    lostCode: 0,
    echo: 0,
    isSetBack: false,
    hasNewIds: false,
    losesFills: false,
    losesEvents: false,
    isUnreachable: false,
  };
  const code = dice('lost code');
  simulateLoads(() => trouble.lostCode > 0 && code.chance(trouble.lostCode));
  const sockets: OpenedSocket[] = [];
  const failures = { caused: 0, reported: 0 };
  const listening = dice('listeners');
  const checkError = createErrorCheck(fail);
  const world: World = {
    ...{ profile, conditions, exchange, accounts, clock, host, market, sockets, trouble, trace, violations, awakened },
    ...{
      dice,
      fail,
      checkError,
      failures,
      cycle,
      snapshots: [],
      sentOrders: new SentOrders(() => clock.monotonic(), fail),
      stops: [],
      counts: { subscriptions: 0 },
      use,
      isCalm: false,
      isPunctual: false,
    },
    pending: new Pending(() => clock.monotonic(), fail),
    environment: {
      ...exchange.environment,
      WebSocket: hostSocket(
        exchange.environment,
        host,
        {
          ...{ sockets, fail, now: () => clock.monotonic() },
          answered(text, socket) {
            world.sentOrders.frameArrived(text, socket);
            noteUse(world, /"REQUEST_WEIGHT"[^}]*"count":(\d+)/.exec(text)?.[1]);
            // The frame does not show to which client it belongs. So every client may now send requests freely, as
            // after an accepted request of its own.
            for (const { probing } of world.stops) probing.accepted(Infinity);
          },
          note: (text) => trace.add('client', text),
          subscribed: () => world.counts.subscriptions++,
          requested: (text, socket) => {
            const isSnapshot = text.includes('"method":"depth"') && !text.includes(`"limit":${READ_LEVELS}`);
            if (isSnapshot) noteSnapshot(world, text);
            world.sentOrders.sentFrame(text, socket);
          },
        },
        conditions.asBytes,
      ),
    },
    log: (message, details) => {
      const text = details ? `${message} ${JSON.stringify(details)}` : message;
      if (isSecret(text)) fail(`a secret is in the log: ${text}`);
      if (/a listener has failed/.test(text) || /a listener has failed/.test(String(details?.error)))
        failures.reported++;
      else trace.add('log', text.slice(0, 200));
    },
    listenerFailure: () => {
      if (conditions.listenerFailures === 0 || !listening.chance(conditions.listenerFailures)) return undefined;
      failures.caused++;
      const error = new Error('a listener has failed');
      if (listening.chance(0.5)) throw error;
      return Promise.reject(error);
    },
  };
  return world;
}

function drawConditions(drawn: Dice, { seconds, workload, cycles }: Profile): Conditions {
  const isTight = drawn.chance(workload === 'account' ? 0.25 : 0.1);
  return {
    isTight,
    weight: isTight ? 1_200 : 6_000,
    // The limit is never 100, because injected refusals name a limit of 100 orders.
    orders: isTight ? 8 : 90,
    asBytes: drawn.chance(0.5),
    listenerFailures: drawn.chance(0.2) ? 0.05 : 0,
    renewal: drawn.chance(0.25) ? { after: drawn.between(12_000, 40_000), jitter: 5_000 } : undefined,
    closesAt: drawn.chance(0.1) && cycles === 1 ? drawn.below(seconds * 1_000) : undefined,
  };
}

/**
 * The random numbers of a client. They do not depend on the random numbers of the exchange. `account` tells the clients
 * of a run apart, so that they do not generate equal client order ids.
 */
export function clientRandom({ seed }: Profile, account = 0): ReturnType<typeof createRandom> {
  return createRandom(seed ^ 0x5eed ^ account);
}

/**
 * Records how much request weight the exchange says is used. The reports of a minute may arrive out of order, so the
 * highest one counts.
 */
export function noteUse({ use, clock }: World, reported: string | null | undefined): void {
  if (!reported) return;
  const minute = Math.floor(clock.now() / 60_000);
  use.weight = minute === use.minute ? Math.max(use.weight, Number(reported)) : Number(reported);
  use.minute = minute;
}

/**
 * Records a request for a snapshot of an order book. Records a violation if the client sends too many of them within
 * ten seconds.
 */
export function noteSnapshot({ snapshots, host, fail }: World, request: string): void {
  const at = host.monotonic();
  snapshots.push({ at, weight: snapshotWeight(request) });
  const before = snapshots.at(-1 - SNAPSHOTS);
  if (before && at - before.at < 10_000) fail(`${SNAPSHOTS + 1} snapshots were requested in ${at - before.at} ms`);
}

/** Returns the request weight of an order book snapshot, read from the text of its request. */
export function snapshotWeight(request: string): number {
  const limit = Number(/limit\W+(\d+)/.exec(request)?.[1] ?? 100);
  return limit <= 100 ? 5 : limit <= 500 ? 25 : limit <= 1000 ? 50 : 250;
}
