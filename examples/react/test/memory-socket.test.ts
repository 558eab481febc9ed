// @vitest-environment happy-dom
import { createExchange } from '@pkg/simulator';
import { expect, test } from 'vitest';

test('a simulated socket calls each handler once per event, also in happy-dom', async () => {
  const exchange = createExchange({ symbols: ['BTCUSDT'] });
  const { WebSocket } = exchange.environment;
  if (!WebSocket) throw new Error('a simulated environment has a WebSocket');
  const socket = new WebSocket('wss://stream.binance.com:9443/ws/btcusdt@trade');
  const calls: string[] = [];
  socket.onopen = () => calls.push('open');
  socket.onmessage = ({ data }) => calls.push(`trade ${JSON.parse(String(data)).t}`);
  socket.onclose = () => calls.push('close');
  await exchange.advance(100);
  exchange.trade('BTCUSDT', { price: '60000', quantity: '1' });
  await exchange.advance(100);
  socket.close();
  await exchange.advance(100);
  expect(calls).toEqual(['open', 'trade 1', 'close']);
});
