import { describe, expectTypeOf, it } from 'vitest';
import type { BinanceSocketManager } from './binance-socket-manager.js';
import type { KlineEvent, TradeEvent } from './events/market.js';
import { kline, type Topic, topic, trade } from './topics.js';

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
    // @ts-expect-error a plain string is not a topic of trades
    const name: Topic<TradeEvent> = 'a@trade';
    void name;
  });
});
