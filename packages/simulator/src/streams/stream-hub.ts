import type { Clock, Timer } from '@pkg/core';
import type { Engine } from '../engine/engine.js';
import type { EngineEvent } from '../engine/types/index.js';
import type { MarketData } from '../market-data/market-data.js';
import type { Connection, ConnectionHandler } from '../protocol/connection.js';
import { bookTickerStream, diffDepthStream, partialDepthStream } from './depth-streams.js';
import { klineStream } from './kline-streams.js';
import { averagePriceStream, referencePriceStream } from './price-streams.js';
import { Channel, type Subscriber } from './stream-channel.js';
import { StreamConnection } from './stream-connection.js';
import { parseStreamName, type StreamSpec } from './stream-name.js';
import type { MarketView, Producer } from './stream-producer.js';
import {
  allMiniTickersStream,
  allRollingTickersStream,
  miniTickerStream,
  rollingTickerStream,
  tickerStream,
} from './ticker-streams.js';
import { aggregateTradeStream, blockTradeStream, tradeStream } from './trade-streams.js';

/** Publishes all streams of one symbol in place of the engine, for example from a recording. */
export type StreamSource = {
  readonly symbol: string;
  /**
   * Called with a channel when a stream of the symbol gets its first subscriber. The events of the stream must be sent
   * to this channel. Called with undefined when the stream loses its last subscriber.
   */
  attach(name: string, channel: Channel | undefined): void;
};

type ActiveStream = {
  readonly channel: Channel;
  readonly producer: Producer | undefined;
  readonly source: StreamSource | undefined;
};

/**
 * Serves the market streams. For each stream it has the subscribers, and a producer that creates and publishes the
 * events. A stream without subscribers has no producer.
 */
export class StreamHub {
  readonly #market: MarketView;
  readonly #clock: Clock;
  readonly #active: Map<string, ActiveStream> = new Map();
  readonly #bySymbol: Map<string, Set<Producer>> = new Map();
  readonly #forAllSymbols: Set<Producer> = new Set();
  readonly #bySpeed: Map<number, { readonly producers: Set<Producer>; timer: Timer }> = new Map();
  readonly #sources: Map<string, StreamSource> = new Map();
  /** The id of the last published aggregate trade, by symbol. */
  readonly #lastAggregate: Map<string, number> = new Map();
  readonly #traded: Set<string> = new Set();
  readonly #stop: (() => void)[];

  constructor(options: { readonly engine: Engine; readonly marketData: MarketData; readonly clock: Clock }) {
    this.#market = { engine: options.engine, data: options.marketData };
    this.#clock = options.clock;
    this.#stop = [
      options.engine.on((event) => this.#event(event)),
      options.marketData.onBlockTrade((trade) => {
        for (const producer of this.#bySymbol.get(trade.symbol) ?? []) {
          if (this.#mayPublish(producer)) producer.block?.(trade);
        }
      }),
    ];
  }

  /** Opens a connection to `/ws` or `/stream`. */
  open(connection: Connection): ConnectionHandler {
    return new StreamConnection(this, connection);
  }

  /** Lets `source` publish all streams of its symbol from now on, in place of the engine. */
  replaceSource(source: StreamSource): void {
    this.#sources.set(source.symbol, source);
    for (const [name, { channel, producer, source: former }] of [...this.#active]) {
      const spec = parseStreamName(name);
      if (!spec || !('symbol' in spec) || spec.symbol !== source.symbol) continue;
      if (producer) this.#stopProducer(producer);
      former?.attach(name, undefined);
      this.#active.set(name, { channel, producer: undefined, source });
      source.attach(name, channel);
    }
  }

  now(): number {
    return this.#clock.now();
  }

  /**
   * Subscribes to a stream. As on the live exchange, a subscription to an unknown stream is accepted, but never gets an
   * event.
   */
  subscribe(name: string, subscriber: Subscriber): void {
    let stream = this.#active.get(name);
    if (!stream) {
      stream = this.#start(name);
      this.#active.set(name, stream);
    }
    stream.channel.subscribers.add(subscriber);
    if (stream.channel.subscribers.size === 1) stream.source?.attach(name, stream.channel);
  }

  unsubscribe(name: string, subscriber: Subscriber): void {
    const stream = this.#active.get(name);
    if (!stream?.channel.subscribers.delete(subscriber) || stream.channel.subscribers.size > 0) return;
    this.#active.delete(name);
    stream.source?.attach(name, undefined);
    if (stream.producer) this.#stopProducer(stream.producer);
  }

  close(): void {
    for (const stop of this.#stop) stop();
    for (const { timer } of this.#bySpeed.values()) this.#clock.clearTimeout(timer);
    this.#bySpeed.clear();
    this.#active.clear();
  }

  #start(name: string): ActiveStream {
    const channel = new Channel(name);
    const spec = parseStreamName(name);
    const source = spec && 'symbol' in spec ? this.#sources.get(spec.symbol) : undefined;
    const known = spec && (!('symbol' in spec) || this.#market.engine.symbol(spec.symbol) !== undefined);
    const producer = spec && known && !source ? produce(spec, channel, this.#market) : undefined;
    if (producer) this.#startProducer(producer);
    return { channel, producer, source };
  }

  #startProducer(producer: Producer): void {
    const { symbol, speed } = producer;
    if (symbol === undefined) this.#forAllSymbols.add(producer);
    else {
      const others = this.#bySymbol.get(symbol);
      if (others) others.add(producer);
      else {
        this.#bySymbol.set(symbol, new Set([producer]));
        this.#lastAggregate.set(symbol, this.#market.data.lastAggregateTrade(symbol)?.id ?? 0);
      }
    }
    if (speed === undefined) return;
    const group = this.#bySpeed.get(speed);
    if (group) group.producers.add(producer);
    else {
      this.#bySpeed.set(speed, { producers: new Set([producer]), timer: undefined });
      this.#scheduleTick(speed);
    }
  }

  #stopProducer(producer: Producer): void {
    const { symbol, speed } = producer;
    this.#forAllSymbols.delete(producer);
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

  #scheduleTick(speed: number): void {
    const group = this.#bySpeed.get(speed);
    if (!group) return;
    const wait = speed - (this.#clock.now() % speed);
    group.timer = this.#clock.setTimeout(
      () => {
        const now = this.#market.engine.now();
        for (const producer of group.producers) if (this.#mayPublish(producer)) producer.tick?.(now);
        this.#scheduleTick(speed);
      },
      // If the exchange's clock follows another clock, this timer may run up to 1 ms early. A `wait` of less than 1 ms
      // would then call the producers again for the same moment, so one interval is added.
      wait < 1 ? wait + speed : wait,
    );
  }

  #event(event: EngineEvent): void {
    if (event.type !== 'LEVEL' && event.type !== 'TRADE') return;
    const symbol = event.type === 'LEVEL' ? event.symbol : event.trade.symbol;
    for (const producer of this.#bySymbol.get(symbol) ?? []) {
      // A producer with a `speed` publishes in intervals. It also collects events while the symbol's status forbids
      // publishing.
      if (producer.speed !== undefined || this.#mayPublish(producer)) producer.event?.(event);
    }
    for (const producer of this.#forAllSymbols) producer.event?.(event);
    if (event.type === 'TRADE' && this.#bySymbol.has(symbol)) this.#scheduleAggregates(symbol);
  }

  /**
   * Whether the producer of a stream may publish events in the present status of its symbol. In BREAK no data is
   * published, in CANCEL_ONLY no klines.
   *
   * @see https://github.com/binance/binance-spot-api-docs/blob/master/faqs/spot_glossary.md
   */
  #mayPublish({ symbol, needsTrading }: Producer): boolean {
    if (symbol === undefined) return true;
    const status = this.#market.engine.symbol(symbol)?.status;
    return status !== 'BREAK' && !(needsTrading && status === 'CANCEL_ONLY');
  }

  /**
   * Publishes aggregate trades in a microtask. The microtask runs after the engine's command, when the taker's order
   * has made all of its trades.
   */
  #scheduleAggregates(symbol: string): void {
    if (this.#traded.size === 0) Promise.resolve().then(() => this.#publishAggregates());
    this.#traded.add(symbol);
  }

  #publishAggregates(): void {
    for (const symbol of this.#traded) {
      const from = (this.#lastAggregate.get(symbol) ?? 0) + 1;
      const rows = this.#market.data.aggregateTrades(symbol, { fromId: from, limit: Number.MAX_SAFE_INTEGER });
      this.#lastAggregate.set(symbol, rows.at(-1)?.id ?? from - 1);
      for (const producer of this.#bySymbol.get(symbol) ?? []) {
        if (this.#mayPublish(producer)) for (const row of rows) producer.aggregate?.(row);
      }
    }
    this.#traded.clear();
  }
}

function produce(spec: StreamSpec, channel: Channel, market: MarketView): Producer {
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
