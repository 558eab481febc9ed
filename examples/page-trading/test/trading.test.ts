import { createExchange } from '@pkg/simulator';
import { expect, test } from 'vitest';
import { signRequest } from '../src/sign-request.ts';
import { createPageClient } from '../src/trading.ts';

const policy = { symbols: ['BTCUSDT'], maxQuantity: 0.01 };

function setUp() {
  const exchange = createExchange({ symbols: ['BTCUSDT', 'ETHUSDT'] });
  exchange.setBook('BTCUSDT', { asks: [['60000', '1']] });
  const { apiKey, apiSecret } = exchange.createAccount({ balances: { USDT: '10000' } });
  const sign = async (payload: string) => {
    const signature = signRequest(payload, apiSecret, policy);
    if (signature === undefined) throw new Error('not signed: 403');
    return signature;
  };
  return createPageClient({ environment: exchange.environment, apiKey, sign });
}

test('an order that the server signs is filled', async () => {
  const client = setUp();
  const order = await client.createOrder({
    symbol: 'BTCUSDT',
    side: 'BUY',
    type: 'MARKET',
    quantity: '0.001',
  });
  expect(order.status).toBe('FILLED');
  client.close();
});

test('an order beyond the policy of the server is not sent', async () => {
  const client = setUp();
  const order = { symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: '1' } as const;
  await expect(client.createOrder(order)).rejects.toThrow();
  expect(await client.getAllOrders({ symbol: 'BTCUSDT' })).toEqual([]);
  client.close();
});
