import type { SymbolInfo } from '@pkg/core';
import {
  type BinanceSocketManager,
  type DepthCache,
  DepthCacheManager,
  type DepthUpdate,
  miniTicker,
  trade,
} from '@pkg/streams';
import { signal as createSignal } from '@preact/signals';
import { decimalsOf, isPlainDecimal } from '../format.js';
import type { CandleFeed } from './candle-feed.js';
import type { MarketClient } from './market-client.js';
import type { Retries } from './retrying.js';

/** A trade in the list of trades. */
export type TapeTrade = {
  readonly id: number;
  readonly price: string;
  readonly quantity: string;
  readonly time: number;
  /** The side of the order that took liquidity. */
  readonly takerSide: 'BUY' | 'SELL';
};

/** Prices and volume of the last 24 hours. */
export type Day = {
  readonly last: string;
  readonly open: string;
  readonly high: string;
  readonly low: string;
  readonly quoteVolume: string;
};

export type MarketOptions = {
  readonly client: MarketClient;
  readonly manager: BinanceSocketManager;
  readonly info: SymbolInfo;
  readonly signal: AbortSignal;
  readonly retries: Retries;
  /**
   * Receives the error if the exchange refuses the book, or if the book has failed several times in a row. In the second
   * case, receives `undefined` when the book is live.
   */
  readonly onBookFailed: (error: unknown) => void;
  readonly onBookStatus: (update: DepthUpdate) => void;
};

const MAX_TRADES = 60;
/**
 * The shortest time between two changes of the shown price, in ms. Each change redraws the top bar and the page's
 * title.
 */
const PRICE_INTERVAL = 100;

/** The data of one symbol: its book, trades and 24-hour statistics. It ends when its signal aborts. */
export class Market {
  readonly symbol: string;
  readonly base: string;
  readonly quote: string;
  readonly info: SymbolInfo;
  /** Decimal places of prices. */
  readonly priceDecimals: number;
  readonly quantityDecimals: number;
  readonly tickSize: string;
  readonly stepSize: string;
  readonly day = createSignal<Day | undefined>(undefined);
  readonly lastPrice = createSignal<string | undefined>(undefined);
  /** The direction of the last price change; empty before the first change. */
  readonly direction = createSignal<'up' | 'down' | ''>('');
  /** The candles that the chart shows; undefined until the chart has requested them. */
  readonly feed = createSignal<CandleFeed | undefined>(undefined);
  /** Aborts when the market ends. */
  readonly signal: AbortSignal;
  /** The trades, newest first. */
  trades: readonly TapeTrade[] = [];
  readonly #options: MarketOptions;
  readonly #books: DepthCacheManager;
  readonly #bookListeners = new Set<() => void>();
  readonly #tradeListeners = new Set<() => void>();
  /**
   * The id of the last trade before the newest gap in the trade ids. It is kept so that one gap makes the page read the
   * trades again only once.
   */
  #readAfterGap: number | undefined;
  /** The price of the newest trade. A timer copies it to the shown price. */
  #newestPrice: string | undefined;
  #priceTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: MarketOptions) {
    const { client, manager, info, signal } = options;
    this.#options = options;
    this.signal = signal;
    this.info = info;
    this.symbol = info.symbol;
    this.base = info.baseAsset;
    this.quote = info.quoteAsset;
    this.tickSize = filterValue(info, 'PRICE_FILTER', 'tickSize') ?? '0.01';
    this.stepSize = filterValue(info, 'LOT_SIZE', 'stepSize') ?? '1';
    this.priceDecimals = decimalsOf(this.tickSize);
    this.quantityDecimals = decimalsOf(this.stepSize);
    const changed = (): void => {
      for (const listener of this.#bookListeners) listener();
    };
    this.#books = new DepthCacheManager(client, this.symbol, changed, { sockets: manager, speed: 100 });
    this.#books.onStatus((update) => options.onBookStatus(update));
    signal.addEventListener('abort', () => {
      clearTimeout(this.#priceTimer);
      this.#bookListeners.clear();
      this.#tradeListeners.clear();
      void this.#books.close();
    });
  }

  get book(): DepthCache {
    return this.#books.getDepthCache();
  }

  onBook(listener: () => void): () => void {
    this.#bookListeners.add(listener);
    return () => this.#bookListeners.delete(listener);
  }

  onTrades(listener: () => void): () => void {
    this.#tradeListeners.add(listener);
    return () => this.#tradeListeners.delete(listener);
  }

  /** Subscribes to the book, the trades and the 24-hour statistics of the symbol. */
  async open(): Promise<void> {
    const { manager, signal, client, retries } = this.#options;
    const { symbol } = this;
    void this.#watchBook();
    await Promise.all([
      manager.subscribe(trade(symbol), (event) => this.#addTrade(event), {
        signal,
        notice: () => this.#reloadTrades(),
      }),
      manager.subscribe(
        miniTicker(symbol),
        ({ c, o, h, l, q }) => this.#setDay({ last: c, open: o, high: h, low: l, quoteVolume: q }),
        { signal },
      ),
      this.#loadTrades(),
      retries
        .run(() => client.getTicker({ symbol }, { signal }), signal)
        .then((ticker) =>
          this.#setDay({
            last: ticker.lastPrice,
            open: ticker.openPrice,
            high: ticker.highPrice,
            low: ticker.lowPrice,
            quoteVolume: ticker.quoteVolume,
          }),
        ),
    ]);
  }

  /** Reports failures of the book until the book is live. */
  async #watchBook(): Promise<void> {
    const { signal, onBookFailed } = this.#options;
    let hasFailed = false;
    do {
      try {
        await this.#books.ready({ signal });
        if (hasFailed) onBookFailed(undefined);
        return;
      } catch (error) {
        if (signal.aborted) return;
        hasFailed = true;
        onBookFailed(error);
      }
      // The exchange may have refused the book, which is then closed. Otherwise the book goes on trying.
    } while (this.book.status !== 'closed');
  }

  async #loadTrades(): Promise<void> {
    const { client, signal, retries } = this.#options;
    const recent = await retries.run(
      () => client.getRecentTrades({ symbol: this.symbol, limit: MAX_TRADES }, { signal }),
      signal,
    );
    const read = recent.map(
      ({ id, price, qty, time, isBuyerMaker }): TapeTrade => ({
        id,
        price,
        quantity: qty,
        time,
        takerSide: isBuyerMaker ? 'SELL' : 'BUY',
      }),
    );
    this.#setTrades(mergedTrades(this.trades, read));
  }

  #reloadTrades(): void {
    // `#loadTrades` repeats its request until it succeeds. It rejects only when the signal of this market aborts.
    this.#loadTrades().catch(() => undefined);
  }

  #setTrades(trades: readonly TapeTrade[]): void {
    this.trades = trades.slice(0, MAX_TRADES);
    this.#setLast(this.trades[0]?.price);
    // The exchange leaves no gaps in trade ids. If ids are missing here, their trades happened after the trades were
    // read and before the stream began. So the trades are read again.
    const next = this.trades.find(({ id }, index) => index > 0 && (this.trades[index - 1]?.id ?? 0) > id + 1)?.id;
    if (next !== undefined && next !== this.#readAfterGap) {
      this.#readAfterGap = next;
      this.#reloadTrades();
    }
    for (const listener of this.#tradeListeners) listener();
  }

  #addTrade({ t, p, q, T, m }: { t: number; p: string; q: string; T: number; m: boolean }): void {
    if (this.trades.some(({ id }) => id === t)) return;
    // If `m` is true, the buyer was the maker, so the taker sold.
    const added: TapeTrade = { id: t, price: p, quantity: q, time: T, takerSide: m ? 'SELL' : 'BUY' };
    this.#setTrades([added, ...this.trades]);
  }

  #setDay(day: Day): void {
    if (this.#options.signal.aborted) return;
    // The statistics of a symbol that has never traded consist of zeros.
    if (Number(day.last) === 0) return;
    this.day.value = day;
    // The last price of the ticker is used only until the first trade is known. Later prices come from the trades,
    // because the ticker arrives only once per second.
    if (this.#newestPrice === undefined) this.#setLast(day.last);
  }

  #setLast(price: string | undefined): void {
    if (!isPlainDecimal(price) || this.#options.signal.aborted) return;
    this.#newestPrice = price;
    if (this.lastPrice.peek() === undefined) this.#showPrice();
    else this.#priceTimer ??= setTimeout(() => this.#showPrice(), PRICE_INTERVAL);
  }

  #showPrice(): void {
    this.#priceTimer = undefined;
    const before = this.lastPrice.peek();
    const price = this.#newestPrice;
    if (price === undefined || price === before) return;
    this.direction.value = before === undefined ? '' : Number(price) > Number(before) ? 'up' : 'down';
    this.lastPrice.value = price;
  }
}

/**
 * Merges the known trades with those that were just read, newest first. If the two lists contradict each other, the
 * simulator was restarted, and only the trades that were just read are valid.
 */
function mergedTrades(known: readonly TapeTrade[], read: readonly TapeTrade[]): readonly TapeTrade[] {
  const byId = new Map(known.map((each) => [each.id, each]));
  const added = read.filter(({ id }) => !byId.has(id));
  const newestFirst = (trades: readonly TapeTrade[]): TapeTrade[] =>
    [...trades].sort((one, other) => other.id - one.id);
  const merged = newestFirst([...known, ...added]);
  const isSame = read.every(({ id, time }) => (byId.get(id)?.time ?? time) === time);
  const isOrdered = merged.every(({ time }, index) => time <= (merged[index - 1]?.time ?? time));
  return isSame && isOrdered ? merged : newestFirst(read);
}

/** Returns the smallest allowed value of an order, in the quote asset; undefined if the symbol has no such limit. */
export function minTotal(info: SymbolInfo): string | undefined {
  return filterValue(info, 'NOTIONAL', 'minNotional') ?? filterValue(info, 'MIN_NOTIONAL', 'minNotional');
}

export function filterValue(info: SymbolInfo, filterType: string, field: string): string | undefined {
  const filter = info.filters.find((candidate) => candidate.filterType === filterType);
  const value = filter && (filter as Readonly<Record<string, unknown>>)[field];
  return typeof value === 'string' && isPlainDecimal(value) && Number(value) > 0 ? value : undefined;
}
