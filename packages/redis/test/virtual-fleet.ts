import { type Clock, createSpotClient, type FleetEvent, type LimitStore, type SpotClient } from '@pkg/core';
import { memoryStore } from '@pkg/core/internal';
import { ClientClock, createExchange, type Exchange, VirtualClock } from '@pkg/simulator';
import { createClient } from 'redis';
import { type RedisLimitsOptions, redisLimits } from '../src/index.js';

/** A time at the start of a minute, in ms since the epoch. */
const START = 1_800_000_000_000 - (1_800_000_000_000 % 60_000);

/** An account of the simulated exchange. */
export type VirtualAccount = ReturnType<Exchange['createAccount']>;

/** The simulated exchange as the processes behind one IP address see it, with an account that these processes use. */
export class VirtualAddress {
  readonly exchange: Exchange;
  readonly account: VirtualAccount;
  /**
   * The weight of reads in each minute, the number of accepted orders in each ten seconds, and the refusals. The keys
   * are the numbers of these time spans, counted from the epoch.
   */
  readonly weights: Map<number, number> = new Map();
  readonly orders: Map<number, number> = new Map();
  readonly refused: string[] = [];

  /** Each address needs its own `seed`, because the API key of its account depends on the seed. */
  constructor(clock: VirtualClock, seed: number) {
    this.exchange = createExchange({ clock, seed, symbols: ['BTCUSDT'] });
    this.exchange.setBook('BTCUSDT', { bids: [['59900', '1']], asks: [['60100', '1']] });
    this.account = this.exchange.createAccount({ balances: { USDT: '1000000000' } });
    this.exchange.journal.on(({ target, outcome, time, answer }) => {
      if (outcome !== 200) this.refused.push(`${target} ${outcome} ${answer}`);
      else if (target.includes('/depth')) add(this.weights, Math.floor(time / 60_000), 50);
      else if (target.includes('POST')) add(this.orders, Math.floor(time / 10_000), 1);
    });
  }
}

/** One process of a fleet whose time is simulated. */
export type VirtualProcess = {
  readonly client: SpotClient;
  readonly store: LimitStore;
  readonly statuses: FleetEvent[];
  readonly address: VirtualAddress;
  /** The clock of the process's machine. While that machine sleeps, the process does nothing. */
  readonly machine: ClientClock;
  /** How many scripts this process has run in Redis, and how many of its calls the exchange accepted. */
  runs: number;
  accepted: number;
  /** Set to true to simulate that the process is dead: nothing that it sends arrives. */
  isDead: boolean;
  /** Set to true to cut the process off from Redis only. */
  isCutOff: boolean;
};

/**
 * Processes in simulated time, with a simulated exchange in memory and with the scripts in a real Redis. The simulated
 * time only moves while no script runs, and the scripts read it. So the result does not depend on the speed of the
 * machine.
 */
export class VirtualFleet {
  readonly clock: VirtualClock;
  readonly processes: VirtualProcess[] = [];
  /** Commands to Redis that contained an API key or a secret. There must be none. */
  readonly leaks: string[] = [];
  /** How long Redis takes to answer, in ms; Infinity if it does not answer. */
  latency: number | (() => number) = 1;
  /** If set, Redis answers every command with an error that has this message. */
  failure: string | undefined;
  /** What the library puts before the name of each key, as ioredis does if its option `keyPrefix` is set. */
  keyPrefix = '';
  /** How long a request takes to reach the exchange, and its reply to come back, in ms. */
  requestDelay: (process: VirtualProcess) => number = () => 0;
  replyDelay: (process: VirtualProcess) => number = () => 0;
  readonly #redis: ReturnType<typeof createClient> | undefined;
  /** The store that the clients share if there is no Redis. Each fleet has its own copy, and so its own counts. */
  readonly #memory: LimitStore = { ...memoryStore };
  readonly #listeners = new Map<string, Set<{ process: VirtualProcess; listener: (message: string) => void }>>();
  readonly addresses: readonly VirtualAddress[];
  /** The first IP address of the fleet. */
  readonly first: VirtualAddress;
  /**
   * The scripts that Redis has loaded, each changed for simulated time. The key is the original text of a script, and
   * the value is the SHA-1 hash of its changed text.
   */
  readonly #scripts = new Map<string, Promise<string>>();
  #open = 0;
  #requests = 0;

  private constructor(redis: ReturnType<typeof createClient> | undefined, start: number, addresses: number) {
    this.#redis = redis;
    this.clock = new VirtualClock({ start });
    this.first = new VirtualAddress(this.clock, 1);
    const others = Array.from({ length: addresses - 1 }, (_, at) => new VirtualAddress(this.clock, at + 2));
    this.addresses = [this.first, ...others];
  }

  /**
   * Opens a fleet whose time starts `startsAt` ms after the start of a minute. `url` is the address of a Redis server.
   * If `url` is undefined, the processes are clients of a single process, which share the limits in its memory.
   */
  static async open(url: string | undefined, startsAt = 0, addresses = 1): Promise<VirtualFleet> {
    if (url === undefined) return new VirtualFleet(undefined, START + startsAt, addresses);
    const redis = createClient({ url });
    redis.on('error', () => undefined);
    await redis.connect();
    await redis.flushAll();
    return new VirtualFleet(redis, START + startsAt, addresses);
  }

  /** Starts a process behind an IP address. It uses the account of that address, unless `account` is given. */
  start(
    options: Partial<RedisLimitsOptions> = {},
    address: VirtualAddress = this.first,
    account: VirtualAccount = address.account,
  ): VirtualProcess {
    const statuses: FleetEvent[] = [];
    const counts = { runs: 0, accepted: 0 };
    const machine = new ClientClock(this.clock);
    const process: { -readonly [K in keyof VirtualProcess]?: VirtualProcess[K] } = {
      address,
      statuses,
      machine,
      ...counts,
    };
    process.isDead = false;
    process.isCutOff = false;
    const started = process as VirtualProcess;
    process.store = this.#redis ? this.#createStore(started, options) : this.#memory;
    process.client = account.createClient((defaults) =>
      createSpotClient({
        ...defaults,
        clock: machine,
        validateOrders: false,
        timeout: 60_000,
        limits: { store: started.store },
        environment: this.#environmentOf(started, defaults.environment),
      }),
    );
    this.processes.push(started);
    started.client.getExchangeInfo().catch(() => undefined);
    return started;
  }

  #createStore(process: VirtualProcess, options: Partial<RedisLimitsOptions>): LimitStore {
    const client = {
      evalSha: () => Promise.reject(new Error('NOSCRIPT')),
      eval: (text: string, { keys, arguments: [argument = ''] }: { keys: string[]; arguments: string[] }) =>
        this.#run(process, text, keys, argument),
      duplicate: () => this.#subscriber(process),
    };
    const onStatus = (event: FleetEvent): void => void process.statuses.push(event);
    return redisLimits(client, {
      group: `address-${this.addresses.indexOf(process.address)}`,
      clock: process.machine,
      ...options,
      onStatus,
    });
  }

  /** Starts callers in a process. Each makes one call after another, without end. */
  load(process: VirtualProcess, readers: number, writers: number): void {
    const options = { maxWait: Number.POSITIVE_INFINITY };
    const repeat = async (call: () => Promise<unknown>): Promise<void> => {
      while (!process.isDead) {
        try {
          await call();
          process.accepted += 1;
        } catch {
          await new Promise<void>((resolve) => void this.clock.setTimeout(resolve, 100));
        }
      }
    };
    const limit = { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'IOC' } as const;
    const order = { ...limit, price: '59000', quantity: '0.001' };
    for (let each = 0; each < readers; each++) {
      void repeat(() => process.client.getOrderBook({ symbol: 'BTCUSDT', limit: 1000 }, options));
    }
    for (let each = 0; each < writers; each++) void repeat(() => process.client.createOrder(order, options));
  }

  /** Advances the simulated time by `ms`. */
  async advance(ms: number): Promise<void> {
    const end = this.clock.monotonic() + ms;
    await this.#settle();
    for (;;) {
      const next = this.clock.nextIn ?? Number.POSITIVE_INFINITY;
      const left = end - this.clock.monotonic();
      if (left <= 0 && next > 0) return;
      await this.clock.advance(Math.min(next, left));
      await this.#settle();
    }
  }

  /** Returns the processor time that Redis has used since it started, in seconds. */
  async processorTime(): Promise<number> {
    const info = String(await this.#redis?.info('cpu'));
    const [user, system] = ['user', 'sys'].map((kind) => new RegExp(`used_cpu_${kind}:([\\d.]+)`).exec(info)?.[1]);
    return Number(user) + Number(system);
  }

  /** Deletes all data of Redis, like a restart of Redis without data. */
  async flush(): Promise<void> {
    await this.#redis?.flushAll();
  }

  async close(): Promise<void> {
    for (const process of this.processes) process.isDead = true;
    this.latency = Number.POSITIVE_INFINITY;
    await this.#settle();
    this.#redis?.destroy();
  }

  async #run(process: VirtualProcess, text: string, keys: string[], argument: string): Promise<unknown> {
    process.runs += 1;
    const { failure } = this;
    const latency = typeof this.latency === 'number' ? this.latency : this.latency();
    const { apiKey, apiSecret } = process.address.account;
    const command = `${keys} ${argument}`;
    if (command.includes(apiKey) || command.includes(String(apiSecret))) this.leaks.push(command);
    if (latency === Number.POSITIVE_INFINITY || process.isDead || process.isCutOff) return new Promise(() => undefined);
    const now = Math.floor(this.clock.now());
    const published: [string, string][] = [];
    let answer: unknown;
    this.#open += 1;
    try {
      if (failure === undefined) {
        const prefixed = keys.map((key) => this.keyPrefix + key);
        const result = await this.#runVirtually(text, prefixed, [argument, String(now)]);
        const [value, messages] = result as unknown as [unknown, string];
        answer = value;
        const sent = JSON.parse(messages) as [string, string][] | object;
        if (Array.isArray(sent)) published.push(...sent);
      }
    } finally {
      this.#open -= 1;
    }
    for (const [channel, message] of published) {
      for (const { process: to, listener } of this.#listeners.get(channel) ?? []) {
        to.machine.setTimeout(() => !to.isDead && !to.isCutOff && listener(message), latency / 2);
      }
    }
    return new Promise((resolve, reject) => {
      const end = (): void => (failure === undefined ? resolve(answer) : reject(new Error(failure)));
      process.machine.setTimeout(end, latency);
    });
  }

  /**
   * Runs a script that is changed for simulated time: the script reads the time from its second argument instead of the
   * clock, and returns its messages instead of publishing them, so that the caller can deliver them in simulated time.
   */
  async #runVirtually(text: string, keys: string[], args: string[]): Promise<unknown> {
    let script = this.#scripts.get(text);
    if (!script) {
      const virtual = text
        .replace("redis.call('TIME')", '{ math.floor(ARGV[2] / 1000), (ARGV[2] % 1000) * 1000 }')
        .replaceAll(/redis\.call\('PUBLISH', /g, 'publish(')
        .replace(/return ([^\n]*)\n$/, 'return { $1, cjson.encode(messages) }\n');
      const publish = 'local function publish(channel, message) messages[#messages + 1] = { channel, message } end';
      script = this.#redis?.scriptLoad(`local messages = {}\n${publish}\n${virtual}`) ?? Promise.resolve('');
      this.#scripts.set(text, script);
    }
    return this.#redis?.evalSha(await script, { keys, arguments: args });
  }

  #subscriber(process: VirtualProcess): object {
    return {
      on: () => undefined,
      connect: async () => undefined,
      subscribe: async (channel: string, listener: (message: string) => void) => {
        const listeners = this.#listeners.get(channel) ?? new Set();
        this.#listeners.set(channel, listeners.add({ process, listener }));
      },
      destroy: () => undefined,
    };
  }

  #environmentOf(process: VirtualProcess, environment: unknown): Exchange['environment'] {
    const { fetch, ...rest } = environment as Exchange['environment'];
    const wait = (clock: Clock, ms: number): unknown =>
      ms > 0 && new Promise<void>((resolve) => void clock.setTimeout(resolve, ms));
    const lossy: typeof globalThis.fetch = async (input, init) => {
      this.#requests += 1;
      if (process.isDead) return new Promise(() => undefined);
      await wait(this.clock, this.requestDelay(process));
      const reply = await (fetch as typeof globalThis.fetch)(input, init);
      await wait(process.machine, this.replyDelay(process));
      return reply;
    };
    return { ...rest, fetch: lossy } as Exchange['environment'];
  }

  /** Waits until Redis has answered all commands, and the processes have sent all requests of this moment. */
  async #settle(): Promise<void> {
    let requests = this.#requests;
    // A process that reads its messages waits for two `setImmediate` callbacks before it sends more requests. So two
    // callbacks without a request do not mean that all requests were sent. The loop ends after four in a row.
    for (let quiet = 0; quiet < 4; quiet++) {
      await new Promise((resolve) => setImmediate(resolve));
      if (this.#open > 0 || requests !== this.#requests) quiet = -1;
      requests = this.#requests;
    }
  }
}

function add(counts: Map<number, number>, window: number, amount: number): void {
  counts.set(window, (counts.get(window) ?? 0) + amount);
}
