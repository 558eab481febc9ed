import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { watchRequest } from './undici-requests.node.js';

describe('watchRequest', () => {
  let server: Server;
  let url = '';
  let received = 0;

  beforeEach(async () => {
    received = 0;
    server = createServer((socket) => {
      socket.on('error', () => undefined).on('data', () => void received++);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `127.0.0.1:${(server.address() as AddressInfo).port}/api/v3/order?symbol=A&signature=`;
  });
  afterEach(() => void server.close());

  /** Sends a request, and aborts it when undici publishes it on the diagnostics channel with the name `channel`. */
  async function abortAt(channel: string, address: string, end?: () => void): Promise<void> {
    const controller = new AbortController();
    const abort = (): void => void setImmediate(() => controller.abort());
    subscribe(channel, abort);
    await fetch(address, { method: 'POST', signal: controller.signal })
      .catch(() => undefined)
      .finally(end);
    unsubscribe(channel, abort);
  }

  it('is certain of a request that was aborted while it had no connection', async () => {
    const address = `https://${url}1`;
    const watched = watchRequest(address);
    await abortAt('undici:client:beforeConnect', address, watched.end);
    expect(await watched.mayHaveLeft()).toBe(false);
  });

  it('is not certain of a request that was written', async () => {
    const address = `http://${url}2`;
    const watched = watchRequest(address);
    const aborting = new AbortController();
    const sending = fetch(address, { method: 'POST', signal: aborting.signal }).catch(() => undefined);
    while (received === 0) await new Promise((resolve) => setImmediate(resolve));
    aborting.abort();
    await sending;
    expect(await watched.mayHaveLeft()).toBe(true);
  });

  it('is not certain of a request that another fetch makes, before it ends and after', async () => {
    const watched = watchRequest(`https://${url}3`);
    expect(await watched.mayHaveLeft()).toBe(true);
    watched.end();
    expect(await watched.mayHaveLeft()).toBe(true);
  });

  it('is not certain of two requests with one URL of which undici has made one', async () => {
    const address = `https://${url}4`;
    const watched = [watchRequest(address), watchRequest(address)];
    await abortAt('undici:client:beforeConnect', address);
    for (const each of watched) {
      expect(await each.mayHaveLeft()).toBe(true);
      each.end();
      expect(await each.mayHaveLeft()).toBe(true);
    }
  });
});
