import type { KlineInterval } from '@pkg/core';
import { type BinanceSocketManager, kline } from '@pkg/streams';
import { signal as createSignal } from '@preact/signals';
import { type Candle, candleOf, candlesOf } from './candle.js';
import type { MarketClient } from './market-client.js';
import type { Retries } from './retrying.js';

/** Which candles have changed: all of them, the older candles that `loadOlder` has added, or the newest candle. */
export type CandleChange = 'all' | 'older' | 'newest';

const PAGE = 500;

/** The candles of one symbol and interval. The history is loaded in pages, and events update the newest candle. */
export class CandleFeed {
  candles: readonly Candle[] = [];
  readonly state = createSignal<'loading' | 'ready' | 'empty'>('loading');
  readonly interval: KlineInterval;
  readonly #symbol: string;
  readonly #client: MarketClient;
  readonly #signal: AbortSignal;
  readonly #retries: Retries;
  readonly #onOlderFailed: (error: unknown) => void;
  readonly #listeners = new Set<(change: CandleChange) => void>();
  #isLoadingOlder = false;
  #hasAll = false;
  /** The number of reads of the history that have started. Only the result of the newest read is used. */
  #reading = 0;
  /** The time of the candle in the last event. */
  #eventTime: number | undefined;
  /** While the history is loading, the newest event of each candle, by the candle's time; undefined otherwise. */
  #early: Map<number, Candle> | undefined = new Map();

  constructor(
    client: MarketClient,
    symbol: string,
    interval: KlineInterval,
    options: {
      readonly signal: AbortSignal;
      readonly retries: Retries;
      /** Receives the error if a page of older candles cannot be read. */
      readonly onOlderFailed: (error: unknown) => void;
    },
  ) {
    this.#client = client;
    this.#symbol = symbol;
    this.interval = interval;
    this.#signal = options.signal;
    this.#retries = options.retries;
    this.#onOlderFailed = options.onOlderFailed;
  }

  onChange(listener: (change: CandleChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async open(manager: BinanceSocketManager): Promise<void> {
    const subscribed = manager.subscribe(
      kline(this.#symbol, this.interval),
      ({ k }) => {
        const candle = candleOf([k?.t, k?.o, k?.h, k?.l, k?.c, k?.v]);
        if (candle) this.#update(candle);
      },
      // Candles that closed while the connection was lost are missing, so the history is read again.
      { signal: this.#signal, notice: () => this.#reload() },
    );
    await Promise.all([subscribed, this.#load()]);
  }

  /** Loads the page of candles before the oldest candle. Does nothing while such a page is being loaded. */
  async loadOlder(): Promise<void> {
    const [oldest] = this.candles;
    if (!oldest || this.#isLoadingOlder || this.#hasAll) return;
    this.#isLoadingOlder = true;
    try {
      const older = candlesOf(await this.#read({ endTime: oldest.time * 1000 - 1 }));
      this.#signal.throwIfAborted();
      this.#hasAll = older.length === 0;
      if (this.#hasAll || this.candles[0] !== oldest) return;
      this.candles = [...older, ...this.candles];
      this.#notify('older');
    } catch (error) {
      if (!this.#signal.aborted) this.#onOlderFailed(error);
    } finally {
      this.#isLoadingOlder = false;
    }
  }

  #reload(): void {
    // `#load` repeats its request until it succeeds. It rejects only when the signal of this feed aborts.
    this.#load().catch(() => undefined);
  }

  async #load(): Promise<void> {
    this.#early ??= new Map();
    const reading = ++this.#reading;
    const klines = await this.#retries.run(() => this.#read({}), this.#signal);
    if (reading !== this.#reading) return;
    const read = candlesOf(klines);
    const [first] = read;
    // If the new page begins with a known candle, the older candles are kept. Otherwise they are dropped: either
    // candles are missing before the page, or the simulator was restarted and has a new market.
    const older = first ? this.candles.filter(({ time }) => time < first.time) : [];
    const isConnected = older.length === 0 || this.candles.some((candle) => first && isSame(candle, first));
    this.candles = isConnected ? [...older, ...read] : read;
    if (!isConnected) this.#hasAll = false;
    this.state.value = this.candles.length > 0 ? 'ready' : 'empty';
    const early = [...(this.#early?.values() ?? [])];
    this.#early = undefined;
    this.#notify('all');
    for (const candle of early) this.#update(candle);
  }

  #read(range: { endTime?: number }) {
    const { interval } = this;
    return this.#client.getKlines({ symbol: this.#symbol, interval, limit: PAGE, ...range }, { signal: this.#signal });
  }

  #update(candle: Candle): void {
    if (this.#early) {
      this.#early.set(candle.time, candle);
      return;
    }
    const newest = this.candles.at(-1);
    // After a reconnect, an event of an older candle may arrive. Such an event is ignored.
    if (newest && candle.time < newest.time) return;
    // The event may belong to a newer candle, although the newest known candle has had no event. The known candle then
    // closed after the history was read and before the stream began, so its last changes are missing.
    const isIncomplete = newest !== undefined && candle.time > newest.time && newest.time !== this.#eventTime;
    this.#eventTime = candle.time;
    const before = newest?.time === candle.time ? this.candles.slice(0, -1) : this.candles;
    this.candles = [...before, candle];
    this.state.value = 'ready';
    this.#notify('newest');
    if (isIncomplete) this.#reload();
  }

  #notify(change: CandleChange): void {
    for (const listener of this.#listeners) listener(change);
  }
}

function isSame(one: Candle, other: Candle): boolean {
  return one.time === other.time && one.open === other.open && one.high === other.high && one.low === other.low;
}
