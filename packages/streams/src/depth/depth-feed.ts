import type { Timer } from '@pkg/core';
import { BinanceApiError, BinanceRateLimitError } from '@pkg/core/errors';
import { type DepthSnapshot, OrderBook, readEvent } from '../book/index.js';
import type { StreamNotice, StreamStatus } from '../consumer.js';
import { Rewind } from './rewind.js';
import { type DepthClient, type SnapshotQueue, snapshotWeight } from './snapshot-queue.js';
import { sync } from './sync.js';

/** `stale`: was live, and is not known to be right now; `syncing`: was never live. */
export type DepthStatus = 'syncing' | 'live' | 'stale' | 'closed';

/** Why a book had to be fetched again. */
export type ResyncReason = 'gap' | 'malformed' | 'crossed' | 'overflow' | 'reconnect' | 'lagged' | 'rewound';

/** What happened in a book's life so far. */
export type DepthCounters = {
  /** Events received. */
  events: number;
  applied: number;
  /** Events that were in the book already. */
  old: number;
  /** Frames that were no depth event of this symbol. */
  malformed: number;
  /** Times the book was fetched again, by reason. */
  resyncs: Record<ResyncReason, number>;
  snapshots: {
    requested: number;
    received: number;
    /** Received and of no use, since they were older than the events. */
    tooOld: number;
    failed: number;
    /** Request weight spent. */
    weight: number;
  };
};

type Held = { readonly U: number; readonly u: number; readonly frame: string | Uint8Array };

/** Events held while a snapshot is on its way. */
const MAX_HELD = 10_000;
/** Left for an event that was overtaken by the next one, before a snapshot is spent on it, ms. */
const OVERTAKEN = 100;
/** Left for the streams of a new connection to be subscribed before a snapshot is asked for, ms. */
const SETTLING = 500;
/** Left for the first event after a reconnect to prove the old book good, ms. */
const QUIET = 2_000;
/** Snapshots in a row older than the book before it is the book that is disbelieved. */
const MAX_OLDER = 5;
/** An old update id with an event time this much later means that the exchange's ids were set back, ms. */
const REWOUND = 1_000;

/**
 * The life of one local book: holds events, asks for snapshots, checks that nothing is missing, and starts over where
 * something is. Driven from outside by frames, statuses and notices; tells every change to its listeners.
 */
export class DepthFeed {
  readonly symbol: string;
  readonly limit: number;
  readonly book: OrderBook;
  readonly counters: DepthCounters = newCounters();
  readonly listeners: Set<() => void> = new Set();
  /** When the last event came, on the monotonic clock. */
  receivedAt: number | undefined;
  /** Whose turn it is for a snapshot: the largest first. */
  lastRead = 0;
  /** Why the last attempt to go live failed, until one succeeds; final where the feed is closed. */
  error: unknown;
  /** Why the book was last not live. */
  reason: ResyncReason | undefined;
  /** Attempts in a row that failed since the book was last live. */
  failures = 0;

  readonly #client: DepthClient;
  readonly #queue: SnapshotQueue;
  readonly #isPartial: boolean;
  #status: DepthStatus = 'syncing';
  #flowing = false;
  /** The update that events must continue; undefined where there is no book worth continuing. */
  #base: number | undefined;
  /** What a snapshot must reach at least: something unreadable came after the update before this one. */
  #floor = 0;
  #held: Held[] = [];
  #older = 0;
  readonly #rewind: Rewind = new Rewind();
  #delays = 0;
  /** Why a snapshot is needed, until that was counted. */
  #uncounted: ResyncReason | undefined;
  /** The resync under way is in the counters. */
  #isCounted = false;
  #timer: Timer | undefined;
  #due = Number.POSITIVE_INFINITY;
  #cancel: (() => void) | undefined;

  constructor(
    symbol: string,
    options: { readonly limit: number; readonly isPartial: boolean },
    client: DepthClient,
    queue: SnapshotQueue,
  ) {
    this.symbol = symbol;
    this.limit = options.limit;
    this.#isPartial = options.isPartial;
    this.book = new OrderBook(symbol);
    this.#client = client;
    this.#queue = queue;
  }

  get status(): DepthStatus {
    return this.#status;
  }

  /** Events waiting for a snapshot. */
  get held(): number {
    return this.#held.length;
  }

  frame(frame: string | Uint8Array): void {
    if (this.#status === 'closed') return;
    this.counters.events++;
    this.receivedAt = this.#client.context.clock.monotonic();
    if (this.#isPartial) this.#replace(frame);
    else if (this.#status === 'live') this.#apply(frame);
    else this.#hold(frame);
  }

  notice(notice: StreamNotice): void {
    if (this.#status === 'closed' || this.#isPartial) return;
    const reason = notice.type === 'lagged' ? 'lagged' : 'reconnect';
    if (this.#status === 'live') this.#lose(reason);
    else this.confirmed();
  }

  /** The exchange has confirmed the stream: what it sends from now on will come. */
  confirmed(): void {
    this.#flowing = true;
    if (this.#isPartial || this.#status === 'live' || this.#status === 'closed') return;
    this.#want('reconnect', this.#base === undefined ? 0 : QUIET);
  }

  /** Follows the connection: what is not flowing is not live. */
  connection(status: StreamStatus): void {
    if (this.#status === 'closed') return;
    if (status === 'open') {
      this.#flowing = true;
      const isWanting = this.#status !== 'live' && !this.#isPartial;
      if (isWanting) this.#want('reconnect', this.#base === undefined ? SETTLING : QUIET);
      return;
    }
    this.#flowing = false;
    this.#stopWaiting();
    if (this.#status !== 'live') return;
    this.reason = 'reconnect';
    this.#become('stale');
  }

  /** So many attempts to connect have failed. */
  unconnected(attempts: number, error: unknown): void {
    if (this.#flowing || this.#status === 'closed') return;
    this.failures = attempts;
    this.error = error;
    this.#tell();
  }

  /** Ends the feed; with an error, which the exchange would only repeat. */
  close(error?: unknown): void {
    if (this.#status === 'closed') return;
    this.#stopWaiting();
    this.#held = [];
    this.error = error;
    this.#become('closed');
    this.listeners.clear();
  }

  /** A partial depth stream: each frame is a whole book. */
  #replace(frame: string | Uint8Array): void {
    const { book, counters } = this;
    try {
      book.load(frame);
    } catch {
      counters.malformed++;
      return;
    }
    counters.applied++;
    this.#become('live');
  }

  #apply(frame: string | Uint8Array): void {
    const { book, counters } = this;
    let result: 'applied' | 'old' | 'gap';
    try {
      result = book.apply(frame);
    } catch {
      counters.malformed++;
      this.#floor = book.lastUpdateId + 1;
      return this.#lose('malformed');
    }
    if (result === 'applied') {
      counters.applied++;
      this.#base = book.lastUpdateId;
      this.#rewind.reach(book.lastUpdateId);
      if (book.isCrossed) this.#lose('crossed');
      else this.#tell();
    } else if (result === 'old') {
      counters.old++;
      if (!this.#isRewound(frame)) return;
      this.#lose('rewound');
      this.#hold(frame);
    } else {
      this.#lose('gap');
      this.#hold(frame);
    }
  }

  /** Keeps an event in the order of its ids, and goes live where it continues the book. */
  #hold(frame: string | Uint8Array): void {
    let event: Held;
    try {
      const { U, u } = readEvent(this.symbol, frame);
      event = { U, u, frame: typeof frame === 'string' ? frame : frame.slice() };
    } catch {
      this.counters.malformed++;
      this.#floor = Math.max(this.#floor, (this.#held.at(-1)?.u ?? this.#base ?? 0) + 1);
      return;
    }
    const held = this.#held;
    let index = held.length;
    while (index > 0 && (held[index - 1] as Held).u > event.u) index--;
    if (event.u <= (this.#base ?? -1) || held[index - 1]?.u === event.u) {
      this.counters.old++;
      if (this.#base === undefined || !this.#rewind.isShownBy(event.U, event.u)) return;
      this.#lose('rewound');
      index = 0;
    }
    held.splice(index, 0, event);
    if (held.length > MAX_HELD) {
      this.#held = [];
      this.#stopWaiting();
      this.#want('overflow', 0);
    } else if (this.#base !== undefined && this.#flowing) {
      if ((held[0] as Held).U > this.#base + 1) this.#want('gap', OVERTAKEN);
      else if (sync(this.#base, held).state === 'live') this.#goLive();
    }
  }

  #deliver(snapshot: DepthSnapshot): void {
    this.#cancel = undefined;
    const { counters, book } = this;
    counters.snapshots.received++;
    this.error = undefined;
    this.failures = 0;
    const { state, next } = sync(snapshot.lastUpdateId, this.#held);
    if (state === 'gap') this.#held.splice(0, next);
    const reached = Math.max(snapshot.lastUpdateId, this.#held.at(-1)?.u ?? 0);
    const isBehind = snapshot.lastUpdateId < (this.#base ?? 0) || reached < this.#floor;
    const isOlder = isBehind && ++this.#older < MAX_OLDER;
    if (state !== 'live' || isOlder) {
      counters.snapshots.tooOld++;
      this.#schedule(staleDelay(this.#delays++, this.#client.context.random.next()));
      return;
    }
    try {
      book.load(snapshot, { limit: this.limit });
    } catch (error) {
      return this.#fail(error);
    }
    this.#base = book.lastUpdateId;
    this.#goLive();
  }

  /** Applies what was held. The book is right after each event, so each is told. */
  #goLive(): void {
    const held = this.#held;
    this.#held = [];
    this.#stopWaiting();
    this.#older = 0;
    this.#isCounted = false;
    this.#floor = 0;
    this.#delays = 0;
    this.#uncounted = undefined;
    this.#become('live');
    for (const { frame } of held) {
      if (this.#status === 'live') this.#apply(frame);
      else if (this.#status !== 'closed') this.#hold(frame);
    }
  }

  #lose(reason: ResyncReason): void {
    if (reason === 'crossed' || reason === 'rewound') this.#base = undefined;
    if (reason === 'rewound') {
      // What was held is of the ids before.
      this.#held.length = 0;
      this.#floor = 0;
      this.#rewind.reset();
    }
    this.reason = reason;
    this.#become('stale');
    this.#want(reason, reason === 'reconnect' ? QUIET : reason === 'gap' ? OVERTAKEN : 0);
  }

  /** Asks for a snapshot in `delay` ms; what is on its way already is waited for. */
  #want(reason: ResyncReason, delay: number): void {
    this.#uncounted ??= reason;
    if (this.#cancel || this.#delays > 0) return;
    if (this.#client.context.clock.monotonic() + delay < this.#due) this.#schedule(delay);
  }

  #schedule(delay: number): void {
    const { clock } = this.#client.context;
    if (this.#timer !== undefined) clock.clearTimeout(this.#timer);
    this.#due = clock.monotonic() + delay;
    this.#timer = clock.setTimeout(() => this.#request(), delay);
  }

  #request(): void {
    this.#timer = undefined;
    this.#due = Number.POSITIVE_INFINITY;
    if (!this.#flowing) return;
    const { counters, limit, symbol } = this;
    const reason = this.#uncounted;
    this.#uncounted = undefined;
    const isResync = this.book.lastUpdateId > 0 || reason === 'overflow';
    if (reason && isResync && !this.#isCounted) {
      counters.resyncs[reason]++;
      this.#isCounted = true;
    }
    this.#cancel = this.#queue.add({
      symbol,
      limit,
      priority: () => this.lastRead,
      sent: () => {
        counters.snapshots.requested++;
        counters.snapshots.weight += snapshotWeight(limit);
      },
      deliver: (snapshot) => this.#deliver(snapshot),
      fail: (error) => this.#fail(error),
    });
  }

  #fail(error: unknown): void {
    this.#cancel = undefined;
    this.counters.snapshots.failed++;
    this.failures++;
    if (this.#status === 'syncing' && isFinal(error)) return this.close(error);
    this.error = error;
    this.#schedule(failureDelay(this.#delays++, this.#client.context.random.next()));
    this.#tell();
  }

  #stopWaiting(): void {
    if (this.#timer !== undefined) this.#client.context.clock.clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#due = Number.POSITIVE_INFINITY;
    this.#delays = 0;
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #isRewound(frame: string | Uint8Array): boolean {
    const { E = 0, U, u } = readEvent(this.symbol, frame);
    if (this.#rewind.isShownBy(U, u)) return true;
    const unit = this.#client.context.timeUnit === 'microsecond' ? 1_000 : 1;
    return E > (this.book.eventTime ?? Number.POSITIVE_INFINITY) + REWOUND * unit;
  }

  #become(status: DepthStatus): void {
    this.#status = status;
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.listeners) listener();
  }
}

/** The exchange will say the same again: the symbol is unknown, or the request is wrong. */
function isFinal(error: unknown): boolean {
  return error instanceof BinanceApiError && !(error instanceof BinanceRateLimitError) && (error.code ?? 0) <= -1100;
}

/** A snapshot was too old: half a second, then 3 s, a little less at random. */
function staleDelay(attempt: number, random: number): number {
  return (attempt === 0 ? 500 : 3_000) * (1 - 0.05 * random);
}

/** A request failed: 250 ms doubling to 5 s, at random between half and all of it. */
function failureDelay(attempt: number, random: number): number {
  return Math.min(5_000, 250 * 2 ** attempt) * (0.5 + 0.5 * random);
}

function newCounters(): DepthCounters {
  return {
    events: 0,
    applied: 0,
    old: 0,
    malformed: 0,
    resyncs: { gap: 0, malformed: 0, crossed: 0, overflow: 0, reconnect: 0, lagged: 0, rewound: 0 },
    snapshots: { requested: 0, received: 0, tooOld: 0, failed: 0, weight: 0 },
  };
}
