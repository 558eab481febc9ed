import { formatAmount } from '../engine/types/amount.js';
import { type Candle, flatCandle } from '../market-data/candle.js';
import { openOf } from '../market-data/intervals.js';
import { statistics } from '../market-data/ticker.js';
import type { Render } from './stream-channel.js';
import type { RollingWindow } from './stream-name.js';
import type { CreateProducer, MarketView } from './stream-producer.js';

const DAY = 86_400_000;
const WINDOWS: Readonly<Record<RollingWindow, number>> = { '1h': 3_600_000, '4h': 4 * 3_600_000, '1d': DAY };

type OfSymbol = { readonly symbol: string };
type TickerText = (market: MarketView, symbol: string, now: number) => Render | undefined;

export const miniTickerStream: CreateProducer<OfSymbol> = (spec, channel, market) =>
  single(spec, channel, market, miniTicker);

export const tickerStream: CreateProducer<OfSymbol> = (spec, channel, market) => single(spec, channel, market, ticker);

export const rollingTickerStream: CreateProducer<OfSymbol & { readonly window: RollingWindow }> = (
  spec,
  channel,
  market,
) => single(spec, channel, market, rollingTicker(spec.window));

export const allMiniTickersStream: CreateProducer<unknown> = (_, channel, market) => every(channel, market, miniTicker);

export const allRollingTickersStream: CreateProducer<{ readonly window: RollingWindow }> = (spec, channel, market) =>
  every(channel, market, rollingTicker(spec.window));

function single(
  { symbol }: OfSymbol,
  channel: Parameters<typeof every>[0],
  market: MarketView,
  text: TickerText,
): ReturnType<CreateProducer<OfSymbol>> {
  return {
    symbol,
    speed: 1000,
    tick(now) {
      const render = text(market, symbol, now);
      if (render) channel.publish(render);
    },
  };
}

/**
 * Publishes one event for all symbols every second: a list of the symbols that have traded since the previous event.
 */
function every(
  channel: { publish(render: Render): void },
  market: MarketView,
  text: TickerText,
): ReturnType<CreateProducer<unknown>> {
  const changed = new Set<string>();
  return {
    speed: 1000,
    event(event) {
      if (event.type === 'TRADE') changed.add(event.trade.symbol);
    },
    tick(now) {
      const open = [...changed].filter((symbol) => market.engine.symbol(symbol)?.status !== 'BREAK');
      const renders = open.map((symbol) => text(market, symbol, now)).filter((render) => render !== undefined);
      changed.clear();
      if (renders.length > 0) channel.publish((time) => `[${renders.map((render) => render(time)).join(',')}]`);
    },
  };
}

/**
 * Returns the candle of a time window. If the window had no trade, all prices of the candle are the last price. Returns
 * undefined before the first trade of the symbol.
 */
function windowOf({ data }: MarketView, symbol: string, from: number): Candle | undefined {
  const before = data.lastTrade(symbol);
  return data.window(symbol, from) ?? (before && flatCandle(from, before.price));
}

const miniTicker: TickerText = (market, symbol, now) => {
  const row = windowOf(market, symbol, now / 1000 - DAY);
  if (!row) return undefined;
  const s = statistics(row);
  return (time) =>
    `{"e":"24hrMiniTicker","E":${time(now)},"s":${JSON.stringify(symbol)},"c":"${s.lastPrice}","o":"${s.openPrice}","h":"${s.highPrice}","l":"${s.lowPrice}","v":"${s.volume}","q":"${s.quoteVolume}"}`;
};

const ticker: TickerText = (market, symbol, now) => {
  const from = now / 1000 - DAY;
  const row = windowOf(market, symbol, from);
  if (!row) return undefined;
  const s = statistics(row);
  const { bid, ask } = market.engine.bestPrices(symbol);
  const [b, B] = bid ?? [0n, 0n];
  const [a, A] = ask ?? [0n, 0n];
  const previous = market.data.tradeBefore(symbol, from)?.price ?? row.open;
  const last = market.data.lastTrade(symbol);
  return (time) =>
    `{"e":"24hrTicker","E":${time(now)},"s":${JSON.stringify(symbol)},"p":"${s.priceChange}","P":"${s.priceChangePercent}","w":"${s.weightedAvgPrice}","x":"${formatAmount(previous)}","c":"${s.lastPrice}","Q":"${formatAmount(last?.quantity ?? 0n)}","b":"${formatAmount(b)}","B":"${formatAmount(B)}","a":"${formatAmount(a)}","A":"${formatAmount(A)}","o":"${s.openPrice}","h":"${s.highPrice}","l":"${s.lowPrice}","v":"${s.volume}","q":"${s.quoteVolume}","O":${time(from * 1000)},"C":${time(now)},"F":${s.firstId},"L":${s.lastId},"n":${s.count}}`;
};

const rollingTicker =
  (window: RollingWindow): TickerText =>
  (market, symbol, now) => {
    // As documented, the window opens at a whole minute, so it can be up to 59,999 ms longer than its name says.
    const from = openOf('1m', now / 1000 - WINDOWS[window]);
    const row = windowOf(market, symbol, from);
    if (!row) return undefined;
    const s = statistics(row);
    return (time) =>
      `{"e":"${window}Ticker","E":${time(now)},"s":${JSON.stringify(symbol)},"p":"${s.priceChange}","P":"${s.priceChangePercent}","o":"${s.openPrice}","h":"${s.highPrice}","l":"${s.lowPrice}","c":"${s.lastPrice}","w":"${s.weightedAvgPrice}","v":"${s.volume}","q":"${s.quoteVolume}","O":${time(from * 1000)},"C":${time(now)},"F":${s.firstId},"L":${s.lastId},"n":${s.count}}`;
  };
