import type { KlineInterval, SpotClient } from '@pkg/core';
import type { SymbolInfo } from '@pkg/core/operations';
import { type BinanceSocketManager, type DepthCache, DepthCacheManager, kline, miniTicker, trade } from '@pkg/streams';
import { decimalsOf } from './format.js';
import type { Candles } from './views/candles.js';
import { type DayTicker, drawHeadline } from './views/headline.js';
import type { Tape } from './views/tape.js';

export type MarketViews = { candles: Candles; tape: Tape; redraw: () => void; report: (error: unknown) => void };

/** One symbol on the desk: its book, trades, candles and day, from the moment it is picked until it is left. */
export class Market {
  readonly symbol: string;
  readonly base: string;
  readonly quote: string;
  /** Decimals of a price, by the symbol's tick. */
  readonly decimals: number;
  /** An amount to begin with: a few times the least that the exchange takes. */
  readonly usualAmount: (price: string) => string;
  readonly #client: SpotClient;
  readonly #views: MarketViews;
  readonly #manager: BinanceSocketManager;
  readonly #books: DepthCacheManager;
  readonly #stops: (() => Promise<void>)[] = [];
  #stopCandles: (() => Promise<void>) | undefined;
  /** How often candles were asked for so far. */
  #charts = 0;
  #left = false;

  constructor(client: SpotClient, manager: BinanceSocketManager, info: SymbolInfo, views: MarketViews) {
    this.symbol = info.symbol;
    this.base = info.baseAsset;
    this.quote = info.quoteAsset;
    this.decimals = decimalsOf(filterValue(info, 'PRICE_FILTER', 'tickSize') ?? '0.01');
    const step = decimalsOf(filterValue(info, 'LOT_SIZE', 'stepSize') ?? '1');
    const least =
      filterValue(info, 'NOTIONAL', 'minNotional') ?? filterValue(info, 'MIN_NOTIONAL', 'minNotional') ?? '0';
    this.usualAmount = (price) => Math.max((20 * Number(least)) / Number(price), 10 ** -step).toFixed(step);
    this.#client = client;
    this.#views = views;
    this.#manager = manager;
    this.#books = new DepthCacheManager(client, this.symbol, () => views.redraw(), { sockets: manager, speed: 100 });
  }

  get book(): DepthCache | undefined {
    return this.#books.getDepthCache();
  }

  /** Subscribes to everything that the desk shows of this symbol. */
  async open(interval: KlineInterval): Promise<void> {
    const { tape, redraw, report } = this.#views;
    this.#books.ready().then(redraw, (error) => this.#left || report(error));
    const stops = await Promise.all([
      this.#manager.subscribe(trade(this.symbol), (event) => {
        if (this.#left) return;
        tape.add(event);
        redraw();
      }),
      this.#manager.subscribe(miniTicker(this.symbol), (event) => {
        this.#drawDay({
          lastPrice: event.c,
          openPrice: event.o,
          highPrice: event.h,
          lowPrice: event.l,
          quoteVolume: event.q,
        });
      }),
      this.showCandles(interval),
      this.#client.getTicker({ symbol: this.symbol }).then((ticker) => this.#drawDay(ticker)),
    ]);
    this.#stops.push(...stops.filter((stop) => stop !== undefined));
    if (this.#left) await this.leave();
  }

  /** Loads the candles of an interval and follows them, until others are asked for. */
  async showCandles(interval: KlineInterval): Promise<void> {
    const number = ++this.#charts;
    const isShown = (): boolean => number === this.#charts && !this.#left;
    let isLoaded = false;
    const { candles } = this.#views;
    await this.#stopCandles?.();
    const [stop, klines] = await Promise.all([
      this.#manager.subscribe(kline(this.symbol, interval), (event) => {
        if (isLoaded && isShown()) candles.update(event);
      }),
      this.#client.getKlines({ symbol: this.symbol, interval, limit: 500 }),
    ]);
    if (!isShown()) return stop();
    this.#stopCandles = stop;
    candles.load(klines, this.decimals);
    isLoaded = true;
  }

  /** Ends every subscription of this symbol. */
  async leave(): Promise<void> {
    this.#left = true;
    const stops = this.#stops.splice(0);
    await Promise.all([...stops.map((stop) => stop()), this.#stopCandles?.(), this.#books.close()]);
  }

  #drawDay(ticker: DayTicker): void {
    if (!this.#left) drawHeadline(ticker, this.decimals, this.quote);
  }
}

function filterValue(info: SymbolInfo, filterType: string, field: string): string | undefined {
  const filter = info.filters.find((candidate) => candidate.filterType === filterType);
  const value = filter && (filter as Readonly<Record<string, unknown>>)[field];
  return typeof value === 'string' ? value : undefined;
}
