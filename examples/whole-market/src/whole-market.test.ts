import { createSpotClient } from '@pkg/core';
import { createExchange } from '@pkg/simulator';
import { BinanceSocketManager } from '@pkg/streams';
import { expect, test } from 'vitest';
import { followMarket, widestSpreads } from './whole-market.ts';

test('follows the books of one quote asset and finds the widest spreads', async () => {
  const exchange = createExchange({ symbols: ['BTCUSDT', 'ETHUSDT', 'BNBBTC'] });
  exchange.setBook('BTCUSDT', { bids: [['59970', '1']], asks: [['60030', '1']] });
  exchange.setBook('ETHUSDT', { bids: [['2970', '1']], asks: [['3030', '1']] });
  const client = createSpotClient({
    environment: exchange.environment,
    clock: exchange.clock,
  });
  const sockets = new BinanceSocketManager(client);
  const books = await followMarket(client, sockets, 'USDT');
  expect(books.symbols).toEqual(['BTCUSDT', 'ETHUSDT']);

  const ready = books.ready();
  await exchange.advance(5000);
  await ready;
  // A spread of 60 is 200 basis points of a price of 3000, and 10 basis points of a price of 60000.
  expect(
    widestSpreads(books, 2).map(
      ({ symbol, basisPoints }) => `${symbol} ${basisPoints.toFixed(1)}`,
    ),
  ).toEqual(['ETHUSDT 200.0', 'BTCUSDT 10.0']);
  await books.close();
  await sockets.close();
  client.close();
});
