import { once } from 'node:events';
import { createServer, request as httpRequest } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { createExchange } from '@pkg/simulator';
import { serve } from '@pkg/simulator/node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createProxiedClient } from './client.ts';

const exchange = createExchange({ symbols: ['BTCUSDT'], startTime: Date.now() });
const { apiKey, apiSecret } = exchange.createAccount({ balances: { USDT: '10000' } });
const tunnels: string[] = [];
// A proxy that forwards HTTP requests, and opens tunnels for HTTPS by CONNECT.
const proxy = createServer((incoming, outgoing) => {
  tunnels.push(incoming.url ?? '');
  const onward = httpRequest(
    incoming.url ?? '',
    { method: incoming.method, headers: incoming.headers },
    (response) => {
      outgoing.writeHead(response.statusCode ?? 502, response.headers);
      response.pipe(outgoing);
    },
  );
  incoming.pipe(onward);
});
proxy.on('connect', (incoming, socket) => {
  tunnels.push(incoming.url ?? '');
  const [host = '', port = ''] = (incoming.url ?? '').split(':');
  const onward = connect(Number(port), host, () => {
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
    onward.pipe(socket).pipe(onward);
  });
  onward.on('error', () => socket.destroy());
});
let server: Awaited<ReturnType<typeof serve>>;

beforeAll(async () => {
  server = await serve(exchange, { port: 0 });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
});
afterAll(async () => {
  await server.close();
  proxy.close();
  proxy.closeAllConnections();
});

test('signed calls go through the proxy', async () => {
  const client = createProxiedClient({
    environment: {
      name: 'local',
      rest: server.rest,
      streams: server.streams,
      wsApi: server.wsApi,
    },
    apiKey,
    apiSecret,
    proxy: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    traceParent: () => '00-00000000000000000000000000000001-0000000000000001-01',
  });
  const { balances } = await client.getAccount({ omitZeroBalances: true });
  expect(balances).toMatchObject([{ asset: 'USDT', free: '10000.00000000' }]);
  expect(tunnels.length).toBeGreaterThan(0);
  client.close();
});
