import { describe, expectTypeOf, it } from 'vitest';
import type { BinanceSocketManager } from './binance-socket-manager.js';
import type {
  KlineEvent,
  MiniTickerEvent,
  PartialDepthEvent,
  ReferencePriceEvent,
  TradeEvent,
} from './events/market.js';
import {
  allMiniTickers,
  type EventOf,
  kline,
  partialDepth,
  referencePrice,
  type Topic,
  topic,
  trade,
} from './topics.js';

declare const manager: BinanceSocketManager;

describe('topics', () => {
  it('give the events of several topics a union that `e` narrows', async () => {
    for await (const event of manager.stream([trade('A'), kline('A', '1m')])) {
      expectTypeOf(event).toEqualTypeOf<TradeEvent | KlineEvent>();
      if (event.e === 'trade') expectTypeOf(event.p).toEqualTypeOf<string>();
      else expectTypeOf(event.k.c).toEqualTypeOf<string>();
    }
    expectTypeOf(manager.stream(trade('A'))).toEqualTypeOf<AsyncIterableIterator<TradeEvent>>();
  });

  it('give a plain string unknown events', () => {
    void manager.subscribe('a@trade', (event) => expectTypeOf(event).toEqualTypeOf<unknown>());
    expectTypeOf(manager.stream('a@trade')).toEqualTypeOf<AsyncIterableIterator<unknown>>();
    void manager.subscribe(trade('A'), (event) => expectTypeOf(event).toEqualTypeOf<TradeEvent>());
    void manager.subscribe(topic<KlineEvent>('a@kline_1m'), (event) => expectTypeOf(event).toEqualTypeOf<KlineEvent>());
    // @ts-expect-error the listener expects events that the topic does not have
    void manager.subscribe(trade('A'), (event: KlineEvent) => event.k);
    // @ts-expect-error the events of a plain string are unknown
    void manager.subscribe('a@trade', (event: TradeEvent) => event.p);
    // @ts-expect-error the consumer expects events that the topic does not have
    void manager.consume(trade('A'), { event: (event: KlineEvent) => event.k });
    // @ts-expect-error a plain string is not a topic of trades
    const name: Topic<TradeEvent> = 'a@trade';
    void name;
  });

  it('say which stream an event without a symbol came from', async () => {
    for await (const event of manager.stream([partialDepth('A', 5), partialDepth('B', 5)])) {
      expectTypeOf(event).toEqualTypeOf<PartialDepthEvent>();
      expectTypeOf(event.stream).toEqualTypeOf<string>();
    }
    for await (const event of manager.stream([partialDepth('A', 5), trade('A')])) {
      if ('e' in event) expectTypeOf(event).toEqualTypeOf<TradeEvent>();
      else expectTypeOf(event.stream).toEqualTypeOf<string>();
    }
  });

  it('say that a symbol may have no reference price', async () => {
    for await (const event of manager.stream(referencePrice('A'))) {
      expectTypeOf(event).toEqualTypeOf<ReferencePriceEvent>();
      expectTypeOf(event.r).toEqualTypeOf<string | null>();
    }
  });

  it('keep the kinds of a list that is made before it is used', () => {
    const topics = [trade('A'), kline('A', '1m')];
    expectTypeOf<EventOf<typeof topics>>().toEqualTypeOf<TradeEvent | KlineEvent>();
    expectTypeOf(manager.stream(topics)).toEqualTypeOf<AsyncIterableIterator<TradeEvent | KlineEvent>>();
    const fixed = [trade('A'), allMiniTickers()] as const;
    expectTypeOf(manager.stream(fixed)).toEqualTypeOf<AsyncIterableIterator<TradeEvent | MiniTickerEvent[]>>();
    expectTypeOf(manager.stream([trade('A'), 'a@aggTrade'])).toEqualTypeOf<AsyncIterableIterator<unknown>>();
    // @ts-expect-error a number is not a topic
    manager.stream([trade('A'), 5]);
  });
});
