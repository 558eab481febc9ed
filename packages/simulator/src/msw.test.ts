import { createSpotClient } from '@pkg/core';
import { setupServer } from 'msw/node';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { WebSocket as NodeWebSocket } from 'ws';
import { createExchange, type Exchange } from './index.js';
import { handlers } from './msw.js';

describe('handlers', () => {
  const exchange: Exchange = createExchange({ symbols: ['BTCUSDT'] });
  const { apiKey, apiSecret } = exchange.createAccount({ balances: { USDT: '10000' } });
  const server = setupServer(...handlers(exchange));
  beforeAll(() => {
    // Node has the class from version 22 on.
    if (typeof globalThis.WebSocket === 'undefined') vi.stubGlobal('WebSocket', NodeWebSocket);
    server.listen({ onUnhandledRequest: 'error' });
  });
  afterAll(() => {
    server.close();
    vi.unstubAllGlobals();
    exchange.close();
  });

  it('take over the live REST addresses', async () => {
    exchange.setBook('BTCUSDT', { bids: [['59990', '2']], asks: [['60010', '2']] });
    const client = createSpotClient({ apiKey, apiSecret, clock: exchange.clock });
    expect((await client.getOrderBook({ symbol: 'BTCUSDT' })).bids).toEqual([['59990.00000000', '2.00000000']]);
    const order = await client.createOrder({
      symbol: 'BTCUSDT',
      side: 'BUY',
      type: 'MARKET',
      quantity: '0.1',
    });
    expect(order).toMatchObject({ status: 'FILLED' });
    exchange.faults.script({ kind: 'reset', times: 1 });
    await expect(fetch('https://api.binance.com/api/v3/ping')).rejects.toThrow(TypeError);
    client.close();
  });

  it.each([
    ['a raw stream', 'wss://stream.binance.com:9443/ws/btcusdt@trade', (message: Message) => message.e],
    [
      'a combined stream',
      'wss://stream.binance.com:9443/stream?streams=btcusdt@trade',
      (message: Message) => message.data?.e,
    ],
  ])('take over %s', async (_, url, typeOf) => {
    const socket = new WebSocket(url);
    const received = new Promise<Message>((resolve) => {
      socket.onmessage = ({ data }) => resolve(JSON.parse(data));
    });
    await new Promise((resolve) => {
      socket.onopen = resolve;
    });
    exchange.trade('BTCUSDT', { price: '60010', quantity: '0.1' });
    expect(typeOf(await received)).toBe('trade');
    const closed = new Promise((resolve) => {
      socket.onclose = resolve;
    });
    exchange.sockets.cutAll(1001, 'gone');
    await closed;
  });

  it('take over the WebSocket API', async () => {
    const socket = new WebSocket('wss://ws-api.binance.com:443/ws-api/v3');
    socket.onopen = () => socket.send(JSON.stringify({ id: 1, method: 'time' }));
    const answer = await new Promise<{ result: { serverTime: number } }>((resolve) => {
      socket.onmessage = ({ data }) => resolve(JSON.parse(data));
    });
    expect(answer.result.serverTime).toBe(exchange.clock.now());
    socket.close();
  });
});

type Message = { e?: string; data?: { e?: string } };
