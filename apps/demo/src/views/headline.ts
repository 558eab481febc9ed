import { byId, element } from '../dom.js';
import { compact, toDecimals } from '../format.js';

export type DayTicker = {
  lastPrice: string;
  openPrice: string;
  highPrice: string;
  lowPrice: string;
  quoteVolume: string;
};

/** Draws the last price with the change, high, low and volume of 24 hours. */
export function drawHeadline(ticker: DayTicker, decimals: number, quote: string): void {
  const change = 100 * (Number(ticker.lastPrice) / Number(ticker.openPrice) - 1);
  const direction = change >= 0 ? 'buy' : 'sell';
  byId('headline').replaceChildren(
    element('strong', toDecimals(ticker.lastPrice, decimals), direction),
    figure('24h', Number.isFinite(change) ? `${change >= 0 ? '+' : ''}${change.toFixed(2)}%` : '—', direction),
    figure('High', toDecimals(ticker.highPrice, decimals)),
    figure('Low', toDecimals(ticker.lowPrice, decimals)),
    figure('Volume', `${compact(Number(ticker.quoteVolume))} ${quote}`),
  );
}

function figure(name: string, value: string, className = ''): HTMLElement {
  const box = element('span', '', 'figure');
  box.append(element('small', name), element('span', value, className));
  return box;
}
