import type { KlineInterval, SpotClient } from '@pkg/core';
import { Decimal } from '@pkg/core/internal';
import type { SymbolInfo } from '@pkg/core/operations';
import { type BinanceSocketManager, type DepthCache, DepthCacheManager, kline, miniTicker, trade } from '@pkg/streams';
import { decimalsOf, isPlainDecimal } from './format.js';
import type { Candles } from './views/candles.js';
import { type DayTicker, drawHeadline } from './views/headline.js';
import type { Tape } from './views/tape.js';

export type MarketViews = { candles: Candles; tape: Tape; redraw: () => void; report: (error: unknown) => void };

/** The symbol that the page shows, with its order book, trades, candles and 24-hour figures. */
export class Market {
  readonly symbol: string;
  readonly base: string;
  readonly quote: string;
  /** Decimal places of a price, from the symbol's tick size. */
  readonly decimals: number;
  /** A default quantity at a price: a few times the minimum of the exchange. */
  readonly defaultQuantity: (price: string) => string;
  readonly #client: SpotClient;
  readonly #views: MarketViews;
  readonly #manager: BinanceSocketManager;
  readonly #books: DepthCacheManager;
  readonly #stops: (() => Promise<void>)[] = [];
  #stopCandles: (() => Promise<void>) | undefined;
  /** The number of the newest request for candles. */
  #newestChart = 0;
  #isClosed = false;

  constructor(client: SpotClient, manager: BinanceSocketManager, info: SymbolInfo, views: MarketViews) {
    this.symbol = info.symbol;
    this.base = info.baseAsset;
    this.quote = info.quoteAsset;
    this.decimals = decimalsOf(filterValue(info, 'PRICE_FILTER', 'tickSize') ?? '0.01');
    const step = filterValue(info, 'LOT_SIZE', 'stepSize') ?? '1';
    const minNotional =
      filterValue(info, 'NOTIONAL', 'minNotional') ?? filterValue(info, 'MIN_NOTIONAL', 'minNotional') ?? '0';
    this.defaultQuantity = (price) => {
      if (![minNotional, step, price].every(isPlainDecimal) || Number(price) === 0) return '';
      const quantity = new Decimal(minNotional).times(20).div(price);
      return (quantity.lt(step) ? new Decimal(step) : quantity).toFixed(decimalsOf(step));
    };
    this.#client = client;
    this.#views = views;
    this.#manager = manager;
    this.#books = new DepthCacheManager(client, this.symbol, () => views.redraw(), { sockets: manager, speed: 100 });
  }

  get book(): DepthCache | undefined {
    return this.#books.getDepthCache();
  }

  /** Subscribes to everything that the page shows of this symbol. */
  async open(interval: KlineInterval): Promise<void> {
    const { tape, redraw, report } = this.#views;
    this.#books.ready().then(redraw, (error) => this.#isClosed || report(error));
    const stops = await Promise.all([
      this.#manager.subscribe(trade(this.symbol), (event) => {
        if (this.#isClosed) return;
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
    if (this.#isClosed) await this.close();
  }

  /** Loads the candles of an interval and keeps them up to date, until the next call. */
  async showCandles(interval: KlineInterval): Promise<void> {
    const number = ++this.#newestChart;
    const isShown = (): boolean => number === this.#newestChart && !this.#isClosed;
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
  async close(): Promise<void> {
    this.#isClosed = true;
    const stops = this.#stops.splice(0);
    await Promise.all([...stops.map((stop) => stop()), this.#stopCandles?.(), this.#books.close()]);
  }

  #drawDay(ticker: DayTicker): void {
    if (!this.#isClosed) drawHeadline(ticker, this.decimals, this.quote);
  }
}

function filterValue(info: SymbolInfo, filterType: string, field: string): string | undefined {
  const filter = info.filters.find((candidate) => candidate.filterType === filterType);
  const value = filter && (filter as Readonly<Record<string, unknown>>)[field];
  return typeof value === 'string' ? value : undefined;
}
