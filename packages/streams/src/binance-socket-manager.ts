import type { KlineInterval } from '@pkg/core';
import type { Stop } from './consumer.js';
import type { AggTradeEvent, DepthEvent, KlineEvent, MiniTickerEvent, TradeEvent } from './events/market.js';
import { MarketStreams, type SubscribeOptions } from './market/market-streams.js';
import type { Topic } from './topic.js';
import { aggTrade, allMiniTickers, depth, kline, trade } from './topics.js';

/**
 * Streams of one exchange: market data by topic, and an account's own events.
 *
 * Connects when something is asked for, keeps its connections through losses and the exchange's 24 hours, and
 * subscribes each stream once however many listen.
 */
export class BinanceSocketManager extends MarketStreams {
  readonly #started: Map<string, Set<Promise<Stop>>> = new Map();

  /** Changes of the order book. */
  startDepthSocket(
    symbol: string,
    onMessage: (event: DepthEvent) => unknown,
    options?: SubscribeOptions,
  ): Promise<Stop> {
    return this.#start(depth(symbol), onMessage, options);
  }

  stopDepthSocket(symbol: string): Promise<void> {
    return this.#stop(depth(symbol));
  }

  /** Candles. */
  startKlineSocket(
    symbol: string,
    onMessage: (event: KlineEvent) => unknown,
    interval: KlineInterval = '1m',
    options?: SubscribeOptions,
  ): Promise<Stop> {
    return this.#start(kline(symbol, interval), onMessage, options);
  }

  stopKlineSocket(symbol: string, interval: KlineInterval = '1m'): Promise<void> {
    return this.#stop(kline(symbol, interval));
  }

  /** Every trade. */
  startTradeSocket(
    symbol: string,
    onMessage: (event: TradeEvent) => unknown,
    options?: SubscribeOptions,
  ): Promise<Stop> {
    return this.#start(trade(symbol), onMessage, options);
  }

  stopTradeSocket(symbol: string): Promise<void> {
    return this.#stop(trade(symbol));
  }

  /** Trades of one taker order at one price, together. */
  startAggTradeSocket(
    symbol: string,
    onMessage: (event: AggTradeEvent) => unknown,
    options?: SubscribeOptions,
  ): Promise<Stop> {
    return this.#start(aggTrade(symbol), onMessage, options);
  }

  stopAggTradeSocket(symbol: string): Promise<void> {
    return this.#stop(aggTrade(symbol));
  }

  /** The last 24 hours of every symbol that changed, each second. */
  startTickerSocket(onMessage: (event: MiniTickerEvent[]) => unknown, options?: SubscribeOptions): Promise<Stop> {
    return this.#start(allMiniTickers(), onMessage, options);
  }

  stopTickerSocket(): Promise<void> {
    return this.#stop(allMiniTickers());
  }

  override async close(): Promise<void> {
    this.#started.clear();
    await super.close();
  }

  #start<E>(topic: Topic<E>, onMessage: (event: E) => unknown, options?: SubscribeOptions): Promise<Stop> {
    const started = this.subscribe(topic, onMessage, options);
    const all = this.#started.get(topic) ?? new Set();
    this.#started.set(topic, all.add(started));
    // Whoever does not wait for the promise learns of a refusal through `onStatus`, not by a crash.
    started.catch(() => all.delete(started));
    return started;
  }

  /** Ends every socket started for the topic. */
  async #stop(topic: string): Promise<void> {
    const all = this.#started.get(topic);
    this.#started.delete(topic);
    await Promise.all([...(all ?? [])].map(async (started) => (await started)()));
  }
}
