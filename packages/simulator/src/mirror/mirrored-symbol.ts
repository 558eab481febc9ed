import type { Ticker } from '@pkg/core';
import type { AggTradeEvent, DepthCache, DepthEvent } from '@pkg/streams';
import { isListenerError } from '../engine/model/listener-errors.js';
import type { SymbolSpec, SymbolStatus } from '../engine/types/index.js';
import type { DrivenMarkets, MarketEvent, TradeEvent } from '../sources/market/market-source.js';
import { fetchTrades, positionAfter, type TapePosition, tradeEvent } from './fetch-trades.js';
import type { MirrorReason, MirrorStatus } from './mirror-status.js';
import type { Upstream } from './upstream.js';

/** Options of a {@link MirroredSymbol}. */
export type MirroredSymbolOptions = {
  readonly upstream: Upstream;
  readonly markets: DrivenMarkets;
  readonly spec: SymbolSpec;
  /** The order book of the market, which gets back in sync by itself. */
  readonly book: DepthCache;
  /** The time at which the trade history of the simulated exchange begins, in ms since the epoch. */
  readonly since: number;
  /** The largest age of the symbol's prices, in ms. The symbol halts shortly before its prices reach this age. */
  readonly maxAge: number;
  /** How often {@link MirroredSymbol.check} is called, in ms. */
  readonly checkEvery: number;
  /** Called when the status changes. */
  readonly changed: (status: MirrorStatus) => void;
  /** Called with an error that keeps the symbol from becoming live, or that a listener of the exchange has thrown. */
  readonly failed: (error: unknown) => void;
};

/**
 * Largest number of trades from the stream that are kept while missing trades are fetched. If more arrive, the oldest
 * are dropped and fetched later.
 */
const MAX_EARLY = 5000;
/** How long to wait after a failure before missing trades are fetched again, in ms: at first, and at most. */
const RETRY = { first: 250, longest: 15_000 };

/**
 * Mirrors one symbol.
 *
 * ```
 *   halted ──the book is live and fresh──▶ catching up ──no trade is missing──▶ live
 *      ▲                                        │                                 │
 *      └──the book is not live, or outdated─────┴─────────────────────────────────┘
 * ```
 *
 * The symbol is live only while its book equals the market's book, no trade is missing, and the market has confirmed
 * both within the last `maxAge` ms: by a stream event, or by a ticker that agrees with the book or the trades.
 */
export class MirroredSymbol {
  readonly symbol: string;
  readonly #options: MirroredSymbolOptions;
  #phase: 'halted' | 'catching up' | 'live' | 'stopped' = 'halted';
  #status: MirrorStatus;
  #position: TapePosition;
  /** The status of the symbol at the market. */
  #upstreamStatus: SymbolStatus;
  /** The market's time in ms at which the upstream exchange last showed that the book is complete. */
  #bookSeen = Number.NEGATIVE_INFINITY;
  /** The market's time in ms at which the upstream exchange last showed that no trade is missing. */
  #tradesSeen = Number.NEGATIVE_INFINITY;
  /**
   * Id of a trade that a ticker has reported before the trade stream has sent it. If the stream has not sent the trade
   * by the next ticker, the symbol halts.
   */
  #owedTradeId = -1;
  /** Id of the last order book update that the simulated exchange has applied. */
  #appliedId = 0;
  /**
   * The order book's counter of renewed snapshots, as it was when the whole book was last applied. If the counter has
   * risen since then, the whole book must be applied again, because a new snapshot can contain levels that no event has
   * reported.
   */
  #renewals = 0;
  /** Trades of the stream that wait, because trades before them may be missing. */
  #early: AggTradeEvent[] = [];
  /**
   * A counter that rises when a request for missing trades begins or is abandoned, and when the symbol halts. If the
   * counter has changed since a request, the answer to the request is ignored.
   */
  #run = 0;
  #pause = RETRY.first;
  #retryAt = 0;

  constructor(options: MirroredSymbolOptions) {
    const { spec, markets, since } = options;
    this.#options = options;
    this.symbol = spec.symbol;
    this.#upstreamStatus = spec.status ?? 'TRADING';
    this.#position = { aggregateId: undefined, tradeId: 0, since };
    this.#status = { symbol: spec.symbol, status: 'stale', reason: 'starting', time: markets.clock.now() };
    markets.halt(spec.symbol);
  }

  get status(): MirrorStatus {
    return this.#status;
  }

  /** The position of the last applied trade, for the exported state of the exchange. */
  get position(): TapePosition {
    return this.#position;
  }

  /** Continues with the trades that follow the position of an imported state. */
  restart(position: TapePosition | undefined): void {
    if (position) this.#position = position;
    this.#halt('imported');
    this.check();
  }

  /** Called when the order book or its status has changed. */
  bookChanged(): void {
    this.check();
  }

  /** Called with a depth event, after the order book has received it. */
  depth(event: DepthEvent): void {
    if (this.#options.book.status !== 'live') return;
    this.#bookSeen = this.#later(this.#bookSeen, event.E);
    this.check();
    if (this.#phase === 'live') this.#guard(() => this.#applyDepth(event));
  }

  trade(event: AggTradeEvent): void {
    const { aggregateId } = this.#position;
    if (this.#phase !== 'live') {
      this.#early.push(event);
      if (this.#early.length > MAX_EARLY) this.#early.shift();
      return;
    }
    if (aggregateId !== undefined && event.a <= aggregateId) {
      // A newer trade with a lower id means that the market has restarted its ids.
      if (event.T > this.#position.since) this.#startAnew();
      return;
    }
    const isNext = event.a === (aggregateId ?? event.a - 1) + 1;
    if (isNext) {
      this.#tradesSeen = this.#later(this.#tradesSeen, event.E);
      this.check();
    }
    if (this.#phase === 'live' && isNext) this.#guard(() => this.#applyTrade(event));
    else {
      if (this.#phase === 'live') this.#halt('trades');
      this.#early.push(event);
      this.check();
    }
  }

  /** Called when trades may be missing, because the connection was lost. */
  missed(): void {
    if (this.#phase === 'live') this.#halt('trades');
    else this.#abandonCatchUp();
    this.check();
  }

  /** Whether a ticker must be requested, because the book or the trades were not confirmed recently. */
  get wantsCheck(): boolean {
    const { upstream, book, maxAge } = this.#options;
    const now = upstream.readTime();
    if (now === undefined || this.#phase === 'stopped' || book.status !== 'live') return false;
    const seen = this.#phase === 'live' ? Math.min(this.#bookSeen, this.#tradesSeen) : this.#bookSeen;
    return now - seen > maxAge / 3;
  }

  /** Compares the symbol with a ticker. `sentAt` is the market's time in ms at which the ticker was requested. */
  compare({ bidPrice, bidQty, askPrice, askQty, lastId }: Ticker, sentAt: number): void {
    const { bestBid, bestAsk } = this.#options.book;
    if (isLevel(bestBid, bidPrice, bidQty) && isLevel(bestAsk, askPrice, askQty)) {
      this.#bookSeen = Math.max(this.#bookSeen, sentAt);
    }
    if (lastId <= this.#position.tradeId) this.#tradesSeen = Math.max(this.#tradesSeen, sentAt);
    else if (this.#phase === 'live' && this.#owedTradeId > this.#position.tradeId) this.#halt('trades');
    else this.#owedTradeId = lastId;
    this.check();
  }

  /** Called when the rules or the status of the symbol have changed at the market. */
  change({ symbol: _, baseAsset: __, quoteAsset: ___, status = 'TRADING', ...rules }: SymbolSpec): void {
    this.#upstreamStatus = status;
    const { markets } = this.#options;
    this.#command(() => markets.change(this.symbol, this.#phase === 'live' ? { ...rules, status } : rules));
  }

  /**
   * Halts the symbol if its prices are too old, and resumes it when possible. Called regularly, and after each change.
   */
  check(): void {
    if (this.#phase === 'stopped') return;
    const { upstream, markets, maxAge } = this.#options;
    const now = upstream.readTime();
    const reason = this.#reasonAt(now, this.#bookSeen);
    if (this.#phase === 'live') {
      const tradesReason = this.#reasonAt(now, this.#tradesSeen);
      if (reason ?? tradesReason) return this.#halt((reason ?? tradesReason) as MirrorReason);
      const age = (now as number) - Math.min(this.#bookSeen, this.#tradesSeen);
      markets.keepFresh(this.symbol, markets.clock.now() + maxAge - age);
    } else if (reason !== undefined) {
      this.#abandonCatchUp();
      if (this.#status.reason !== 'starting' && this.#status.reason !== reason) this.#setStatus('stale', reason);
    } else if (this.#phase === 'halted' && upstream.timers.monotonic() >= this.#retryAt) void this.#catchUp();
  }

  stop(): void {
    if (this.#phase === 'stopped') return;
    const end = (): void => {
      this.#halt('closed');
      this.#phase = 'stopped';
    };
    try {
      end();
    } catch {
      // The engine refuses a command that its listener calls. If a listener has called this method, the symbol is
      // halted after the engine's present command.
      this.#phase = 'stopped';
      queueMicrotask(end);
    }
  }

  /**
   * Returns why the data cannot be trusted at the time `now`, or undefined if it can be trusted. `seen` is the time at
   * which the market last confirmed the data. Both are times of the market in ms.
   */
  #reasonAt(now: number | undefined, seen: number): MirrorReason | undefined {
    const { book, maxAge, checkEvery } = this.#options;
    const { status } = book;
    if (status !== 'live') return status === 'closed' ? 'closed' : (book.reason ?? 'starting');
    if (now === undefined) return 'time';
    return now - seen > maxAge - checkEvery ? 'outdated' : undefined;
  }

  #halt(reason: MirrorReason): void {
    this.#phase = 'halted';
    this.#run += 1;
    this.#early = [];
    this.#command(() => this.#options.markets.halt(this.symbol));
    this.#setStatus('stale', reason);
  }

  /** Makes the symbol ignore the answer to its request for missing trades. */
  #abandonCatchUp(): void {
    if (this.#phase !== 'catching up') return;
    this.#phase = 'halted';
    this.#run += 1;
  }

  #startAnew(): void {
    this.#position = { aggregateId: undefined, tradeId: 0, since: this.#position.since };
    this.#halt('trades');
    this.check();
  }

  /** Returns the later of two times of the market. A time in the future counts as the present time. */
  #later(seen: number, time: number): number {
    return Math.max(seen, Math.min(time, this.#options.upstream.readTime() ?? seen));
  }

  #setStatus(status: MirrorStatus['status'], reason: MirrorReason | undefined): void {
    const time = this.#options.markets.clock.now();
    this.#status = { symbol: this.symbol, status, reason, time };
    this.#options.changed(this.#status);
  }

  /** Fetches the missing trades, and goes live. */
  async #catchUp(): Promise<void> {
    const { upstream, failed } = this.#options;
    this.#phase = 'catching up';
    this.#run += 1;
    const run = this.#run;
    const sentAt = upstream.readTime() as number;
    try {
      const { events, position } = await fetchTrades(upstream.client, this.symbol, this.#position, sentAt);
      if (run !== this.#run) return;
      const later = followers(position, this.#early);
      if (!later) return this.#retry();
      this.#tradesSeen = Math.max(this.#tradesSeen, sentAt);
      this.#guard(() => this.#goLive(events, positionAfter(position, later), later));
    } catch (error) {
      if (run !== this.#run) return;
      failed(error);
      this.#retry();
    }
  }

  #retry(): void {
    const { timers } = this.#options.upstream;
    this.#phase = 'halted';
    this.#retryAt = timers.monotonic() + this.#pause;
    this.#pause = Math.min(RETRY.longest, this.#pause * 2);
  }

  #goLive(missed: Iterable<TradeEvent>, position: TapePosition, later: readonly AggTradeEvent[]): void {
    const { markets } = this.#options;
    // A missed trade can trigger a stop order. The book is applied before the missed trades, so that this order is
    // matched with the present book.
    this.#applyBook();
    for (const event of missed) this.#apply(event);
    for (const event of later) this.#apply(tradeEvent(this.symbol, event));
    this.#position = position;
    this.#early = [];
    this.#owedTradeId = -1;
    this.#pause = RETRY.first;
    this.#phase = 'live';
    this.#command(() => markets.change(this.symbol, { status: this.#upstreamStatus }));
    this.#setStatus('live', undefined);
    this.check();
  }

  #applyTrade(event: AggTradeEvent): void {
    this.#apply(tradeEvent(this.symbol, event));
    this.#position = positionAfter(this.#position, [event]);
  }

  /** Applies an event. If the exchange's time is behind the event's time, the event gets the exchange's time. */
  #apply(event: TradeEvent): void {
    const { markets } = this.#options;
    this.#send({ ...event, time: Math.min(event.time, Math.floor(markets.clock.now() * 1000)) });
  }

  #send(event: MarketEvent): void {
    this.#command(() => this.#options.markets.apply(event));
  }

  /**
   * Runs a command of the exchange, such as the application of an event. An error of a listener of the exchange is only
   * reported: the exchange has carried out the command, so it must not be repeated.
   */
  #command(run: () => void): void {
    try {
      run();
    } catch (error) {
      if (!isListenerError(error)) throw error;
      this.#options.failed(error);
    }
  }

  /** Applies the changed levels of an event, or the whole book if the event does not contain all changes. */
  #applyDepth({ U, u, b, a }: DepthEvent): void {
    const { book, markets } = this.#options;
    if (u <= this.#appliedId) return;
    const isNext = U <= this.#appliedId + 1 && book.lastUpdateId === u;
    if (!isNext || book.metrics.snapshots.renewed !== this.#renewals) return this.#applyBook();
    const time = Math.floor(markets.clock.now() * 1000);
    this.#send({ type: 'LEVELS', symbol: this.symbol, time, bids: b, asks: a, lastUpdateId: u });
    this.#appliedId = u;
  }

  #applyBook(): void {
    const { book, markets } = this.#options;
    const { lastUpdateId } = book;
    const time = Math.floor(markets.clock.now() * 1000);
    const [bids, asks] = [book.getBids(), book.getAsks()];
    this.#send({ type: 'BOOK', symbol: this.symbol, time, bids, asks, lastUpdateId });
    this.#appliedId = lastUpdateId;
    this.#renewals = book.metrics.snapshots.renewed;
  }

  /** Runs a function that applies data. If the function throws, the symbol halts. */
  #guard(run: () => void): void {
    try {
      run();
    } catch (error) {
      this.#options.failed(error);
      this.#halt('error');
      this.#retry();
    }
  }
}

/**
 * Returns the trades of a stream that follow a position. Returns undefined if a trade before or between them is
 * missing.
 */
function followers({ aggregateId }: TapePosition, trades: readonly AggTradeEvent[]): AggTradeEvent[] | undefined {
  let last = aggregateId;
  const later: AggTradeEvent[] = [];
  for (const trade of trades) {
    if (last !== undefined && trade.a <= last) continue;
    if (last !== undefined && trade.a !== last + 1) return undefined;
    last = trade.a;
    later.push(trade);
  }
  return later;
}

function isLevel(level: readonly [string, string] | undefined, price: string, quantity: string): boolean {
  return level ? level[0] === price && level[1] === quantity : Number(price) === 0;
}
