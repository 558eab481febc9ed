import { createSpotClient, rest, type SpotClient, type SpotClientOptions, withEvents } from '@pkg/core';
import { BinanceSocketManager, wsApi } from '@pkg/streams';
import { signWith } from '../streams/support.js';
import { AccountData } from './account.js';
import { Books } from './books.js';
import { CalmCalls } from './calm-calls.js';
import { environmentOf } from './client-requests.js';
import { Connections } from './connections.js';
import { type Disturbances, startDisturbances } from './disturbances.js';
import type { OpenedSocket } from './host-socket.js';
import { ed25519Signer, LoggedOn, PUBLIC_KEY } from './log-on.js';
import { Orders, type Trader } from './orders.js';
import { Probing } from './probing.js';
import type { Profile } from './profile.js';
import { Readers } from './readers.js';
import { drawTrials, runTrial } from './run-trial.js';
import { Streams } from './streams.js';
import { clientRandom, createWorld, type Stop, type World } from './world.js';

/** The result of a run. */
export type Outcome = {
  readonly profile: Profile;
  /** Hash of the trace. Two runs with the same profile have the same hash. */
  readonly hash: string;
  /** The messages of the invariants that did not hold. */
  readonly violations: readonly string[];
  /** The names of the disturbances, and of the actions: orders, subscriptions and other calls. */
  readonly names: readonly string[];
  readonly trace: readonly string[];
  /** The virtual time that has passed in the run, in minutes. */
  readonly minutes: number;
  /**
   * How often the simulation has compared a state of an order book, an event of a stream, or an order with the
   * exchange.
   */
  readonly counts: { readonly books: number; readonly events: number; readonly orders: number };
};

/** The longest quiet phase, in ms of the exchange's time. The phase ends as soon as all data is correct. */
const QUIET = 240_000;
/**
 * The quiet phase follows the disturbances. In this phase, the market again and again moves for `MOVING` ms and then
 * stands still for `STILL` ms. While it stands still, the client's data is compared with the exchange's.
 */
const MOVING = 8_000;
const STILL = 4_000;
const CHECK_EVERY = 500;
/**
 * The number of attempts after which the client may still send a query again. It repeats a query three times at most,
 * and once more after a refused timestamp.
 */
const MOST_ATTEMPTS = 4;
/** How long the renewal of a connection may take, in ms. */
const RENEWED_WITHIN = 30_000;
/**
 * How long the client may take after the quiet phase until nothing is left of the disturbances, in ms. Within a minute,
 * the exchange accepts orders again, and the client notices dead connections for the WebSocket API. After 10 s more,
 * the client counts its new connections as healthy.
 */
const SETTLED_AFTER = 70_000;
/**
 * How many sockets the client may open in a cycle (disturbances, then a quiet phase): `least`, plus `perHit` for each
 * disturbance and `perSecond` for each second.
 */
const SOCKETS = { least: 12, perHit: 3, perSecond: 0.5 };

/**
 * Runs the client against the simulated exchange. Everything that happens follows from `profile`, so the same profile
 * always gives the same run.
 *
 * @param progress called after each cycle, with the virtual time since the start in ms
 */
export async function simulateSeed(profile: Profile, progress?: (virtualMs: number) => void): Promise<Outcome> {
  const world = createWorld(profile);
  const isRejected = (error: unknown): void => world.fail(`unhandled rejection: ${error}`);
  process.on('unhandledRejection', isRejected);
  try {
    return await new Run(world).complete(() => progress?.(world.clock.monotonic()));
  } catch (error) {
    world.fail(`the run failed: ${(error as Error).stack}`);
    return outcomeOf(world, [], { books: 0, events: 0, orders: 0 });
  } finally {
    process.off('unhandledRejection', isRejected);
  }
}

class Run {
  readonly #world: World;
  readonly #traders: readonly Trader[];
  readonly #sockets: BinanceSocketManager;
  /**
   * The manager of the order books. In half of the simulations it is `#sockets`. In the others it is a second manager
   * with equal options, so both managers share their connections.
   */
  readonly #bookSockets: BinanceSocketManager;
  readonly #books: Books;
  readonly #streams: Streams;
  readonly #connections: Connections;
  readonly #readers: Readers;
  readonly #orders: readonly Orders[];
  readonly #accounts: readonly AccountData[];
  readonly #logOns: LoggedOn[] = [];
  readonly #trialNames: string[] = [];

  constructor(world: World) {
    this.#world = world;
    const { accounts, exchange, profile, environment, host, conditions, log } = world;
    const dice = world.dice('client');
    // Two clients behind one IP address share the address's limits, but neither knows how much the other client has
    // used. So there are two clients only if the limits are high.
    const count = profile.workload === 'account' && dice.chance(0.3) && !conditions.isTight ? 2 : 1;
    this.#traders = Array.from({ length: count }, () => {
      const balances = { BTC: '1000', BNB: '100000', LTC: '1000', USDT: '100000' };
      // Only an Ed25519 key can log on to the WebSocket API.
      const logsOn = dice.chance(0.3);
      const account = exchange.createAccount({ balances, publicKey: logsOn ? PUBLIC_KEY : undefined });
      accounts.push(account);
      const stop: Stop = {
        until: 0,
        at: 0,
        bannedUntil: 0,
        awaitedReads: 0,
        orders: { at: 0, until: 0 },
        refused: new Map(),
        probing: new Probing(() => world.host.monotonic()),
      };
      const client = createClient(world, account, stop, logsOn);
      if (logsOn) this.#logOns.push(new LoggedOn(world, client));
      return { account, stop, client };
    });
    const [{ client }] = this.#traders as [Trader];
    const options = conditions.renewal
      ? {
          ...{ environment, clock: host, random: clientRandom(profile), logger: { warn: log } },
          renewal: conditions.renewal,
        }
      : client;
    this.#sockets = new BinanceSocketManager(options);
    const isShared = world.dice('managers').chance(0.5);
    this.#bookSockets = isShared ? new BinanceSocketManager(options) : this.#sockets;
    this.#books = new Books(world, client, this.#bookSockets);
    this.#connections = new Connections(world, this.#sockets);
    this.#streams = new Streams(world, this.#sockets);
    this.#readers = new Readers(world, this.#sockets);
    const isAccount = profile.workload === 'account';
    this.#orders = isAccount ? this.#traders.map((trader, at) => new Orders(world, trader, at ? 'b' : '')) : [];
    this.#accounts = isAccount ? this.#traders.map((trader) => new AccountData(world, this.#sockets, trader)) : [];
  }

  /** @param progress called after each cycle (disturbances, then a quiet phase) but the last */
  async complete(progress: () => void = () => undefined): Promise<Outcome> {
    const { profile, trace, violations, cycle, clock } = this.#world;
    let disturbances = await this.#cycle();
    for (cycle.number = 1; cycle.number < profile.cycles && violations.length === 0; cycle.number++) {
      progress();
      this.#forget();
      cycle.beganAt = clock.monotonic();
      disturbances = await this.#cycle();
    }
    await this.#close(disturbances);
    const counts = {
      books: this.#books.checks,
      events: this.#streams.events,
      orders: this.#orders.reduce((sum, { count }) => sum + count, 0),
    };
    trace.add('run', JSON.stringify(counts));
    const actions = [this.#streams, ...this.#orders].flatMap((each) => each.actions);
    return outcomeOf(this.#world, [...disturbances.names, ...actions, ...this.#trialNames], counts);
  }

  /** Runs a phase with disturbances, and then the quiet phase, unless the client is closed earlier. */
  async #cycle(): Promise<Disturbances> {
    const { profile, market, conditions, trace } = this.#world;
    const ms = profile.seconds * 1000;
    market.start();
    const disturbances = startDisturbances(this.#world, ms);
    this.#streams.start(ms, disturbances.hasHit);
    for (const orders of this.#orders) orders.start(ms);
    const end = Math.min(ms, conditions.closesAt ?? ms);
    await this.#pass(end);
    if (end < ms) trace.add('run', 'the client is closed');
    else await this.#quietPhase(disturbances);
    return disturbances;
  }

  /**
   * Drops recorded data that the next cycle does not need. The memory in use then shows what the client needs, not what
   * the simulation has recorded.
   */
  #forget(): void {
    const { trace, sockets, snapshots, sentOrders, host, clock } = this.#world;
    trace.forget();
    sentOrders.clear();
    for (const part of [this.#books, this.#streams, ...this.#orders, ...this.#accounts]) part.forget();
    const isRecent = ({ isOpen, openedAt }: OpenedSocket): boolean => isOpen || openedAt > clock.monotonic() - 300_000;
    sockets.splice(0, sockets.length, ...sockets.filter(isRecent));
    snapshots.splice(0, snapshots.length, ...snapshots.filter(({ at }) => at > host.monotonic() - 120_000));
  }

  /** Ends all disturbances, lets the market move and stand still, and checks that all data becomes correct. */
  async #quietPhase(disturbances: Disturbances): Promise<void> {
    const { market, trace, fail } = this.#world;
    disturbances.end();
    trace.add('run', 'the quiet phase begins');
    let problems: string[] = [];
    market.stop();
    for (let quiet = 0; quiet < QUIET; quiet += MOVING + STILL) {
      market.start();
      await this.#pass(MOVING);
      market.stop();
      await this.#pass(STILL);
      problems = this.#problems(disturbances.hits());
      if (problems.length === 0) break;
    }
    for (const problem of problems) fail(`${problem}, after the quiet phase`);
    await this.#trials(disturbances);
    for (const orders of this.#orders) await orders.checkEnd();
  }

  /** Disturbs the client again, but with one disturbance at a time. */
  async #trials(disturbances: Disturbances): Promise<void> {
    const world = this.#world;
    const calls = this.#orders.length > 0 ? this.#traders.map((trader) => new CalmCalls(world, trader)) : [];
    const names = drawTrials(world);
    if (names.length > 0) await this.#pass(SETTLED_AFTER);
    for (const name of names) {
      if (world.violations.length > 0) return;
      this.#trialNames.push(name);
      await runTrial(name, {
        ...{
          world,
          disturbances,
          accounts: this.#orders,
          calls,
          streams: this.#streams,
          books: this.#books.count,
          snapshotsWait: this.#books.snapshotsWait,
        },
        isDepleted: () => this.#books.isDepleted,
        pass: (ms) => this.#pass(ms),
        // A trial may disturb the client in several ways at a time. So it counts as five disturbances when `#problems`
        // calculates how many resyncs and sockets are allowed.
        problems: () => this.#problems(disturbances.hits() + 5 * this.#trialNames.length),
        depletions: () => this.#books.depletions,
        costs: () => ({
          sockets: world.sockets.length,
          subscriptions: world.counts.subscriptions,
          snapshots: world.snapshots.length,
          resyncs: this.#books.resyncs,
          gaps: this.#streams.gaps,
          accountGaps: this.#accounts.reduce((sum, { gaps }) => sum + gaps, 0),
        }),
      });
    }
  }

  #problems(hits: number): string[] {
    return [
      ...this.#books.problems(hits),
      ...this.#streams.problems(),
      ...this.#connections.problems(),
      ...this.#accounts.flatMap((account) => account.problems()),
      ...this.#socketProblems(hits),
    ];
  }

  /** Compares the subscribed streams with the expected streams, and the number of opened sockets with its limit. */
  #socketProblems(hits: number): string[] {
    const problems: string[] = [];
    const { sockets, clock, cycle } = this.#world;
    const subscribed = sockets
      .filter(({ isMarket, isOpen }) => isMarket && isOpen)
      .flatMap(({ streams }) => [...streams]);
    const twice = subscribed.filter((name, at) => subscribed.indexOf(name) !== at);
    if (twice.length > 0) problems.push(`subscribed twice: ${twice.join(', ')}`);
    const wanted = new Set([...this.#streams.wanted, ...this.#books.topics, ...this.#readers.topics]);
    for (const name of wanted) if (!subscribed.includes(name)) problems.push(`not subscribed: ${name}`);
    const others = subscribed.filter((name) => !wanted.has(name));
    if (others.length > 0) problems.push(`still subscribed: ${others.join(', ')}`);
    const { renewal } = this.#world.conditions;
    for (const { isOpen, openedAt } of sockets) {
      const age = clock.monotonic() - openedAt;
      if (isOpen && renewal && age > renewal.after + renewal.jitter + RENEWED_WITHIN)
        problems.push(`a socket is ${age} ms old`);
    }
    const most =
      SOCKETS.least + SOCKETS.perHit * hits + (SOCKETS.perSecond * (clock.monotonic() - cycle.beganAt)) / 1_000;
    const opened = sockets.filter(({ openedAt }) => openedAt >= cycle.beganAt).length;
    if (opened > most) problems.push(`${opened} sockets were opened by ${hits} disturbances`);
    return problems;
  }

  /** Closes the client, and checks that no timers, sockets and promises remain. */
  async #close(disturbances: Disturbances): Promise<void> {
    const { clock, exchange, fail, failures, host, pending, market } = this.#world;
    let isClosed = false;
    for (const part of [this.#streams, this.#readers, ...this.#orders, ...this.#accounts, ...this.#logOns])
      part.close();
    const closing = async (): Promise<void> => {
      await Promise.all([this.#books.close(), this.#bookSockets.close(), this.#sockets.close()]);
      for (const { client } of this.#traders) client.close();
    };
    closing().then(
      () => {
        isClosed = true;
      },
      (error: unknown) => fail(`closing failed: ${error}`),
    );
    await clock.advance(1_000);
    if (isClosed && host.isAwake && host.pendingTimers > 0) fail(`${host.pendingTimers} timers are left after closing`);
    await clock.advance(9_000);
    if (!isClosed) fail('closing did not end within 10 s');
    market.stop();
    disturbances.end();
    exchange.faults.clear();
    // 160 s are enough for two waits: up to 50 s in which the machine is asleep or busy, and one minute without a pong,
    // after which the exchange closes a half-open socket.
    await clock.advance(160_000);
    pending.checkEnd();
    if (clock.pending > 0) fail(`${clock.pending} timers are left after the end`);
    if (exchange.sockets.size > 0) fail(`${exchange.sockets.size} sockets are left after the end`);
    if (failures.reported !== failures.caused) {
      fail(`${failures.caused} listeners have failed, ${failures.reported} failures were reported`);
    }
    for (const failure of exchange.failures) fail(`the exchange failed: ${(failure as Error).stack}`);
  }

  /** Advances the virtual time by `ms`, and checks the order books at short intervals. */
  async #pass(ms: number): Promise<void> {
    for (let gone = 0; gone < ms; gone += CHECK_EVERY) {
      await this.#world.clock.advance(Math.min(CHECK_EVERY, ms - gone));
      this.#books.check();
    }
  }
}

function createClient(world: World, account: Trader['account'], stop: Stop, logsOn: boolean): SpotClient {
  const { profile, conditions, host, log, fail } = world;
  const dice = world.dice(`client ${account.uid}`);
  const { renewal } = conditions;
  const client = createSpotClient({
    apiKey: account.apiKey,
    signer: logsOn ? ed25519Signer : { keyType: 'HMAC', sign: signWith(account.apiSecret) },
    environment: environmentOf(world, stop),
    clock: host,
    random: clientRandom(profile, account.uid),
    validateOrders: dice.chance(0.5),
    transport: dice.chance(0.5) && !logsOn ? rest() : wsApi(renewal ? { renewal } : {}),
    logger: { warn: log },
  } as SpotClientOptions);
  withEvents(client).on('retry', ({ operation, attempt }) => {
    if (attempt > MOST_ATTEMPTS) fail(`${operation}: is sent again after ${attempt} attempts`);
  });
  return client;
}

function outcomeOf(world: World, names: readonly string[], counts: Outcome['counts']): Outcome {
  const { profile, trace, violations, clock } = world;
  const minutes = clock.monotonic() / 60_000;
  return { profile, hash: trace.digest(), violations, names, trace: trace.lines, minutes, counts };
}
