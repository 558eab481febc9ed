import type { ClientOptions, SpotClient } from '@pkg/core';
import type { AccountFees, ExchangeAccount } from '../exchange/accounts.js';
import { createExchange, type Exchange } from '../exchange/exchange.js';
import type { ExchangeOptions } from '../exchange/options.js';
import { clockOf, sourcesOf } from '../exchange/sources.js';
import type { MarketSource } from '../sources/market/market-source.js';
import { runUntilSettled } from '../time/run-until-settled.js';
import { realTimers } from '../time/system-clock.js';
import { VirtualClock } from '../time/virtual-clock.js';
import { Observer } from './observer.js';
import type { BacktestReport } from './report.js';
import { waitForLoading } from './wait-for-loading.js';

/** The exchange, the account, the client and the timer that a backtest passes to its bot. */
export type BacktestContext = {
  /** The exchange on which the bot trades. */
  readonly exchange: Exchange;
  /** The account of the bot. The report of the backtest lists the trades of this account. */
  readonly account: ExchangeAccount;
  /** A client of the bot's account. */
  readonly client: SpotClient;
  /**
   * Calls a function at regular intervals (ms) of the exchange's time, one call at a time. The first call is one
   * interval from now. If the function throws, the backtest ends. Returns a function that ends the calls.
   */
  every(ms: number, task: () => unknown): () => void;
};

/** Options of {@link backtest}. The options of the exchange must contain a `source`, whose market the bot trades on. */
export type BacktestOptions = Omit<ExchangeOptions, 'clock' | 'accounts'> & {
  /** `createSpotClient` of `@pkg/core`, which creates the client of the bot. */
  readonly createClient: (options: ClientOptions) => SpotClient;
  /** Free balances of the bot's account at the start, such as `{ USDT: '10000' }`. */
  readonly balances: Readonly<Record<string, string>>;
  /** Commission rates of the bot's account as fractions. @default 0.1 % */
  readonly fees?: AccountFees | undefined;
  /**
   * Starts the bot. While the bot is starting, the exchange's time advances only when the bot waits for a later time.
   * The function may return another function that ends the bot; it is called when the report is complete.
   */
  readonly bot: (context: BacktestContext) => unknown;
  /** The asset in which the report gives values. @default the quote asset of the first symbol */
  readonly asset?: string | undefined;
  /**
   * Time between two points of the equity curve, in ms. @default one minute, or longer if the curve would otherwise
   * have more than 2,000 points
   */
  readonly interval?: number | undefined;
};

const MINUTE = 60_000;
/** The largest number of points that an equity curve has by default. */
const MOST_POINTS = 2000;
/**
 * How long the backtest waits for the bot's start once the bot's code seems to be loaded, in ms of the exchange's time.
 * After this span, the backtest continues even if the bot has not started.
 */
const STARTING = 60_000;

/**
 * Runs a bot on the data of a market source, as fast as the machine can, and returns a report. The bot can be the one
 * that trades live: it gets a client, and all that it sees and does passes through the exchange. The exchange contains
 * no data of the source that are later than the exchange's time.
 *
 * @throws the error of the bot's start, or of a function that it has passed to `every`
 * @throws {RangeError} if `interval` is not above 0
 */
export async function backtest(options: BacktestOptions): Promise<BacktestReport> {
  const { createClient, balances, fees, bot, asset, interval, ...rest } = options;
  checkSources(sourcesOf(options));
  if (interval !== undefined && !(interval > 0)) {
    throw new RangeError(`interval: expected a number of ms above 0, got ${interval}`);
  }
  // `checkSources` has refused every source with a clock of its own, so the exchange runs on a virtual clock.
  const exchange = createExchange(rest) as Exchange & { readonly clock: VirtualClock };
  try {
    return await runOn(exchange, options);
  } finally {
    exchange.close();
  }
}

/** Runs the bot on an exchange, and returns the report. */
async function runOn(
  exchange: Exchange & { readonly clock: VirtualClock },
  { createClient, balances, fees, bot, asset, interval, ...options }: BacktestOptions,
): Promise<BacktestReport> {
  const { clock } = exchange;
  await exchange.ready;
  const account = exchange.createAccount({ balances, fees });
  const client = account.createClient(createClient);
  const [first] = exchange.engine.symbols();
  await loadClient(client, first?.symbol ?? '');
  const observer = new Observer(exchange.engine, exchange.journal, account.uid, asset ?? first?.quoteAsset ?? '');
  const errors = new ErrorSignal();
  const end = options.end ?? Number.POSITIVE_INFINITY;
  const step = interval ?? Math.max(MINUTE, minutes((end - clock.now()) / MOST_POINTS));
  let isOver = false;
  exchange.sourceEnded.then(
    () => {
      isOver = true;
    },
    // If the source fails, `clock.advance` below rejects with the error of the source. So this error is ignored here.
    () => undefined,
  );
  const start = clock.now();
  try {
    observer.sample(start);
    let stop: unknown;
    let isReady = false;
    const started = Promise.resolve(bot({ exchange, account, client, every: every(clock, errors) })).then(
      (value) => {
        stop = value;
        isReady = true;
      },
      (error) => errors.fail(error),
    );
    await waitForLoading(clock, () => isReady || errors.hasFailed, realTimers);
    if (!isReady)
      await runUntilSettled(clock, started, Math.min(STARTING, end - clock.now()), realTimers).catch(ignore);
    for (let next = start + step; ; next += step) {
      if (next < clock.now()) continue;
      const until = Math.min(next, end);
      await Promise.race([clock.advance(until - clock.now()), errors.failure]);
      observer.sample(clock.now());
      if (until >= end || (isOver && end === Number.POSITIVE_INFINITY)) break;
    }
    const report = observer.report();
    observer.close();
    if (!isReady) await exchange.run(Promise.race([started, errors.failure]));
    if (typeof stop === 'function') await exchange.run(Promise.race([Promise.resolve(stop()), errors.failure]));
    return report;
  } finally {
    observer.close();
    client.close();
  }
}

/** Checks the sources before an exchange starts them. A source with a clock of its own cannot run in virtual time. */
function checkSources(sources: readonly MarketSource[]): void {
  const legal = 'data of the past: recording, trades, klines or timedSource';
  if (sources.length === 0) throw new TypeError(`source: expected ${legal}, got none`);
  const clock = clockOf(sources);
  if (clock !== undefined && !(clock instanceof VirtualClock)) {
    throw new TypeError(
      `source: expected ${legal}, got a source on real time, such as mirror, which createExchange runs`,
    );
  }
}

const minutes = (ms: number): number => (Number.isFinite(ms) ? Math.ceil(ms / MINUTE) * MINUTE : MINUTE);

/**
 * Makes the client load its code for signed calls and for orders before the market moves. Loading takes an
 * unpredictable amount of real time, so two runs could differ if it took place while the market moves.
 */
async function loadClient(client: SpotClient, symbol: string): Promise<void> {
  await client.getAccount();
  // The client loads its code for orders even if this order is illegal, so an error does not matter.
  await client.createTestOrder({ symbol, side: 'BUY', type: 'MARKET', quantity: '1' }).catch(() => undefined);
}

/**
 * Ignores the error of `runUntilSettled`, which only means that the bot has not started in time. `ErrorSignal` reports
 * the errors of the bot itself.
 */
const ignore = (): void => undefined;

/** Reports the first error of a bot. */
class ErrorSignal {
  readonly failure: Promise<never>;
  hasFailed = false;
  fail: (error: unknown) => void = () => undefined;

  constructor() {
    this.failure = new Promise((_, reject) => {
      this.fail = (error) => {
        this.hasFailed = true;
        reject(error);
      };
    });
    // If no other code awaits this promise, its rejection would be unhandled, so it is handled here.
    this.failure.catch(() => undefined);
  }
}

function every(clock: VirtualClock, errors: ErrorSignal): BacktestContext['every'] {
  return (ms, task) => {
    if (!(ms > 0)) throw new RangeError(`every: expected a number of ms above 0, got ${ms}`);
    let isRunning = false;
    let isEnded = false;
    const call = async (): Promise<void> => {
      isRunning = true;
      try {
        await task();
      } catch (error) {
        errors.fail(error);
      }
      isRunning = false;
    };
    const schedule = (): void => {
      clock.setTimeout(() => {
        if (isEnded) return;
        schedule();
        if (!isRunning) void call();
      }, ms);
    };
    schedule();
    return () => {
      isEnded = true;
    };
  };
}
