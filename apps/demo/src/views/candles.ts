import type { Kline } from '@pkg/core/operations';
import type { KlineEvent } from '@pkg/streams';
import { CandlestickSeries, createChart, HistogramSeries, type UTCTimestamp } from 'lightweight-charts';
import { byId } from '../dom.js';

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
    this.#candles.setData(
      klines.map(([time, open, high, low, close]) => ({
        time: seconds(time),
        open: Number(open),
        high: Number(high),
        low: Number(low),
        close: Number(close),
      })),
    );
    this.#volume.setData(
      klines.map(([time, open, , , close, volume]) => bar(time, Number(open), Number(close), Number(volume))),
    );
    this.#newest = klines.at(-1)?.[0] ?? 0;
    this.#chart.timeScale().scrollToRealTime();
  }

  update({ k }: KlineEvent): void {
    // The chart accepts no candle that is older than its newest one. After a reconnect one can arrive.
    if (k.t < this.#newest) return;
    this.#newest = k.t;
    const [open, close] = [Number(k.o), Number(k.c)];
    this.#candles.update({ time: seconds(k.t), open, high: Number(k.h), low: Number(k.l), close });
    this.#volume.update(bar(k.t, open, close, Number(k.v)));
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

function bar(time: number, open: number, close: number, value: number) {
  return { time: seconds(time), value, color: close >= open ? `${up}55` : `${down}55` };
}

function seconds(ms: number): UTCTimestamp {
  return (ms / 1000) as UTCTimestamp;
}
