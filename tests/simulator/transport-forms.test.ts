// According to web-socket-api.md, the answers to "Query Reference Price" and "Place new order using SOR" have a
// different form in the WebSocket API than in REST. The client returns the same form over both transports.
import { BinanceApiError, createSpotClient, type SpotClient } from '@pkg/core';
import { createExchange } from '@pkg/simulator';
import { wsApi } from '@pkg/streams';
import { expect, test } from 'vitest';

function setUp() {
  const exchange = createExchange({
    symbols: ['BTCUSDT', 'BTCUSDC'],
    sors: [{ baseAsset: 'BTC', symbols: ['BTCUSDT', 'BTCUSDC'] }],
  });
  exchange.setBook('BTCUSDT', { bids: [['60000', '1']], asks: [['60010', '1']] });
  const account = exchange.createAccount({ balances: { USDT: '100000' } });
  const clients = [
    account.createClient(createSpotClient),
    account.createClient(createSpotClient, { transport: wsApi() }),
  ];
  /** Makes a call over both transports while the virtual time advances. */
  const both = <T>(call: (client: SpotClient) => Promise<T>): Promise<PromiseSettledResult<T>[]> =>
    exchange.run(Promise.allSettled(clients.map(call)));
  return { exchange, both, close: () => clients.forEach((client) => void client.close()) };
}

test('a symbol that never had a reference price is the same error', async () => {
  const { exchange, both, close } = setUp();
  for (const result of await both((client) => client.getReferencePrice({ symbol: 'BTCUSDT' }))) {
    const error = (result as PromiseRejectedResult).reason as BinanceApiError;
    expect(error).toBeInstanceOf(BinanceApiError);
    expect({ ...error }).toMatchObject({ code: -2043, statusCode: 400 });
    expect(error.message).toContain("This symbol doesn't have a reference price.");
  }
  exchange.engine.setReferencePrice('BTCUSDT', 6_000_500_000_000n);
  for (const result of await both((client) => client.getReferencePrice({ symbol: 'BTCUSDT' }))) {
    expect(result).toMatchObject({ value: { symbol: 'BTCUSDT', referencePrice: '60005.00000000' } });
  }
  close();
});

test('the answer to an SOR order is one order', async () => {
  const { both, close } = setUp();
  const order = { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC' } as const;
  for (const result of await both((client) => client.createSorOrder({ ...order, quantity: '0.1', price: '50000' }))) {
    expect(result).toMatchObject({ value: { symbol: 'BTCUSDT', status: 'NEW', usedSor: true } });
  }
  close();
});
