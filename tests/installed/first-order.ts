// A program as users write it first. It is compiled as an ES module and as CommonJS, so it has no `await` outside of
// functions.
import { createSpotClient, type Order } from '@pkg/core';
import { compileRules, validateOrder } from '@pkg/core/filters';
import { createExchange } from '@pkg/simulator';
import { DepthCacheManager } from '@pkg/streams';

async function main(): Promise<void> {
  const exchange = createExchange({ symbols: ['BTCUSDT'] });
  exchange.setBook('BTCUSDT', { bids: [['59900', '1']], asks: [['60100', '1']] });
  const client = exchange.createAccount({ balances: { USDT: '10000' } }).createClient(createSpotClient);
  const books = new DepthCacheManager(client, 'BTCUSDT');
  await exchange.run(books.ready());
  const [price = '0'] = books.getDepthCache().bestAsk ?? [];
  const params = { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.1', price } as const;
  const { symbols } = await client.getExchangeInfo({ symbol: 'BTCUSDT' });
  for (const symbol of symbols) console.log(validateOrder(params, compileRules(symbol)).problems.length);
  const { orderId } = await exchange.run(client.createOrder(params));
  const order: Order = await client.getOrder({ symbol: 'BTCUSDT', orderId });
  console.log(order.status, price);
  // @ts-expect-error the price has the type string, so a number variable cannot hold it
  const wrong: number = order.price;
  void wrong;
  await books.close();
  client.close();
}

void main();
