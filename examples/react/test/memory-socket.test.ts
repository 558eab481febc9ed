// @vitest-environment happy-dom
import { createExchange } from '@pkg/simulator';
import { connectPort, servePort } from '@pkg/simulator/worker';
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

test('a socket of an exchange in a worker calls each handler once per event, also in happy-dom', async () => {
  const exchange = createExchange({ symbols: ['BTCUSDT'] });
  const { port1, port2 } = new MessageChannel();
  const stop = servePort(exchange, port1);
  const page = await connectPort(port2);
  const { WebSocket } = page.environment;
  if (!WebSocket) throw new Error('an environment of a port has a WebSocket');
  const socket = new WebSocket('wss://stream.binance.com:9443/ws/btcusdt@trade');
  const calls: string[] = [];
  await new Promise<void>((resolve) => {
    socket.onopen = () => {
      calls.push('open');
      socket.close();
    };
    socket.onclose = () => {
      calls.push('close');
      resolve();
    };
    void exchange.advance(1000);
  });
  expect(calls).toEqual(['open', 'close']);
  page.close();
  stop();
  port1.close();
  port2.close();
});
