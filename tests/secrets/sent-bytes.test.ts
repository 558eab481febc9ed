import { createHash, generateKeyPairSync } from 'node:crypto';
import { createServer, type Socket } from 'node:net';
import { type ClientOptions, createSpotClient, environments, rest } from '@pkg/core';
import { createSpotClient as createNodeClient } from '@pkg/core/node';
import { BinanceSocketManager, topic, wsApi } from '@pkg/streams';
import { afterEach, describe, expect, it } from 'vitest';
import { completeAnswer } from '../../packages/core/test/complete-answer.js';
import { leaksIn } from '../support/leaks.js';

const apiKey = 'Kq7Zr2XvB9mWc4TyHs6JdLf8GnPa3QeUi5RoVk1MtYx0CzSbDgNhAwEjFpOuIlQv';
const apiSecret = 'sR4tYuIoP9aSdFgHjKlZxCvBnM1qWeRtY2uIoPaS3dFgHjKlZ4xCvBnMqW5eRtYu';
const privateKey = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const order = { symbol: 'BNBBTC', side: 'BUY', type: 'MARKET', quantity: '1' } as const;

const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

/**
 * Starts a server that records the bytes that it receives. It answers an HTTP request with what `answer` returns for
 * the head of the request.
 */
async function listen(answer: (head: string) => string) {
  const sockets = new Set<Socket>();
  const received: string[] = [];
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => {
      const text = bytes.toString('latin1');
      if (/^(GET|POST) /.test(text)) {
        received.push(text);
        socket.write(answer(text));
      } else {
        const texts = textsIn(bytes);
        received.push(...texts);
        for (const each of texts)
          socket.write(frame({ ...JSON.parse(each), status: 200, result: { serverTime: Date.now() } }));
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push(() => {
    for (const socket of sockets) socket.destroy();
    return new Promise<void>((resolve) => void server.close(() => resolve()));
  });
  const { port } = server.address() as { port: number };
  return { host: `127.0.0.1:${port}`, text: () => received.join('') };
}

/** Returns the documented answer to a request with this head. The first line of the head names the route. */
const answerRest = (head: string): string => {
  const [route = ''] = /^\w+ [^? ]*/.exec(head) ?? [];
  const text = JSON.stringify(completeAnswer(route, { serverTime: Date.now() }));
  return `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${text.length}\r\n\r\n${text}`;
};

const acceptSocket = (head: string): string => {
  const key = /sec-websocket-key: (.*)\r\n/i.exec(head)?.[1] ?? '';
  const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
  return `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`;
};

/** Encodes a value as an unmasked WebSocket text frame of up to 64 KiB. */
function frame(value: object): Buffer {
  const text = Buffer.from(JSON.stringify(value));
  return Buffer.concat([Buffer.from([0x81, 126, text.length >> 8, text.length & 0xff]), text]);
}

/**
 * Reads the WebSocket frames in the bytes that a client has sent, and returns their texts. Frames of clients are
 * masked.
 */
function textsIn(bytes: Buffer): string[] {
  const texts: string[] = [];
  for (let at = 0; at + 6 <= bytes.length; ) {
    const short = (bytes[at + 1] as number) & 0x7f;
    const length = short === 126 ? bytes.readUInt16BE(at + 2) : short;
    const mask = at + (short === 126 ? 4 : 2);
    const payload = bytes.subarray(mask + 4, mask + 4 + length);
    texts.push(String.fromCharCode(...payload.map((byte, index) => byte ^ (bytes[mask + (index % 4)] as number))));
    at = mask + 4 + length;
  }
  return texts;
}

const clients = {
  'over fetch': (options: ClientOptions) => createSpotClient({ ...options, validateOrders: false, transport: rest() }),
  'over node:https': (options: ClientOptions) => createNodeClient({ ...options, validateOrders: false }),
};

describe.each(Object.entries(clients))('what a client sends %s', (_, create) => {
  it.each([
    ['an HMAC secret', { apiSecret }, apiSecret],
    ['a private key', { privateKey }, privateKey.split('\n')[1] as string],
  ])('has the API key and a signature, and no part of %s', async (_kind, secret, hidden) => {
    const { host, text } = await listen(answerRest);
    const environment = { ...environments.live, rest: `http://${host}` };
    const client = create({ apiKey, ...secret, environment });
    open.push(() => client.close());
    await client.createOrder(order);
    await client.ping();
    expect(text()).toContain(apiKey);
    expect(text()).toContain('&signature=');
    expect(leaksIn(text(), [hidden])).toEqual([]);
    expect(text()).not.toMatch(/^(cookie|referer|origin):/im);
  });

  it.each([
    '../../sapi/v1/capital/withdraw/apply',
    '//elsewhere.example/',
    'https://elsewhere.example/',
    '@elsewhere.example',
    '?symbol=X&side=SELL',
    '#x',
    '%2e%2e%2f%2e%2e%2f',
    '\\..\\..\\x',
    ' HTTP/1.1\r\nHost: elsewhere.example\r\n\r\nGET /x',
    'B\u0000\tX\u2028é😀',
  ])('goes to the path and host of its operation, whatever the symbol %j', async (symbol) => {
    const { host, text } = await listen(answerRest);
    const client = create({ apiKey, apiSecret, environment: { ...environments.live, rest: `http://${host}` } });
    open.push(() => client.close());
    await client.createOrder({ ...order, symbol });
    await client.getAveragePrice({ symbol }).catch(() => undefined);
    const requests = text()
      .split('\r\n\r\n')
      .filter(Boolean)
      .map((head) => {
        const [, method, path, query] = /^(\w+) ([^? ]*)(?:\?(\S*))? HTTP\/1\.1\r\n/.exec(head) ?? [];
        expect(head.match(/^host:.*/gim)).toEqual([expect.stringMatching(new RegExp(`^host: ${host}$`, 'i'))]);
        return [`${method} ${path}`, new URLSearchParams(query).get('symbol')];
      });
    expect(requests.filter(([route]) => route !== 'GET /api/v3/time')).toEqual([
      ['POST /api/v3/order', symbol],
      ['GET /api/v3/avgPrice', symbol],
    ]);
  });
});

describe('what a client sends over the WebSocket API', () => {
  it('has the API key and a signature, and no part of the secret', async () => {
    const { host, text } = await listen(acceptSocket);
    const environment = { ...environments.live, wsApi: `ws://${host}` };
    const client = createSpotClient({ apiKey, apiSecret, environment, transport: wsApi() });
    open.push(() => client.close());
    await client.getAccount().catch(() => undefined);
    expect(text()).toContain('"method":"account.status"');
    expect(text()).toContain(apiKey);
    expect(text()).toContain('"signature":');
    expect(leaksIn(text(), [apiSecret])).toEqual([]);
  });
});

describe('a redirect of a handshake', () => {
  it.each([302, 307])('%i is not followed', async (status) => {
    const other = await listen(acceptSocket);
    const location = `ws://${other.host}/`;
    const first = await listen(() => `HTTP/1.1 ${status} Moved\r\nLocation: ${location}\r\nContent-Length: 0\r\n\r\n`);
    const environment = { ...environments.live, streams: `ws://${first.host}`, wsApi: `ws://${first.host}` };
    const manager = new BinanceSocketManager({ environment });
    open.push(() => manager.close());
    await expect(Promise.all([manager.subscribe(topic('a@b'), () => undefined), manager.start()])).rejects.toThrow();
    const client = createSpotClient({ environment, transport: wsApi(), timeout: 100 });
    open.push(() => client.close());
    await expect(client.ping()).rejects.toThrow();
    expect(first.text()).toContain('Upgrade: websocket');
    expect(other.text()).toBe('');
  });
});
