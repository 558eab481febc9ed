import type { CallOptions, ClientContext, Timer } from '@pkg/core';
import { BinanceRateLimitError } from '@pkg/core/errors';
import { getOrderBook } from '@pkg/core/operations';
import type { DepthSnapshot } from '../book/index.js';

/** The parts of a client that order books need. */
export type DepthClient = {
  readonly context: ClientContext;
  getOrderBook(params: { symbol: string; limit?: number }, options?: CallOptions): Promise<DepthSnapshot>;
};

/** A request for one snapshot. */
export type SnapshotJob = {
  readonly symbol: string;
  readonly limit: number;
  /** The job with the highest priority is sent first. */
  readonly priority: () => number;
  /** Called each time the request is sent. */
  readonly sent: () => void;
  readonly deliver: (snapshot: DepthSnapshot) => void;
  readonly fail: (error: unknown) => void;
};

const WINDOW = 60_000;
const MAX_CONCURRENT = 8;

/** Queues by the context of the client whose request weight they spend. */
const queues = new WeakMap<object, SnapshotQueue>();

/** The queue of a client. The first call decides its budget. */
export function queueOf(client: DepthClient, budget: number): SnapshotQueue {
  let queue = queues.get(client.context);
  if (!queue) {
    queue = new SnapshotQueue(client, budget);
    queues.set(client.context, queue);
  }
  return queue;
}

/**
 * Fetches snapshots within a budget of request weight for any 60 seconds, in the order of their priority. While the
 * exchange throttles or bans this IP address, it sends nothing.
 */
export class SnapshotQueue {
  readonly #client: DepthClient;
  readonly #budget: number;
  readonly #waiting = new Set<SnapshotJob>();
  readonly #running = new Map<SnapshotJob, AbortController>();
  /** Weight sent within the window, oldest first. */
  #sent: { at: number; weight: number }[] = [];
  /** Monotonic time at which a ban ends. */
  #pausedUntil = 0;
  #timer: Timer | undefined;

  constructor(client: DepthClient, budget: number) {
    this.#client = client;
    this.#budget = budget;
  }

  /** Queues a job. Returns the function that cancels it. */
  add(job: SnapshotJob): () => void {
    this.#waiting.add(job);
    // Jobs that are added at the same time are all queued before the first is sent, so that priorities count.
    this.#flushIn(0);
    return () => {
      this.#waiting.delete(job);
      this.#running.get(job)?.abort();
      this.#running.delete(job);
      if (this.#waiting.size === 0) this.#flushIn(undefined);
    };
  }

  /** Sends jobs until one has to wait. */
  #flush(): void {
    this.#flushIn(undefined);
    const { clock } = this.#client.context;
    while (this.#waiting.size > 0 && this.#running.size < MAX_CONCURRENT) {
      const job = this.#next();
      const weight = snapshotWeight(job.limit);
      const wait = Math.max(this.#pausedUntil - clock.monotonic(), this.#delayFor(weight));
      if (wait > 0) return this.#flushIn(wait);
      this.#sent.push({ at: clock.monotonic(), weight });
      this.#waiting.delete(job);
      job.sent();
      void this.#fetch(job);
    }
  }

  async #fetch(job: SnapshotJob): Promise<void> {
    const abort = new AbortController();
    this.#running.set(job, abort);
    try {
      const { symbol, limit } = job;
      const snapshot = await this.#client.getOrderBook({ symbol, limit }, { signal: abort.signal });
      if (this.#running.delete(job)) job.deliver(snapshot);
    } catch (error) {
      if (!this.#running.delete(job)) return;
      if (error instanceof BinanceRateLimitError) {
        // `until` is a wall-clock time. Converted at once, it does not depend on later changes of the wall clock.
        const { clock } = this.#client.context;
        this.#pausedUntil = Math.max(this.#pausedUntil, clock.monotonic() + error.until - clock.now());
        this.#waiting.add(job);
      } else job.fail(error);
    } finally {
      this.#flush();
    }
  }

  #next(): SnapshotJob {
    let best: SnapshotJob | undefined;
    for (const job of this.#waiting) if (!best || job.priority() > best.priority()) best = job;
    return best as SnapshotJob;
  }

  /** How long until this much weight fits into the window, ms. */
  #delayFor(weight: number): number {
    const now = this.#client.context.clock.monotonic();
    this.#sent = this.#sent.filter(({ at }) => now - at < WINDOW);
    let excess = this.#sent.reduce((sum, entry) => sum + entry.weight, 0) + weight - this.#budget;
    for (const entry of this.#sent) {
      if (excess <= 0) return 0;
      excess -= entry.weight;
      if (excess <= 0) return entry.at + WINDOW - now;
    }
    return 0;
  }

  /** Schedules the next flush in place of the one before; with undefined, none. */
  #flushIn(ms: number | undefined): void {
    const { clock } = this.#client.context;
    if (this.#timer !== undefined) clock.clearTimeout(this.#timer);
    this.#timer = ms === undefined ? undefined : clock.setTimeout(() => this.#flush(), ms);
  }
}

/** The request weight of a snapshot of `limit` levels. */
export function snapshotWeight(limit: number): number {
  const { weight } = getOrderBook;
  return typeof weight === 'number' ? weight : weight({ symbol: '', limit });
}
