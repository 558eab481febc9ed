import { createSpotClient } from '@pkg/core';
import { createExchange } from '@pkg/simulator';
import { expect, test } from 'vitest';

test('a resting order is filled when the market comes to it', async () => {
  const exchange = createExchange({ seed: 7, symbols: ['BTCUSDT'] });
  exchange.setBook('BTCUSDT', { bids: [['59900', '1']], asks: [['60100', '1']] });
  const { apiKey, apiSecret } = exchange.createAccount({ balances: { USDT: '10000' } });
  const { environment, clock } = exchange;
  const client = createSpotClient({ environment, clock, apiKey, apiSecret });
  const buy = { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC' } as const;

  const { orderId } = await client.createOrder({ ...buy, quantity: '0.1', price: '60000' });
  await exchange.advance(3_600_000);
  exchange.trade('BTCUSDT', { price: '60000', quantity: '0.5' });

  const order = await client.getOrder({ symbol: 'BTCUSDT', orderId });
  expect(order).toMatchObject({ status: 'FILLED', executedQty: '0.10000000' });
  client.close();
});
