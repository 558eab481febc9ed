import {
  type Client,
  type Clock,
  createClient,
  type Environment,
  type Logger,
  type Random,
  type Timer,
} from '@pkg/core';
import {
  getAggregateTrades,
  getExchangeInfo,
  getKlines,
  getOrderBook,
  getOrderbookTickers,
  getTickers,
} from '@pkg/core/operations';

type Records = typeof import('@pkg/core/operations');

/** The operations that a mirror uses. None of them is signed or needs an API key. */
type UpstreamOperations = Pick<
  Records,
  'getAggregateTrades' | 'getExchangeInfo' | 'getKlines' | 'getOrderBook' | 'getOrderbookTickers' | 'getTickers'
>;

/** A client without an API key. */
export type UpstreamClient = Client<UpstreamOperations>;

/** Options of an {@link Upstream}: how a mirror connects to its market. */
export type UpstreamOptions = {
  readonly environment: Environment;
  readonly clock?: Clock | undefined;
  readonly random?: Random | undefined;
  readonly logger?: Logger | undefined;
};

/** After a failed measurement of the market's time, the next one follows after this many ms. */
const MEASURE_AGAIN_AFTER = 2000;

/** The market that is mirrored, with its time. */
export class Upstream {
  readonly client: UpstreamClient;
  /** The clock of this machine, which sets the timers. */
  readonly timers: Clock;
  /**
   * The time of the market, for use as the clock of the simulated exchange. Between measurements, the time advances
   * with the clock of this machine. The time never goes back.
   */
  readonly clock: Clock;
  #offset: number | undefined;
  #latest = 0;
  #measureAt = 0;

  constructor({ environment, clock, random, logger }: UpstreamOptions) {
    const operations: UpstreamOperations = {
      getAggregateTrades,
      getExchangeInfo,
      getKlines,
      getOrderBook,
      getOrderbookTickers,
      getTickers,
    };
    this.client = createClient({ environment, operations, clock, random, logger });
    const timers = this.client.context.clock;
    this.timers = timers;
    this.clock = {
      now: () => {
        const now = this.#offset === undefined ? timers.now() : timers.monotonic() + this.#offset;
        this.#latest = Math.max(this.#latest, now);
        return this.#latest;
      },
      monotonic: () => timers.monotonic(),
      setTimeout: (callback, ms): Timer => timers.setTimeout(callback, ms),
      clearTimeout: (timer) => timers.clearTimeout(timer),
    };
  }

  /** Measures the time of the market. */
  async measure(): Promise<void> {
    await this.client.context.serverTime.timestamp();
    this.#offset = this.client.context.serverTime.offset;
  }

  /**
   * Returns the time of the market in ms, or undefined while it is unknown. If the time is unknown or the last
   * measurement is old, this call begins a measurement.
   */
  readTime(): number | undefined {
    const { serverTime } = this.client.context;
    const now = this.timers.monotonic();
    if (serverTime.offset === undefined && now < this.#measureAt) return undefined;
    const timestamp = serverTime.timestamp();
    if (typeof timestamp !== 'number') {
      this.#measureAt = now + MEASURE_AGAIN_AFTER;
      timestamp.then(
        () => {
          this.#measureAt = 0;
        },
        // If the measurement fails, another attempt follows.
        () => undefined,
      );
      return undefined;
    }
    this.#offset = serverTime.offset;
    return now + (serverTime.offset as number);
  }

  close(): void {
    this.client.close();
  }
}
