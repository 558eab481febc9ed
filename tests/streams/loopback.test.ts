import { environments } from '@pkg/core';
import { createExchange } from '@pkg/simulator';
import { serve } from '@pkg/simulator/node';
import { aggTrade, BinanceSocketManager, bookTicker, depth, kline, trade } from '@pkg/streams';
import { describe, expect, it } from 'vitest';

describe('over real sockets', () => {
  it('brings the same events as in memory, scanned or parsed, symbols of any script included', async () => {
    const exchange = createExchange({ seed: 5, symbols: ['BNBBTC', '币安人生BTC'] });
    const server = await serve(exchange, { port: 0 });
    const environment = { ...environments.live, rest: server.rest, streams: server.streams, wsApi: server.wsApi };
    const manager = new BinanceSocketManager({ environment });
    const seen = new Map<string, unknown[]>();
    const names = ['BNBBTC', '币安人生BTC'];
    const topics = names.flatMap((symbol) => [
      ...[trade(symbol), aggTrade(symbol), bookTicker(symbol), depth(symbol, { speed: 100 }), kline(symbol, '1m')],
    ]);
    await Promise.all(
      topics.map((name) =>
        manager.subscribe(name as string, (event) => seen.set(name, [...(seen.get(name) ?? []), event])),
      ),
    );
    const enough = new Promise<void>((resolve) => {
      const stop = manager.subscribe(
        depth('币安人生BTC', { speed: 100 }),
        () => void stop.then((end) => end()).then(resolve),
      );
    });
    for (const symbol of names) {
      exchange.setBook(symbol, { bids: [['0.0100000', '100.000']], asks: [['0.0200000', '100.000']] });
      exchange.trade(symbol, { price: '0.02', quantity: '1' });
    }
    await enough;
    for (const symbol of names) {
      expect(seen.get(trade(symbol))).toEqual([expect.objectContaining({ e: 'trade', s: symbol, p: '0.02000000' })]);
      expect(seen.get(aggTrade(symbol))).toEqual([expect.objectContaining({ e: 'aggTrade', s: symbol })]);
      expect(seen.get(bookTicker(symbol))?.at(-1)).toMatchObject({ s: symbol, b: '0.01000000' });
    }
    await manager.close();
    exchange.close();
    await server.close();
  });

  it('an unreachable host is an awaited error, a state, and closed without a crash while it is being dialled', async () => {
    const environment = { ...environments.live, streams: 'ws://127.0.0.1:9' };
    const manager = new BinanceSocketManager({ environment });
    const subscribed = expect(manager.subscribe(trade('BNBBTC'), () => undefined)).rejects.toThrow('closed');
    await expect(manager.start()).rejects.toMatchObject({ name: 'BinanceStreamError' });
    expect(manager.status).toBe('connecting');
    await manager.close();
    await subscribed;
    const again = new BinanceSocketManager({ environment });
    const waiting = expect(again.subscribe(trade('BNBBTC'), () => undefined)).rejects.toThrow('closed');
    await Promise.resolve();
    await again.close();
    await waiting;
  });
});
