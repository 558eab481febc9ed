import { AreaSeries, createOptionsChart, LineType } from 'lightweight-charts';
import { oncePerFrame } from '../dom.js';
import { grouped } from '../format.js';
import type { Market } from '../session/index.js';
import { chartColors, onThemeChange } from './chart-colors.js';
import { depthCurve } from './depth-curve.js';

/** The shortest time between two drawings of the chart, in ms. */
const INTERVAL = 250;

/** Shows the depth chart: the cumulative quantities of bids and asks by price. */
export function mountDepthChart(root: HTMLElement, { market, signal }: { market: Market; signal: AbortSignal }): void {
  const chart = createOptionsChart(root, {
    autoSize: true,
    layout: { background: { color: 'transparent' }, fontSize: 11, attributionLogo: false },
    rightPriceScale: { borderVisible: false, scaleMargins: { top: 0.1, bottom: 0 } },
    timeScale: { borderVisible: false },
    localization: { precision: market.priceDecimals },
    handleScroll: false,
    handleScale: false,
  });
  const options = {
    lineWidth: 2,
    lineType: LineType.WithSteps,
    lastValueVisible: false,
    priceLineVisible: false,
  } as const;
  const bids = chart.addSeries(AreaSeries, options);
  const asks = chart.addSeries(AreaSeries, options);
  let drawnAt = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const draw = oncePerFrame(() => {
    const now = performance.now();
    if (now - drawnAt < INTERVAL) {
      // The next event may come much later, so a timer draws the changes that are not drawn yet.
      timer ??= setTimeout(draw, INTERVAL);
      return;
    }
    clearTimeout(timer);
    timer = undefined;
    drawnAt = now;
    const curve = depthCurve(market.book, market.priceDecimals);
    bids.setData(curve.bids);
    asks.setData(curve.asks);
    chart.timeScale().fitContent();
  }, signal);

  const paint = (): void => {
    const { up, down, text, line, font } = chartColors();
    chart.applyOptions({
      layout: { textColor: text, fontFamily: font },
      grid: { vertLines: { color: line }, horzLines: { color: line } },
      localization: { timeFormatter: (price: number) => grouped(price.toFixed(market.priceDecimals)) },
    });
    bids.applyOptions({ lineColor: up, topColor: `${up}66`, bottomColor: `${up}11` });
    asks.applyOptions({ lineColor: down, topColor: `${down}66`, bottomColor: `${down}11` });
    drawnAt = 0;
    draw();
  };
  const stop = market.onBook(draw);
  paint();
  onThemeChange(paint, signal);
  signal.addEventListener('abort', () => {
    stop();
    clearTimeout(timer);
    chart.remove();
  });
}
