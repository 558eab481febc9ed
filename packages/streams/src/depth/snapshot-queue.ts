import type { CallOptions, ClientContext, Timer } from '@pkg/core';
import { BinanceRateLimitError } from '@pkg/core/errors';
import { getOrderBook } from '@pkg/core/operations';
import type { DepthSnapshot } from '../book/index.js';

/** What a depth cache needs of a client. */
export type DepthClient = {
  readonly context: ClientContext;
  getOrderBook(params: { symbol: string; limit?: number }, options?: CallOptions): Promise<DepthSnapshot>;
};

/** One snapshot somebody waits for. */
export type SnapshotJob = {
  readonly symbol: string;
  readonly limit: number;
  /** The largest is fetched first. */
  readonly priority: () => number;
  /** Told each time a request leaves. */
  readonly sent: () => void;
  readonly deliver: (snapshot: DepthSnapshot) => void;
  readonly fail: (error: unknown) => void;
};

const WINDOW = 60_000;
const CONCURRENT = 8;

/** Queues by the client whose weight they spend. */
const queues = new WeakMap<object, SnapshotQueue>();

/** The one queue of a client; the first to ask sets the budget. */
export function queueOf(client: DepthClient, budget: number): SnapshotQueue {
  let queue = queues.get(client.context);
  if (!queue) {
    queue = new SnapshotQueue(client, budget);
    queues.set(client.context, queue);
  }
  return queue;
}

/**
 * Fetches snapshots within a budget of request weight for any 60 seconds, the most wanted first; while the exchange
 * slows or bans this address it sends nothing.
 */
export class SnapshotQueue {
  readonly #client: DepthClient;
  readonly #budget: number;
  readonly #waiting = new Set<SnapshotJob>();
  readonly #running = new Map<SnapshotJob, AbortController>();
  /** Weight sent within the window, oldest first. */
  #sent: { at: number; weight: number }[] = [];
  /** On the monotonic clock. */
  #pausedUntil = 0;
  #timer: Timer | undefined;

  constructor(client: DepthClient, budget: number) {
    this.#client = client;
    this.#budget = budget;
  }

  /** Returns the function that takes the job back. */
  add(job: SnapshotJob): () => void {
    this.#waiting.add(job);
    // Whoever asks at the same time is let in first, so that the most wanted of all goes ahead.
    this.#sleep(0);
    return () => {
      this.#waiting.delete(job);
      this.#running.get(job)?.abort();
      this.#running.delete(job);
      if (this.#waiting.size === 0) this.#sleep(undefined);
    };
  }

  #pump(): void {
    this.#sleep(undefined);
    const { clock } = this.#client.context;
    while (this.#waiting.size > 0 && this.#running.size < CONCURRENT) {
      const job = this.#next();
      const weight = snapshotWeight(job.limit);
      const wait = Math.max(this.#pausedUntil - clock.monotonic(), this.#delayFor(weight));
      if (wait > 0) return this.#sleep(wait);
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
        // Told by the wall clock, which may be set while we wait.
        const { clock } = this.#client.context;
        this.#pausedUntil = Math.max(this.#pausedUntil, clock.monotonic() + error.until - clock.now());
        this.#waiting.add(job);
      } else job.fail(error);
    } finally {
      this.#pump();
    }
  }

  #next(): SnapshotJob {
    let best: SnapshotJob | undefined;
    for (const job of this.#waiting) if (!best || job.priority() > best.priority()) best = job;
    return best as SnapshotJob;
  }

  /** How long until this much weight fits into the window. */
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

  #sleep(ms: number | undefined): void {
    const { clock } = this.#client.context;
    if (this.#timer !== undefined) clock.clearTimeout(this.#timer);
    this.#timer = ms === undefined ? undefined : clock.setTimeout(() => this.#pump(), ms);
  }
}

/** What a snapshot of so many levels costs. */
export function snapshotWeight(limit: number): number {
  const { weight } = getOrderBook;
  return typeof weight === 'number' ? weight : weight({ symbol: '', limit });
}
