import { describe, expect, it } from 'vitest';
import { book, fills, Market, opening, START, sold, symbol } from '../../../test/driven-market.js';
import type { DrivenMarkets, ExchangeOptions, MarketSource } from '../../index.js';

describe('a source that halts a symbol', () => {
  /** Creates a market whose market source can halt it, and can set its book again. */
  function haltable(options: ExchangeOptions = {}) {
    let markets: DrivenMarkets | undefined;
    const source: MarketSource = {
      symbols: [symbol],
      start: START,
      drive(driven) {
        markets = driven;
        driven.apply(opening);
        return { ready: Promise.resolve(), ended: Promise.resolve(), stop: () => undefined };
      },
    };
    const market = new Market([], { source, ...options });
    return { market, driven: markets as DrivenMarkets };
  }
  const emptyBook = { bids: [], asks: [] };

  it.each([false, true])('shows an empty book and refuses orders until it is back, with impact %s', async (impact) => {
    const { market, driven } = haltable({ impact });
    const changes: unknown[] = [];
    market.exchange.engine.on((event) => {
      if (event.type === 'LEVEL')
        changes.push([event.side, Number(event.price / 100_000_000n), Number(event.quantity / 100_000_000n)]);
    });
    driven.halt(symbol);
    expect(await market.depth()).toEqual({ u: 1001, ...emptyBook });
    expect(changes).toEqual([
      ['BUY', 100, 0],
      ['BUY', 99, 0],
      ['SELL', 101, 0],
      ['SELL', 102, 0],
    ]);
    expect(await market.market('BUY', '1')).toMatchObject({ code: -1013, msg: 'Market is closed.' });
    expect(await market.public('GET /api/v3/ticker/bookTicker')).toMatchObject({ bidPrice: '0.00000000' });
    // After a halt, the source sends a change of levels (`LEVELS`). It does not appear in the public data, because the
    // book stays empty until the next event of type `BOOK`.
    driven.apply(book(5, { asks: { '101': '1' }, u: 1003 }));
    expect(await market.depth()).toMatchObject(emptyBook);
    changes.length = 0;
    driven.apply(book(10, { bids: { '100': '5' }, asks: { '101': '1', '103': '1' }, u: 1005 }, 'BOOK'));
    driven.change(symbol, { status: 'TRADING' });
    expect(changes).toEqual([
      ['BUY', 100, 5],
      ['SELL', 101, 1],
      ['SELL', 103, 1],
    ]);
    expect(await market.depth()).toEqual({
      u: 1005,
      bids: [[100, 5]],
      asks: [
        [101, 1],
        [103, 1],
      ],
    });
    expect(fills(await market.market('BUY', '2'))).toEqual([
      [101, 1],
      [103, 1],
    ]);
  });

  it('keeps the place of an order in its queue, and its state', async () => {
    const { market, driven } = haltable();
    const order = await market.limit('BUY', '100', '1');
    driven.halt(symbol);
    const state = market.exchange.exportState();
    driven.apply(book(10, { bids: { '100': '4' }, asks: { '101': '1' }, u: 1005 }, 'BOOK'));
    driven.apply(sold(11, '100', '4'));
    expect(await market.executed(order)).toBe(0);
    driven.apply(sold(12, '100', '1'));
    expect(await market.executed(order)).toBe(1);
    market.exchange.importState(state);
    expect(await market.depth()).toMatchObject(emptyBook);
    expect(await market.executed(order)).toBe(0);
  });

  it('refuses orders after the time until which its book is fresh', async () => {
    const { market, driven } = haltable();
    driven.keepFresh(symbol, market.exchange.clock.now() + 1000);
    await market.exchange.advance(1000);
    expect(fills(await market.market('BUY', '1'))).toEqual([[101, 1]]);
    await market.exchange.advance(1);
    expect(await market.market('BUY', '1')).toMatchObject({ code: -1013, msg: 'Market is closed.' });
  });

  it('fills no order by a trade that happened before the order came', async () => {
    const { market, driven } = haltable();
    await market.exchange.advance(50);
    const [old, queued] = [await market.limit('BUY', '100.5', '1'), await market.limit('BUY', '100', '1')];
    await market.exchange.advance(50);
    const recent = await market.limit('BUY', '100.6', '1');
    driven.apply({ ...sold(40, '99', '9') });
    expect(await Promise.all([old, queued, recent].map((each) => market.executed(each)))).toEqual([0, 0, 0]);
    driven.apply({ ...sold(60, '100', '9') });
    expect(await Promise.all([old, queued, recent].map((each) => market.executed(each)))).toEqual([1, 1, 0]);
    driven.apply({ ...sold(100, '100', '1') });
    expect(await market.executed(recent)).toBe(1);
  });
});
