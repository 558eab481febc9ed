import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { Worker } from 'node:worker_threads';
import { environments } from '@pkg/core';
import { createExchange } from '@pkg/simulator';
import { serve } from '@pkg/simulator/node';
import { aggTrade, BinanceSocketManager, bookTicker, depth, kline, trade } from '@pkg/streams';
import { describe, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import { caseCount } from '../support/case-count.js';

describe('over real sockets', () => {
  it('delivers the same events as in memory, scanned or parsed, with symbols of any script', async () => {
    const exchange = createExchange({ seed: 5, symbols: ['BNBBTC', '币安人生BTC'] });
    const server = await serve(exchange, { port: 0 });
    const environment = { ...environments.live, rest: server.rest, streams: server.streams, wsApi: server.wsApi };
    const manager = new BinanceSocketManager({ environment });
    const seen = new Map<string, unknown[]>();
    const names = ['BNBBTC', '币安人生BTC'];
    const topics = names.flatMap((symbol) => [
      ...[trade(symbol), aggTrade(symbol), bookTicker(symbol), depth(symbol, { speed: 100 }), kline(symbol, '1m')],
    ]);
    await Promise.all(
      topics.map((name) =>
        manager.subscribe(name as string, (event) => seen.set(name, [...(seen.get(name) ?? []), event])),
      ),
    );
    const enough = new Promise<void>((resolve) => {
      const stop = manager.subscribe(
        depth('币安人生BTC', { speed: 100 }),
        () => void stop.then((end) => end()).then(resolve),
      );
    });
    for (const symbol of names) {
      exchange.setBook(symbol, { bids: [['0.0100000', '100.000']], asks: [['0.0200000', '100.000']] });
      exchange.trade(symbol, { price: '0.02', quantity: '1' });
    }
    await enough;
    for (const symbol of names) {
      expect(seen.get(trade(symbol))).toEqual([expect.objectContaining({ e: 'trade', s: symbol, p: '0.02000000' })]);
      expect(seen.get(aggTrade(symbol))).toEqual([expect.objectContaining({ e: 'aggTrade', s: symbol })]);
      expect(seen.get(bookTicker(symbol))?.at(-1)).toMatchObject({ s: symbol, b: '0.01000000' });
    }
    await manager.close();
    exchange.close();
    await server.close();
  });

  it('reports an unreachable exchange by an error and a status, and closes while connecting without a crash', async () => {
    const environment = { ...environments.live, streams: 'ws://127.0.0.1:9' };
    const manager = new BinanceSocketManager({ environment });
    const subscribed = expect(manager.subscribe(trade('BNBBTC'), () => undefined)).rejects.toThrow('closed');
    await expect(manager.start()).rejects.toMatchObject({ name: 'BinanceStreamError' });
    expect(manager.status).toBe('connecting');
    await manager.close();
    await subscribed;
    const again = new BinanceSocketManager({ environment });
    const waiting = expect(again.subscribe(trade('BNBBTC'), () => undefined)).rejects.toThrow('closed');
    await Promise.resolve();
    await again.close();
    await waiting;
  });

  it('error: gives up after two refused upgrades, until the next subscription', async () => {
    let isThere = false;
    const sockets = new WebSocketServer({ noServer: true });
    const server = createServer().on('upgrade', (request, socket, head) => {
      if (!isThere) socket.end('HTTP/1.1 404 Not Found\r\n\r\n');
      else sockets.handleUpgrade(request, socket, head, () => undefined);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const streams = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const random = { next: () => 0, bytes: (length: number) => new Uint8Array(length) };
    const manager = new BinanceSocketManager({ environment: { ...environments.live, streams }, random });
    const failed = { name: 'BinanceStreamError', code: 404 };
    await expect(manager.subscribe(trade('BNBBTC'), () => undefined)).rejects.toMatchObject(failed);
    expect(manager.status).toBe('idle');
    isThere = true;
    await manager.subscribe(trade('BNBBTC'), () => undefined);
    expect(manager.status).toBe('open');
    await manager.close();
    sockets.close();
    server.close();
  });

  it(`continues without a reconnect or a gap after the event loop was blocked for ${caseCount(2, 50)} s`, async () => {
    const server = new Worker(TRADES_EACH_100_MS, {
      eval: true,
      workerData: createRequire(import.meta.url).resolve('ws'),
    });
    const port = await new Promise<number>((resolve) => server.once('message', resolve));
    const connections: unknown[] = [];
    server.on('message', (message) => connections.push(message));
    const manager = new BinanceSocketManager({
      environment: { ...environments.live, streams: `ws://127.0.0.1:${port}` },
    });
    const changes: string[] = [];
    const reader = manager.stream(trade('BNBBTC'), { notice: ({ type }) => changes.push(type) });
    const first = (await reader.next()).value.t;
    manager.onStatus(({ reason }) => changes.push(reason));
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, caseCount(2, 50) * 1_000);
    // Reads at least the events that were sent while this thread was blocked, and a few more.
    for (let t = first + 1; t <= first + caseCount(2, 50) * 10 + 20; t++) expect((await reader.next()).value.t).toBe(t);
    expect(changes).toEqual([]);
    expect(connections).toHaveLength(1);
    await manager.close();
    await server.terminate();
  }, 120_000);
});

/** The code of a worker thread: an exchange that sends trades even while the test's thread is blocked. */
const TRADES_EACH_100_MS = `
  const { parentPort, workerData } = require('node:worker_threads');
  const { WebSocketServer } = require(workerData);
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' }, () => parentPort.postMessage(server.address().port));
  let t = 0;
  server.on('connection', (socket) => {
    parentPort.postMessage('connected');
    setInterval(() => socket.send(JSON.stringify({ stream: 'bnbbtc@trade', data: { e: 'trade', t: ++t } })), 100);
    setInterval(() => socket.ping(), 20000);
  });
`;
