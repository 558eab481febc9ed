import { effect, type ReadonlySignal } from '@preact/signals';
import {
  CandlestickSeries,
  createChart,
  HistogramSeries,
  type ISeriesApi,
  type MouseEventParams,
  type Time,
  type UTCTimestamp,
} from 'lightweight-charts';
import { grouped, priceText } from '../format.js';
import { dayOf, monthOf, timeOfDay } from '../format-time.js';
import type { Candle, CandleFeed, Market } from '../session/index.js';
import { chartColors, onThemeChange } from './chart-colors.js';
import { type ChartOrder, mountOrderLines } from './order-lines.js';

export type CandlesOptions = {
  readonly market: Market;
  readonly orders: ReadonlySignal<readonly ChartOrder[]>;
  /** Called with the candle under the crosshair, or with the newest candle if there is no crosshair. */
  readonly onLegend: (candle: Candle | undefined) => void;
  readonly onMove: (orderId: number, price: string) => void;
  readonly signal: AbortSignal;
};

/** The chart loads older candles when it has fewer than this many candles to the left of its visible part. */
const MARGIN = 30;

/** Shows the candlestick chart with volumes and the lines of open orders. Scrolling to the left loads older candles. */
export function mountCandles(root: HTMLElement, options: CandlesOptions): void {
  const { market, onLegend, signal } = options;
  const chart = createChart(root, {
    autoSize: true,
    layout: { background: { color: 'transparent' }, fontSize: 11, attributionLogo: false },
    rightPriceScale: {
      borderVisible: false,
      entireTextOnly: true,
      scaleMargins: { top: 0.08, bottom: 0.24 },
      minimumWidth: axisWidth(market),
    },
    timeScale: {
      borderVisible: false,
      timeVisible: true,
      secondsVisible: false,
      rightOffset: 6,
      barSpacing: 7,
      tickMarkFormatter: (time: Time, kind: number) => localTick(Number(time), kind),
    },
    localization: {
      timeFormatter: (time: Time) => localTime(Number(time)),
      priceFormatter: (price: number) => grouped(price.toFixed(market.priceDecimals)),
    },
    crosshair: { mode: 0 },
    handleScroll: { vertTouchDrag: false },
  });
  const candles = chart.addSeries(CandlestickSeries, {
    borderVisible: false,
    priceFormat: { type: 'price', precision: market.priceDecimals, minMove: 10 ** -market.priceDecimals },
  });
  let volume: ISeriesApi<'Histogram'> | undefined;
  let feed: CandleFeed | undefined;
  let colors = chartColors();
  let isHovering = false;

  const paint = (): void => {
    colors = chartColors();
    const { up, down, line } = colors;
    chart.applyOptions({
      layout: { textColor: colors.text, fontFamily: colors.font },
      grid: { vertLines: { color: line }, horzLines: { color: line } },
      crosshair: {
        vertLine: { labelBackgroundColor: colors.accent },
        horzLine: { labelBackgroundColor: colors.accent },
      },
    });
    candles.applyOptions({ upColor: up, wickUpColor: up, downColor: down, wickDownColor: down });
    load();
  };

  function load(): void {
    const bars = feed?.candles ?? [];
    // With a crosshair, the chart may look for one of its old candles among the new ones, and throw.
    chart.clearCrosshairPosition();
    candles.setData(bars.map(candleBar));
    volume?.setData(bars.map(volumeBar));
    if (!isHovering) onLegend(bars.at(-1));
  }

  function volumeBar({ time, open, close, volume: value }: Candle) {
    return { time: time as UTCTimestamp, value, color: `${close >= open ? colors.up : colors.down}55` };
  }

  const showNewest = (): void => {
    const newest = feed?.candles.at(-1);
    if (!newest) return;
    candles.update(candleBar(newest));
    volume?.update(volumeBar(newest));
    if (!isHovering) onLegend(newest);
  };

  chart.timeScale().subscribeVisibleLogicalRangeChange((range) => {
    if (range && range.from < MARGIN) void feed?.loadOlder();
  });
  chart.subscribeCrosshairMove((event: MouseEventParams<Time>) => {
    const bar = event.seriesData.get(candles as ISeriesApi<'Candlestick'>);
    isHovering = bar !== undefined;
    const time = Number(event.time);
    onLegend(isHovering ? feed?.candles.find((candle) => candle.time === time) : feed?.candles.at(-1));
  });
  let stopFeed: (() => void) | undefined;
  const followFeed = (): void => {
    stopFeed = effect(() => {
      feed = market.feed.value;
      chart.timeScale().applyOptions({ secondsVisible: feed?.interval === '1s' });
      load();
      chart.timeScale().scrollToRealTime();
      return feed?.onChange((change) => {
        if (change === 'newest') showNewest();
        else load();
        if (change === 'all') chart.timeScale().scrollToRealTime();
      });
    });
  };
  const addVolume = (): void => {
    volume = chart.addSeries(HistogramSeries, {
      priceScaleId: '',
      priceFormat: { type: 'volume' },
      lastValueVisible: false,
      priceLineVisible: false,
    });
    volume.priceScale().applyOptions({ scaleMargins: { top: 0.84, bottom: 0 } });
    load();
  };
  paint();
  // On a slow machine it takes long to draw the axes, the candles and the volumes for the first time. So each of them
  // is drawn in its own animation frame.
  stepByStep([followFeed, addVolume], signal);
  onThemeChange(paint, signal);
  // If the page is taller than the window, the wheel scrolls the page. Otherwise the wheel scrolls and zooms the chart.
  const fitWheel = (): void => {
    const mouseWheel = document.documentElement.scrollHeight <= innerHeight;
    chart.applyOptions({ handleScroll: { mouseWheel }, handleScale: { mouseWheel } });
  };
  fitWheel();
  addEventListener('resize', fitWheel, { signal });
  mountOrderLines(root, { chart, series: candles, market, orders: options.orders, onMove: options.onMove, signal });
  signal.addEventListener('abort', () => {
    stopFeed?.();
    chart.remove();
  });
}

/**
 * Estimates the width of the price axis, in pixels. If the axis has this width from the start, the chart does not have
 * to be laid out again when the first prices are drawn.
 */
function axisWidth({ lastPrice, priceDecimals }: Market): number {
  return 6 * priceText(lastPrice.peek(), priceDecimals).length + 20;
}

/** Calls the functions one after another. Each call has its own task, and the browser draws a frame before it. */
function stepByStep([step, ...rest]: readonly (() => void)[], signal: AbortSignal): void {
  if (!step) return;
  requestAnimationFrame(() =>
    setTimeout(() => {
      if (signal.aborted) return;
      step();
      stepByStep(rest, signal);
    }),
  );
}

function candleBar({ time, open, high, low, close }: Candle) {
  return { time: time as UTCTimestamp, open, high, low, close };
}

/** Formats a time in this machine's time zone. The chart itself would format it in UTC. */
function localTime(seconds: number): string {
  const date = new Date(seconds * 1000);
  return `${dayOf(date)} ${date.getFullYear()}, ${timeOfDay(date)}`;
}

/**
 * Formats a label of the time axis. `kind` is 0 for a year, 1 for a month, 2 for a day, 3 for a time of day, and 4 for
 * a time of day with seconds.
 */
function localTick(seconds: number, kind: number): string {
  const date = new Date(seconds * 1000);
  if (kind === 0) return String(date.getFullYear());
  if (kind === 1) return monthOf(date);
  return kind === 2 ? dayOf(date) : timeOfDay(date, kind === 4);
}
