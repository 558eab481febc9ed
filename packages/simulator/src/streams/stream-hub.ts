import type { Clock, Timer } from '@pkg/core';
import type { Engine } from '../engine/engine.js';
import type { EngineEvent } from '../engine/types.js';
import type { MarketData } from '../market-data/market-data.js';
import type { Connection, ConnectionHandler } from '../protocol/connection.js';
import { Channel, type Subscriber } from './channel.js';
import { bookTickerStream, diffDepthStream, partialDepthStream } from './depth-streams.js';
import { klineStream } from './kline-streams.js';
import { averagePriceStream, referencePriceStream } from './price-streams.js';
import type { Market, Producer } from './producer.js';
import { StreamConnection } from './stream-connection.js';
import { parseStreamName, type StreamSpec } from './stream-name.js';
import {
  allMiniTickersStream,
  allRollingTickersStream,
  miniTickerStream,
  rollingTickerStream,
  tickerStream,
} from './ticker-streams.js';
import { aggregateTradeStream, blockTradeStream, tradeStream } from './trade-streams.js';

/** Takes over a symbol's streams: a replay of a recording. */
export type StreamSource = {
  readonly symbol: string;
  /** Called when a stream of its symbol finds its first listener, and with undefined when it loses the last. */
  attach(name: string, channel: Channel | undefined): void;
};

type Live = {
  readonly channel: Channel;
  readonly producer: Producer | undefined;
  readonly source: StreamSource | undefined;
};

/** The market streams: who listens to what, and what feeds it. A stream that nobody listens to costs nothing. */
export class StreamHub {
  readonly #market: Market;
  readonly #clock: Clock;
  readonly #live: Map<string, Live> = new Map();
  readonly #bySymbol: Map<string, Set<Producer>> = new Map();
  readonly #ofAll: Set<Producer> = new Set();
  readonly #bySpeed: Map<number, { readonly producers: Set<Producer>; timer: Timer }> = new Map();
  readonly #sources: Map<string, StreamSource> = new Map();
  /** The last aggregate trade told, by symbol; told when the command that made it is over. */
  readonly #aggregatesTold: Map<string, number> = new Map();
  readonly #traded: Set<string> = new Set();
  readonly #stop: (() => void)[];

  constructor(options: { readonly engine: Engine; readonly marketData: MarketData; readonly clock: Clock }) {
    this.#market = { engine: options.engine, data: options.marketData };
    this.#clock = options.clock;
    this.#stop = [
      options.engine.on((event) => this.#event(event)),
      options.marketData.onBlockTrade((trade) => {
        for (const producer of this.#bySymbol.get(trade.symbol) ?? []) producer.block?.(trade);
      }),
    ];
  }

  /** Opens a connection to `/ws` or `/stream`. */
  open(connection: Connection): ConnectionHandler {
    return new StreamConnection(this, connection);
  }

  /** Lets a source feed all streams of its symbol from now on, in place of the engine. */
  replace(source: StreamSource): void {
    this.#sources.set(source.symbol, source);
  }

  now(): number {
    return this.#clock.now();
  }

  /** An unknown stream is accepted, as it is by the exchange, and says nothing. */
  subscribe(name: string, subscriber: Subscriber): void {
    let live = this.#live.get(name);
    if (!live) {
      live = this.#start(name);
      this.#live.set(name, live);
    }
    live.channel.subscribers.add(subscriber);
    if (live.channel.subscribers.size === 1) live.source?.attach(name, live.channel);
  }

  unsubscribe(name: string, subscriber: Subscriber): void {
    const live = this.#live.get(name);
    if (!live?.channel.subscribers.delete(subscriber) || live.channel.subscribers.size > 0) return;
    this.#live.delete(name);
    live.source?.attach(name, undefined);
    if (live.producer) this.#release(live.producer);
  }

  close(): void {
    for (const stop of this.#stop) stop();
    for (const { timer } of this.#bySpeed.values()) this.#clock.clearTimeout(timer);
    this.#bySpeed.clear();
    this.#live.clear();
  }

  #start(name: string): Live {
    const channel = new Channel(name);
    const spec = parseStreamName(name);
    const source = spec && 'symbol' in spec ? this.#sources.get(spec.symbol) : undefined;
    const known = spec && (!('symbol' in spec) || this.#market.engine.symbol(spec.symbol) !== undefined);
    const producer = spec && known && !source ? produce(spec, channel, this.#market) : undefined;
    if (producer) this.#employ(producer);
    return { channel, producer, source };
  }

  #employ(producer: Producer): void {
    const { symbol, speed } = producer;
    if (symbol === undefined) this.#ofAll.add(producer);
    else {
      const others = this.#bySymbol.get(symbol);
      if (others) others.add(producer);
      else {
        this.#bySymbol.set(symbol, new Set([producer]));
        this.#aggregatesTold.set(symbol, this.#market.data.lastAggregateTrade(symbol)?.id ?? 0);
      }
    }
    if (speed === undefined) return;
    const group = this.#bySpeed.get(speed);
    if (group) group.producers.add(producer);
    else {
      this.#bySpeed.set(speed, { producers: new Set([producer]), timer: undefined });
      this.#arm(speed);
    }
  }

  #release(producer: Producer): void {
    const { symbol, speed } = producer;
    this.#ofAll.delete(producer);
    if (symbol !== undefined) {
      const others = this.#bySymbol.get(symbol);
      others?.delete(producer);
      if (others?.size === 0) this.#bySymbol.delete(symbol);
    }
    if (speed === undefined) return;
    const group = this.#bySpeed.get(speed);
    group?.producers.delete(producer);
    if (group?.producers.size !== 0) return;
    this.#clock.clearTimeout(group.timer);
    this.#bySpeed.delete(speed);
  }

  #arm(speed: number): void {
    const group = this.#bySpeed.get(speed);
    if (!group) return;
    const wait = speed - (this.#clock.now() % speed);
    group.timer = this.#clock.setTimeout(
      () => {
        const now = this.#market.engine.now();
        for (const producer of group.producers) producer.tick?.(now);
        this.#arm(speed);
      },
      // A clock that follows another may come to a tick a hair early; that tick is done.
      wait < 1 ? wait + speed : wait,
    );
  }

  #event(event: EngineEvent): void {
    if (event.type !== 'LEVEL' && event.type !== 'TRADE') return;
    const symbol = event.type === 'LEVEL' ? event.symbol : event.trade.symbol;
    for (const producer of this.#bySymbol.get(symbol) ?? []) producer.event?.(event);
    for (const producer of this.#ofAll) producer.event?.(event);
    if (event.type === 'TRADE' && this.#bySymbol.has(symbol)) this.#tellAggregatesSoon(symbol);
  }

  /** An aggregate trade grows until its taker is done, which is when the engine's command returns. */
  #tellAggregatesSoon(symbol: string): void {
    if (this.#traded.size === 0) Promise.resolve().then(() => this.#tellAggregates());
    this.#traded.add(symbol);
  }

  #tellAggregates(): void {
    for (const symbol of this.#traded) {
      const from = (this.#aggregatesTold.get(symbol) ?? 0) + 1;
      const rows = this.#market.data.aggregateTrades(symbol, { fromId: from, limit: Number.MAX_SAFE_INTEGER });
      this.#aggregatesTold.set(symbol, rows.at(-1)?.id ?? from - 1);
      for (const producer of this.#bySymbol.get(symbol) ?? []) {
        for (const row of rows) producer.aggregate?.(row);
      }
    }
    this.#traded.clear();
  }
}

function produce(spec: StreamSpec, channel: Channel, market: Market): Producer {
  switch (spec.kind) {
    case 'trade':
      return tradeStream(spec, channel, market);
    case 'aggTrade':
      return aggregateTradeStream(spec, channel, market);
    case 'blockTrade':
      return blockTradeStream(spec, channel, market);
    case 'bookTicker':
      return bookTickerStream(spec, channel, market);
    case 'diffDepth':
      return diffDepthStream(spec, channel, market);
    case 'partialDepth':
      return partialDepthStream(spec, channel, market);
    case 'kline':
      return klineStream(spec, channel, market);
    case 'avgPrice':
      return averagePriceStream(spec, channel, market);
    case 'referencePrice':
      return referencePriceStream(spec, channel, market);
    case 'miniTicker':
      return miniTickerStream(spec, channel, market);
    case 'ticker':
      return tickerStream(spec, channel, market);
    case 'rollingTicker':
      return rollingTickerStream(spec, channel, market);
    case 'allMiniTickers':
      return allMiniTickersStream(spec, channel, market);
    case 'allRollingTickers':
      return allRollingTickersStream(spec, channel, market);
  }
}
