import type { CallOptions, ClientContext, Timer } from '@pkg/core';
import { BinanceRateLimitError } from '@pkg/core/errors';
import { getOrderBook } from '@pkg/core/operations';
import { type DepthSnapshot, readSnapshot } from '../book/index.js';

/** The properties and methods of a client that order books use. */
export type DepthClient = {
  /** The client's clock, environment and logger. */
  readonly context: ClientContext;
  /** Requests a snapshot of an order book. */
  getOrderBook(params: { symbol: string; limit?: number }, options?: CallOptions): Promise<DepthSnapshot>;
  /** Requests the best prices of all markets, so that one request can check many books whose streams are silent. */
  getOrderbookTickers?(params?: object, options?: CallOptions): Promise<readonly BestPrices[]>;
};

/** The best bid and the best ask of a market. */
export type BestPrices = {
  /** Symbol of the market. */
  readonly symbol: string;
  /** Price of the best bid. */
  readonly bidPrice: string;
  /** Quantity at the best bid, in the base asset. */
  readonly bidQty: string;
  /** Price of the best ask. */
  readonly askPrice: string;
  /** Quantity at the best ask, in the base asset. */
  readonly askQty: string;
};

/** A request for one snapshot that waits in the queue. `fail` is called if the answer is not a snapshot. */
export type SnapshotJob = {
  readonly symbol: string;
  readonly limit: number;
  /** Returns the priority of the job. The job with the highest priority is sent first. */
  readonly priority: () => number;
  /** Called each time the request is sent, with its request weight. */
  readonly sent: (weight: number) => void;
  readonly deliver: (snapshot: DepthSnapshot) => void;
  readonly fail: (error: unknown) => void;
};

/** A request that was sent, and whose weight still counts towards the budget. */
type SentRequest = {
  readonly weight: number;
  /** Monotonic time until which the request counts; Infinity until it has ended. */
  until: number;
};

/** The lowest priority. A job with this priority is sent only while no job with a higher priority waits. */
export const LOWEST_PRIORITY: number = -Infinity;

const WINDOW = 60_000;
/** The shortest time without snapshot requests after the exchange answered that a rate limit was exceeded, ms. */
const MIN_PAUSE = 1_000;
/** The longest ban of an IP address, ms: 3 days. */
const MAX_BAN = 259_200_000;
/** How often it is checked during a ban whether the ban was ended by `limits.reset()`, ms. */
const LOOK_EVERY = 60_000;
const MAX_CONCURRENT = 8;
/** The share of the weight budget that checks of books with silent streams may use. */
const CHECKS = 0.1;
/**
 * How long the best prices of all markets are reused for checks of books with silent streams, ms. Each request for
 * these prices has a weight of 4, so the requests of a minute have a weight of up to 48.
 */
const BEST_PRICES_FOR = 5_000;

/** The queue of each client, by the client's context. */
const queues = new WeakMap<object, SnapshotQueue>();

/** Returns the queue of a client. Only the first call for a client sets the `budget`. */
export function queueOf(client: DepthClient, budget: number): SnapshotQueue {
  let queue = queues.get(client.context);
  if (!queue) {
    queue = new SnapshotQueue(client, budget);
    queues.set(client.context, queue);
  }
  return queue;
}

/**
 * Fetches snapshots by priority, within a budget of request weight for any 60 seconds. A request may first wait for the
 * rate limiter or for a connection, so it may reach the exchange at any time until it ends. Therefore its weight counts
 * towards the budget until 60 seconds after its end. A snapshot that is heavier than the budget also uses up the budget
 * of the next minutes. While the exchange throttles or bans this IP address, nothing is sent.
 */
export class SnapshotQueue {
  /** The highest priority that any book has been given. */
  priority = 0;
  readonly #client: DepthClient;
  readonly #budget: number;
  readonly #waiting = new Set<SnapshotJob>();
  readonly #running = new Map<SnapshotJob, AbortController>();
  /** The requests that count towards the budget, sorted by the time until which they count. */
  #sent: SentRequest[] = [];
  /** Monotonic times at which books with silent streams were checked in the last minute. */
  #checks: number[] = [];
  #bestPrices: { readonly at: number; readonly answer: Promise<ReadonlyMap<string, BestPrices>> } | undefined;
  /** Monotonic time until which nothing is sent, because the exchange asked for this wait. */
  #pausedUntil = 0;
  /** Whether the exchange asked for this wait by a ban of the IP address. */
  #isBan = false;
  #timer: Timer | undefined;

  constructor(client: DepthClient, budget: number) {
    this.#client = client;
    this.#budget = budget;
  }

  /** Queues a job. Returns a function that cancels the job. */
  add(job: SnapshotJob): () => void {
    this.#waiting.add(job);
    // The timer of 0 ms fires after all jobs that are added at the same time are in the queue. The job with the highest
    // priority is then sent first.
    this.#flushIn(0);
    return () => {
      this.#waiting.delete(job);
      this.#running.get(job)?.abort();
      this.#running.delete(job);
      this.reorder();
    };
  }

  /**
   * Sends the jobs that need not wait, after the current task. Called when another job may be the next one: another job
   * was cancelled, or its priority has changed.
   */
  reorder(): void {
    this.#flushIn(this.#waiting.size === 0 ? Infinity : 0);
  }

  /** Returns whether a book with a silent stream may be checked by a small snapshot now. If so, counts the check. */
  countCheck(limit: number): boolean {
    const now = this.#client.context.clock.monotonic();
    this.#checks = this.#checks.filter((at) => now - at < WINDOW);
    const weight = snapshotWeight(limit);
    const isFree = this.#waiting.size === 0 && this.#pausedUntil <= now && this.#delayFor(weight) === 0;
    // The first few checks in a minute are always allowed, however small the budget is.
    if (!isFree || (this.#checks.length >= MAX_CONCURRENT && this.#checks.length * weight >= CHECKS * this.#budget)) {
      return false;
    }
    this.#checks.push(now);
    return true;
  }

  /** Returns the best prices of all markets. Calls within 5 s share one request. */
  bestPrices(): Promise<ReadonlyMap<string, BestPrices>> {
    const client = this.#client;
    const now = client.context.clock.monotonic();
    if (this.#bestPrices && now - this.#bestPrices.at < BEST_PRICES_FOR) return this.#bestPrices.answer;
    const request = async (): Promise<ReadonlyMap<string, BestPrices>> => {
      if (!client.getOrderbookTickers || this.#pausedUntil > now) return new Map();
      // This request does not count towards the budget. Otherwise it might have to wait for minutes, because snapshots
      // may have used up the budget of several minutes.
      const tickers: readonly (BestPrices | null)[] = await client.getOrderbookTickers({}, { retry: false });
      return new Map(tickers.flatMap((ticker) => (ticker ? [[ticker.symbol, ticker]] : [])));
    };
    const answer = request().catch(() => new Map<string, BestPrices>());
    this.#bestPrices = { at: now, answer };
    return answer;
  }

  /** Sends the waiting jobs, highest priority first, until one has to wait. */
  #flush(): void {
    this.#flushIn(Infinity);
    const { clock, limiter } = this.#client.context;
    // If the limiter does not know the ban any more, `limits.reset()` was called, because the report of the ban was wrong.
    if (this.#isBan && limiter && limiter.known.address.suspension.until <= clock.monotonic()) this.#pausedUntil = 0;
    while (this.#waiting.size > 0 && this.#running.size < MAX_CONCURRENT) {
      const job = this.#next();
      const weight = snapshotWeight(job.limit);
      const wait = Math.max(this.#pausedUntil - clock.monotonic(), this.#delayFor(weight));
      if (wait > 0) return this.#flushIn(this.#isBan ? Math.min(wait, LOOK_EVERY) : wait);
      this.#waiting.delete(job);
      job.sent(weight);
      void this.#fetch(job, weight);
    }
  }

  async #fetch(job: SnapshotJob, weight: number): Promise<void> {
    const sent: SentRequest = { weight: Math.min(weight, this.#budget), until: Infinity };
    this.#sent.push(sent);
    const abort = new AbortController();
    this.#running.set(job, abort);
    let settle: () => void;
    try {
      const { symbol, limit } = job;
      // The client must not repeat the request, because each request has to fit into the budget.
      const options = { signal: abort.signal, retry: false };
      const answer: unknown = await this.#client.getOrderBook({ symbol, limit }, options);
      const snapshot = readSnapshot(symbol, answer as DepthSnapshot);
      settle = () => job.deliver(snapshot);
    } catch (error) {
      settle = () => this.#failed(job, error);
    }
    this.#ended(sent, weight);
    try {
      if (this.#running.delete(job)) settle();
    } finally {
      this.#flush();
    }
  }

  #failed(job: SnapshotJob, error: unknown): void {
    if (!(error instanceof BinanceRateLimitError)) return job.fail(error);
    // `until` is a time of the limiter, which knows the exchange's time if that was measured. It is converted to
    // monotonic time at once, because the limiter may measure the exchange's time again.
    const { clock, limiter } = this.#client.context;
    const left = error.until - (limiter ?? clock).now();
    const wait = left > MIN_PAUSE ? Math.min(MAX_BAN, left) : MIN_PAUSE;
    const until = clock.monotonic() + wait;
    if (until > this.#pausedUntil) {
      this.#pausedUntil = until;
      this.#isBan = error.banned;
    }
    this.#waiting.add(job);
  }

  /**
   * Called when a request has ended. The request counts towards the budget for another minute, or for longer if its
   * weight exceeds the budget.
   */
  #ended(sent: SentRequest, weight: number): void {
    sent.until = this.#client.context.clock.monotonic() + WINDOW * Math.max(1, weight / this.#budget);
    this.#sent.sort((a, b) => a.until - b.until);
  }

  #next(): SnapshotJob {
    let best: SnapshotJob | undefined;
    for (const job of this.#waiting) if (!best || job.priority() > best.priority()) best = job;
    return best as SnapshotJob;
  }

  /**
   * Returns how long a request of this weight has to wait until it fits into the budget, ms. Returns `Infinity` if it
   * has to wait for another request to end.
   */
  #delayFor(weight: number): number {
    const now = this.#client.context.clock.monotonic();
    this.#sent = this.#sent.filter(({ until }) => until > now);
    const used = this.#sent.reduce((sum, entry) => sum + entry.weight, 0);
    let excess = used + Math.min(weight, this.#budget) - this.#budget;
    for (const entry of this.#sent) {
      if (excess <= 0) return 0;
      excess -= entry.weight;
      if (excess <= 0) return entry.until - now;
    }
    return 0;
  }

  /** Cancels the timer that sends the waiting jobs. Unless `ms` is `Infinity`, sets it again, to `ms` milliseconds. */
  #flushIn(ms: number): void {
    const { clock } = this.#client.context;
    if (this.#timer !== undefined) clock.clearTimeout(this.#timer);
    this.#timer = ms === Infinity ? undefined : clock.setTimeout(() => this.#flush(), ms);
  }
}

/** Returns the request weight of a snapshot of `limit` levels. */
function snapshotWeight(limit: number): number {
  const { weight } = getOrderBook;
  return typeof weight === 'number' ? weight : weight({ symbol: '', limit });
}
