import { type AddressInfo, createServer, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { BinanceUnknownOutcomeError, createSpotClient, rest, type SpotClient, type TransportFactory } from '@pkg/core';
import { httpsRest } from '@pkg/core/node';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { failing } from '../../test/outcome.js';

const order = { symbol: 'BNBBTC', side: 'BUY', type: 'MARKET', quantity: '1' } as const;
const MAX = 1_000_000;
const closers: (() => unknown)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});
const crashes: unknown[] = [];
const crash = (reason: unknown): void => void crashes.push(reason);
process.on('unhandledRejection', crash).on('uncaughtException', crash);
afterAll(() => void process.off('unhandledRejection', crash).off('uncaughtException', crash));

const transports: readonly [name: string, transport: (options?: object) => TransportFactory][] = [
  ['rest()', (options) => rest({ maxReplySize: MAX, ...options })],
  ['httpsRest()', (options) => httpsRest({ maxReplySize: MAX, ...options })],
];

/** Starts a server on loopback. `handle` may write any bytes to the socket. */
async function listen(handle: (socket: Socket, request: string) => void): Promise<number> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (request) => handle(socket, request.toString('latin1')));
    closers.push(() => socket.destroy());
  });
  closers.push(() => server.close());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

function clientOf(transport: TransportFactory, origin: string, timeout = 3000): SpotClient {
  const environment = { name: 'hostile', rest: origin, streams: '', wsApi: '' };
  const options = { apiKey: 'k', apiSecret: 's', validateOrders: false, limits: 'off', timeout } as const;
  const client = createSpotClient({ ...options, environment, transport });
  closers.push(() => client.close());
  return client;
}

const head = (status: string, ...headers: string[]): string => [`HTTP/1.1 ${status}`, ...headers, '', ''].join('\r\n');
const time = (): string => {
  const body = JSON.stringify({ serverTime: Date.now() });
  return head('200 OK', `Content-Length: ${body.length}`) + body;
};

/**
 * Creates a client and its server. The server answers requests for the time correctly, and all other requests by
 * `answer`.
 */
async function against(transport: TransportFactory, answer: (socket: Socket) => void): Promise<SpotClient> {
  const port = await listen((socket, request) => {
    if (request.includes('/api/v3/time')) socket.write(time());
    else answer(socket);
  });
  return clientOf(transport, `http://127.0.0.1:${port}`);
}

const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024, ' '));
const cases: readonly [title: string, answer: (socket: Socket) => void][] = [
  [
    'more bytes than allowed, without a length',
    (socket) => {
      socket.write(head('200 OK', 'Connection: close'));
      const pour = (): void =>
        void (socket.writable && socket.write(Buffer.alloc(65_536, ' '), () => setImmediate(pour)));
      pour();
    },
  ],
  ['a length of a terabyte', (socket) => socket.write(`${head('200 OK', 'Content-Length: 1000000000000')}{`)],
  [
    'a compressed bomb',
    (socket) => {
      socket.write(head('200 OK', 'Content-Encoding: gzip', `Content-Length: ${bomb.length}`));
      socket.write(bomb);
    },
  ],
  [
    'a switch of protocols',
    (socket) => socket.write(head('101 Switching Protocols', 'Upgrade: x', 'Connection: Upgrade')),
  ],
  ['bytes that are not HTTP', (socket) => socket.write('\u0000\u0001 garbage\r\n\r\n')],
  ['headers without end', (socket) => socket.write(`HTTP/1.1 200 OK\r\n${'X: y\r\n'.repeat(20_000)}`)],
  ['a chunk of a wrong size', (socket) => socket.write(`${head('200 OK', 'Transfer-Encoding: chunked')}zz\r\n{}`)],
  ['a status of 999', (socket) => socket.end(`${head('999 Odd', 'Content-Length: 2')}{}`)],
  ['deep nesting', (socket) => socket.end(`${head('200 OK', 'Connection: close')}${'['.repeat(400_000)}`)],
  ['a closed connection', (socket) => socket.destroy()],
];

describe.each(transports)('%s', (_, transport) => {
  it.each(cases)('%s: an order has an unknown outcome, and a read fails', async (_title, answer) => {
    const client = await against(transport(), answer);
    expect(await failing(client.createOrder(order, { timeout: 2000 }))).toBeInstanceOf(BinanceUnknownOutcomeError);
    // The client retries the read until its deadline.
    const error = await failing(client.getAccount({}, { timeout: 300 }));
    expect(error.name).toMatch(/^Binance(Transport|Api)Error$/);
    await new Promise((resolve) => setImmediate(resolve));
    expect(crashes).toEqual([]);
  });

  it.each([
    ['a switch of protocols', head('101 Switching Protocols', 'Upgrade: x', 'Connection: Upgrade')],
    ['an end before the first byte', ''],
    ['an end within the headers', 'HTTP/1.1 200 OK\r\nContent-Le'],
    ['an end after the headers', head('200 OK', 'Content-Length: 100')],
    ['an end within the body', `${head('200 OK', 'Content-Length: 100')}{"orderId":`],
    ['an end within a chunk', `${head('200 OK', 'Transfer-Encoding: chunked')}ff\r\n{"orderId":`],
    ['an end after the headers of 204', head('204 No Content')],
  ])('%s ends the call long before its deadline', async (_title, bytes) => {
    const client = await against(transport(), (socket) => socket.end(bytes));
    expect((await failing(client.createOrder(order, { timeout: 600_000 }))).message).not.toContain('no answer within');
  });

  it('stops reading at the largest size, and names the option', async () => {
    let poured = 0;
    const client = await against(transport(), (socket) => {
      socket.write(head('200 OK', 'Connection: close'));
      const pour = (): void => {
        if (!socket.writable) return;
        poured += 65_536;
        socket.write(Buffer.alloc(65_536, ' '), () => setImmediate(pour));
      };
      pour();
    });
    const error = await failing(client.createOrder(order));
    expect(error.message).toContain(`the reply exceeds maxReplySize, ${MAX} bytes`);
    expect(poured).toBeLessThan(20 * MAX);
  });

  it('reads a reply of the largest size', async () => {
    const body = JSON.stringify({ balances: [] }).padEnd(MAX, ' ');
    const client = await against(transport(), (socket) =>
      socket.write(`${head('200 OK', `Content-Length: ${MAX}`)}${body}`),
    );
    expect(await client.getAccount()).toEqual({ balances: [] });
  });

  it.each([0, -1, 1.5, Number.NaN, Infinity, '5'])('error: maxReplySize %o', (maxReplySize) => {
    expect(() => transport({ maxReplySize })).toThrow(
      /^maxReplySize: expected a whole number of bytes up to \d+, got /,
    );
  });
});
