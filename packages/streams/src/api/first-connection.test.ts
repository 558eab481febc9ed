import { BinanceUnknownOutcomeError, createSpotClient, split, type Transport } from '@pkg/core';
import { expect, it } from 'vitest';
import { ManualClock } from '../../../core/test/manual-clock.js';
import { type Frame, KEY, SIGNATURE } from '../../test/api-setup.js';
import { FakeExchange } from '../../test/fake-exchange.js';
import { wsApi } from './ws-api.js';

it('an order that waited for the first connection is looked up for as long as the exchange may execute it', async () => {
  const clock = new ManualClock();
  const startedAt = clock.now();
  const exchange = new FakeExchange(clock);
  exchange.latency = 9_000;
  exchange.onFrame = (socket, text) => {
    const { id, method } = JSON.parse(text) as Frame;
    exchange.latency = 1;
    if (method === 'order.place') return;
    const made = { status: 200, result: { orderId: 1, time: startedAt + 22_000 } };
    const absent = { status: 400, error: { code: -2013, msg: 'Order does not exist.' } };
    socket.reply({ id, ...(clock.monotonic() > 22_000 ? made : absent) });
  };
  // The server time is read over another transport, so the order is the first call that needs the connection.
  const timeOnly = (): Transport => ({
    kind: 'time',
    send: async () => ({ status: 200, data: { serverTime: clock.now() }, rateLimits: [] }),
    close: () => undefined,
  });
  const client = createSpotClient({
    ...{ apiKey: KEY, signer: () => SIGNATURE, environment: exchange.environment, clock, validateOrders: false },
    transport: split(({ operation }) => operation.security === 'NONE', timeOnly, wsApi()),
  });
  const order = client.createOrder({ symbol: 'BNBBTC', side: 'BUY', type: 'MARKET', quantity: '1' });
  const error = await clock.run(order.catch((thrown: unknown) => thrown));
  expect(clock.monotonic()).toBe(10_000);
  if (!(error instanceof BinanceUnknownOutcomeError)) return expect.fail(String(error));
  expect(await clock.run(error.resolve())).toMatchObject({ outcome: 'executed', order: { orderId: 1 } });
  client.close();
});
