import { createHash } from 'node:crypto';
import { createServer, type Socket } from 'node:net';
import { createSpotClient, environments } from '@pkg/core';
import { BinanceSocketManager, type TradeEvent, trade, wsApi } from '@pkg/streams';
import { afterEach, describe, expect, it } from 'vitest';

// The server of this file writes WebSocket frames itself, so that a response and the events after it arrive in one TCP
// segment.

type Request = { readonly id: number | string; readonly method: string; readonly params?: unknown };

const HANDSHAKE_KEY = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const servers: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of servers.splice(0)) await close();
});

/** Returns an unmasked text frame of up to 64 KiB. */
function textFrame(value: object): Buffer {
  const text = Buffer.from(JSON.stringify(value));
  const head =
    text.length < 126
      ? Buffer.from([0x81, text.length])
      : Buffer.from([0x81, 126, text.length >> 8, text.length & 0xff]);
  return Buffer.concat([head, text]);
}

/**
 * Reads the complete WebSocket frames in the bytes that a client has sent, and returns their texts. Frames of clients
 * are masked.
 */
function textsIn(bytes: Buffer): string[] {
  const texts: string[] = [];
  for (let at = 0; at < bytes.length; ) {
    const short = (bytes[at + 1] as number) & 0x7f;
    const length = short === 126 ? bytes.readUInt16BE(at + 2) : short;
    const mask = at + (short === 126 ? 4 : 2);
    const payload = Buffer.from(bytes.subarray(mask + 4, mask + 4 + length));
    for (const index of payload.keys())
      payload[index] = (payload[index] as number) ^ (bytes[mask + (index % 4)] as number);
    if (((bytes[at] as number) & 0xf) === 1) texts.push(payload.toString());
    at = mask + 4 + length;
  }
  return texts;
}

/** Starts a server. When a function of `answers` returns frames, the server writes them all at once. */
async function start(answers: {
  /** Returns frames that are written together with the response to the handshake. */
  readonly opened?: () => readonly object[];
  readonly request: (request: Request) => readonly object[];
}): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.setNoDelay(true));
    socket.on('error', () => undefined);
    socket.once('data', (head) => {
      const key = /sec-websocket-key: (.*)\r\n/i.exec(head.toString())?.[1] ?? '';
      const accept = createHash('sha1')
        .update(key + HANDSHAKE_KEY)
        .digest('base64');
      const response = `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`;
      socket.write(Buffer.concat([Buffer.from(response), ...(answers.opened?.() ?? []).map(textFrame)]));
      socket.on('data', (bytes) => {
        const frames = textsIn(bytes).flatMap((text) => answers.request(JSON.parse(text) as Request));
        if (frames.length > 0) socket.write(Buffer.concat(frames.map(textFrame)));
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  servers.push(() => {
    for (const socket of sockets) socket.destroy();
    return new Promise<void>((resolve) => void server.close(() => resolve()));
  });
  return `ws://127.0.0.1:${(server.address() as { port: number }).port}`;
}

const tradeFrame = (symbol: string, t: number): object => ({
  stream: `${symbol.toLowerCase()}@trade`,
  data: { e: 'trade', E: t, s: symbol, t, p: '1.0', q: '1.0', T: t, m: true, M: true },
});

describe('events that arrive in one segment', () => {
  it('with the handshake are all delivered', async () => {
    const streams = await start({ opened: () => [1, 2, 3].map((t) => tradeFrame('BNBBTC', t)), request: () => [] });
    const manager = new BinanceSocketManager({ environment: { ...environments.live, streams } });
    const seen: number[] = [];
    await new Promise<void>((resolve) => {
      void manager.subscribe(trade('BNBBTC'), ({ t }: TradeEvent) => {
        seen.push(t);
        if (t === 3) resolve();
      });
    });
    expect(seen).toEqual([1, 2, 3]);
    await manager.close();
  });

  it('with the response to a subscription are all delivered, before and after it', async () => {
    const streams = await start({
      request: ({ id, method }) =>
        method === 'SUBSCRIBE'
          ? [tradeFrame('LTCUSDT', 1), { result: null, id }, tradeFrame('LTCUSDT', 2), tradeFrame('LTCUSDT', 3)]
          : [{ result: null, id }],
    });
    const manager = new BinanceSocketManager({ environment: { ...environments.live, streams } });
    const seen: number[] = [];
    const stop = await manager.subscribe(trade('BNBBTC'), () => undefined);
    const all = new Promise<void>((resolve) => {
      void manager.subscribe(trade('LTCUSDT'), ({ t }: TradeEvent) => {
        seen.push(t);
        if (t === 3) resolve();
      });
    });
    await all;
    expect(seen).toEqual([1, 2, 3]);
    await stop();
    await manager.close();
  });

  it('with the response to a subscription of user data are all delivered', async () => {
    const event = (data: object): object => ({ subscriptionId: 4, event: data });
    const wsApiUrl = await start({
      request: ({ id, method }) => {
        const answer = (result: unknown): object => ({ id, status: 200, result, rateLimits: [] });
        if (method === 'time') return [answer({ serverTime: Date.now() })];
        if (method === 'account.status')
          return [answer({ updateTime: 1, balances: [{ asset: 'BTC', free: '1.00000000', locked: '0.00000000' }] })];
        if (method !== 'userDataStream.subscribe.signature') return [answer([])];
        const time = Date.now();
        return [
          answer({ subscriptionId: 4 }),
          event({
            e: 'outboundAccountPosition',
            E: time,
            u: time,
            B: [{ a: 'BTC', f: '2.00000000', l: '0.00000000' }],
          }),
          event({ e: 'balanceUpdate', E: time, a: 'BTC', d: '1.00000000', T: time }),
        ];
      },
    });
    const client = createSpotClient({
      ...{ apiKey: 'k'.repeat(64), apiSecret: 's'.repeat(64), validateOrders: false, transport: wsApi() },
      environment: { ...environments.live, wsApi: wsApiUrl },
    });
    const manager = new BinanceSocketManager(client);
    const user = await manager.userData();
    const kinds: string[] = [];
    user.listen({ event: ({ e }) => kinds.push(e) });
    await user.ready();
    expect(kinds).toEqual(['outboundAccountPosition', 'balanceUpdate']);
    expect(user.accountState().balances.get('BTC')?.free).toBe('2.00000000');
    await manager.close();
    client.close();
  });

  it('with the response include the end of the subscription, which is then made anew', async () => {
    let subscriptions = 0;
    const wsApiUrl = await start({
      request: ({ id, method }) => {
        const answer = (result: unknown): object => ({ id, status: 200, result, rateLimits: [] });
        if (method === 'time') return [answer({ serverTime: Date.now() })];
        if (method === 'account.status') return [answer({ updateTime: 1, balances: [] })];
        if (method !== 'userDataStream.subscribe.signature') return [answer([])];
        subscriptions += 1;
        const ended = { subscriptionId: subscriptions, event: { e: 'eventStreamTerminated', E: Date.now() } };
        return [answer({ subscriptionId: subscriptions }), ...(subscriptions === 1 ? [ended] : [])];
      },
    });
    const client = createSpotClient({
      ...{ apiKey: 'k'.repeat(64), apiSecret: 's'.repeat(64), validateOrders: false, transport: wsApi() },
      environment: { ...environments.live, wsApi: wsApiUrl },
    });
    const manager = new BinanceSocketManager(client);
    const user = await manager.userData();
    await user.ready();
    expect([user.status, subscriptions]).toEqual(['live', 2]);
    await manager.close();
    client.close();
  });
});
