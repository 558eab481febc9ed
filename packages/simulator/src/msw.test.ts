import { once } from 'node:events';
import { createSpotClient, environments } from '@pkg/core';
import { getResponse, type RequestHandler } from 'msw';
import { type SetupServer, setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { WebSocket as NodeWebSocket } from 'ws';
import { createExchange, type Exchange } from './index.js';
import { handlers } from './msw.js';
import { exchangeHosts, exchangePorts } from './network/hosts.js';

describe('handlers', () => {
  const exchange: Exchange = createExchange({ symbols: ['BTCUSDT'] });
  const { apiKey, apiSecret } = exchange.createAccount({ balances: { USDT: '10000' } });
  const warnings: string[] = [];
  let server: SetupServer;
  beforeAll(() => {
    // Before version 22, Node has no class `WebSocket`. There, the test uses the class of the simulated exchange.
    vi.stubGlobal('WebSocket', globalThis.WebSocket ?? exchange.environment.WebSocket);
    server = setupServer(...handlers(exchange, { warn: (message) => void warnings.push(message) }));
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

  it.each(exchangeHosts.rest)('take over requests to %s', async (host) => {
    for (const port of ['', ':443']) {
      const answer = await fetch(`https://${host}${port}/api/v3/time`);
      expect(await answer.json()).toEqual({ serverTime: exchange.clock.now() });
    }
  });

  it.each(exchangeHosts.streams.flatMap((host) => exchangePorts.map((port) => `wss://${host}:${port}`)))(
    'take over streams of %s',
    async (origin) => {
      const socket = new WebSocket(`${origin}/ws/btcusdt@trade`);
      await new Promise((resolve) => {
        socket.onopen = resolve;
      });
      const received = new Promise<Message>((resolve) => {
        socket.onmessage = ({ data }) => resolve(JSON.parse(data));
      });
      exchange.trade('BTCUSDT', { price: '60010', quantity: '0.1' });
      expect((await received).e).toBe('trade');
      socket.close();
    },
  );

  it('refuse a socket of the package ws, and warn once for each host', async () => {
    const refused = async (url: string): Promise<string> =>
      ((await once(new NodeWebSocket(url), 'error')) as [Error])[0].message;
    const url = 'wss://stream.binance.com:9443/ws/btcusdt@trade';
    expect(await refused(url)).toContain('501');
    expect(await refused(url)).toContain('501');
    expect(await refused('wss://ws-api.testnet.binance.vision/ws-api/v3')).toContain('501');
    expect(warnings).toEqual([
      expect.stringContaining('a socket to stream.binance.com:9443 was refused'),
      expect.stringContaining('a socket to ws-api.testnet.binance.vision was refused'),
    ]);
  });

  it.each(exchangeHosts.wsApi)('take over the WebSocket API of %s', async (host) => {
    const socket = new WebSocket(`wss://${host}/ws-api/v3`);
    socket.onopen = () => socket.send(JSON.stringify({ id: 1, method: 'time' }));
    const answer = await new Promise<{ result: { serverTime: number } }>((resolve) => {
      socket.onmessage = ({ data }) => resolve(JSON.parse(data));
    });
    expect(answer.result.serverTime).toBe(exchange.clock.now());
    socket.close();
  });
});

describe('handlers without sockets', () => {
  const exchange: Exchange = createExchange();
  afterAll(() => exchange.close());
  afterEach(() => vi.unstubAllGlobals());

  it('warn at once where the global WebSocket is missing, unless no sockets are wanted', () => {
    vi.stubGlobal('WebSocket', undefined);
    const warn = vi.fn();
    handlers(exchange, { warn, sockets: false });
    expect(warn).not.toHaveBeenCalled();
    handlers(exchange, { warn });
    expect(warn.mock.calls).toEqual([[expect.stringContaining('exchange.environment.WebSocket')]]);
  });

  it.each([
    ['live', 'https://api.binance.com/api/v3/ping', 'https://api1.binance.com/api/v3/ping'],
    ['demo', 'https://demo-api.binance.com/api/v3/ping', 'https://api.binance.com/api/v3/ping'],
  ] as const)('take over only the addresses of one environment: %s', async (name, own, other) => {
    const options = { environment: environments[name], sockets: false };
    const taken = (url: string) => getResponse([...handlers(exchange, options)] as RequestHandler[], new Request(url));
    expect((await taken(own))?.status).toBe(200);
    expect(await taken(other)).toBeUndefined();
  });
});

type Message = { e?: string; data?: { e?: string } };
