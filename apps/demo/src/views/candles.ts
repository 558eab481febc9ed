import type { Kline } from '@pkg/core/operations';
import type { KlineEvent } from '@pkg/streams';
import { CandlestickSeries, createChart, HistogramSeries, type UTCTimestamp } from 'lightweight-charts';
import { byId } from '../dom.js';
import { type Candle, candleOf, candlesOf } from './chart-data.js';

const up = '#2ebd85';
const down = '#f6465d';

/** The candlestick chart with volume below it, in the colours of the page. */
export class Candles {
  readonly #chart = createChart(byId('chart'), {
    autoSize: true,
    layout: { background: { color: 'transparent' }, fontSize: 11, attributionLogo: false },
    rightPriceScale: { borderVisible: false },
    timeScale: { borderVisible: false, timeVisible: true, secondsVisible: true, rightOffset: 4 },
    crosshair: { mode: 0 },
  });
  readonly #candles = this.#chart.addSeries(CandlestickSeries, {
    upColor: up,
    downColor: down,
    wickUpColor: up,
    wickDownColor: down,
    borderVisible: false,
  });
  readonly #volume = this.#chart.addSeries(HistogramSeries, {
    priceScaleId: '',
    priceFormat: { type: 'volume' },
    lastValueVisible: false,
    priceLineVisible: false,
  });
  #newest = 0;

  constructor() {
    this.#volume.priceScale().applyOptions({ scaleMargins: { top: 0.82, bottom: 0 } });
    this.#paint();
    matchMedia('(prefers-color-scheme: light)').addEventListener('change', () => this.#paint());
  }

  load(klines: readonly Kline[], decimals: number): void {
    this.#candles.applyOptions({ priceFormat: { type: 'price', precision: decimals, minMove: 10 ** -decimals } });
    const candles = candlesOf(klines);
    this.#candles.setData(candles.map((candle) => ({ ...candle, time: candle.time as UTCTimestamp })));
    this.#volume.setData(candles.map(bar));
    this.#newest = candles.at(-1)?.time ?? 0;
    this.#chart.timeScale().scrollToRealTime();
  }

  update({ k }: KlineEvent): void {
    const candle = candleOf([k?.t, k?.o, k?.h, k?.l, k?.c, k?.v]);
    // The chart accepts no candle that is older than its newest one. After a reconnect one can arrive.
    if (!candle || candle.time < this.#newest) return;
    this.#newest = candle.time;
    this.#candles.update({ ...candle, time: candle.time as UTCTimestamp });
    this.#volume.update(bar(candle));
  }

  #paint(): void {
    const style = getComputedStyle(document.documentElement);
    const color = style.getPropertyValue('--edge');
    this.#chart.applyOptions({
      layout: { textColor: style.getPropertyValue('--dim') },
      grid: { vertLines: { color }, horzLines: { color } },
    });
  }
}

function bar({ time, open, close, volume }: Candle) {
  return { time: time as UTCTimestamp, value: volume, color: close >= open ? `${up}55` : `${down}55` };
}
