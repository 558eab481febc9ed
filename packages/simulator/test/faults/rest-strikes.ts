import { expect } from 'vitest';
import type { FaultKind } from '../../src/index.js';
import { B, type FaultClients, order, type Strike, until } from './fault-clients.js';

const rejected = { code: -2010, msg: 'Account has insufficient balance for requested action.' };

/** For each kind of fault, a test of its effect on a REST request. */
export function restStrikes(clients: FaultClients): Partial<Record<FaultKind, Strike>> {
  const { exchange, placed, rest, done, open, ask, has, trade } = clients;
  return {
    delay: async (script) => {
      script({ ms: 400 });
      const call = rest('POST /api/v3/order', order, true);
      await done(rest('GET /api/v3/ping'));
      await exchange.advance(199);
      expect(placed()).toBe(0);
      await exchange.advance(1);
      await until(() => placed() === 1);
      await exchange.advance(199);
      await done(rest('GET /api/v3/ping'));
      expect(call.outcome).toBe('pending');
      await exchange.advance(1);
      expect((await done(call)).status).toBe(200);
    },
    loseAnswer: async (script) => {
      script({});
      expect((await done(rest('POST /api/v3/order', order, true))).outcome).toBe('broken');
      expect(placed()).toBe(1);
    },
    reset: async (script) => {
      script({});
      expect((await done(rest('POST /api/v3/order', order, true))).outcome).toBe('broken');
      expect(placed()).toBe(0);
    },
    hang: async (script) => {
      script({ executed: true });
      const call = rest('POST /api/v3/order', order, true);
      await until(() => placed() === 1);
      await exchange.advance(3_600_000);
      expect(call.outcome).toBe('pending');
      call.abort();
      await done(call);
    },
    status: async (script) => {
      script({ status: 503, body: 'no', executed: true });
      expect(await done(rest('POST /api/v3/order', order, true))).toMatchObject({ status: 503, text: 'no' });
      expect(placed()).toBe(1);
    },
    truncate: async (script) => {
      script({ at: 0.5 });
      const { text } = await done(rest('POST /api/v3/order', order, true));
      expect(text).toMatch(/^\{"symbol":"BTCUSDT"/);
      expect(() => JSON.parse(text)).toThrow();
    },
    oversize: async (script) => {
      script({ bytes: 200_000 });
      const { text } = await done(rest('POST /api/v3/order', order, true));
      expect(text).toHaveLength(200_000);
      expect(JSON.parse(text)).toMatchObject({ symbol: B });
    },
    eventFirst: async (script) => {
      const socket = await open('/ws-api/v3');
      ask(socket, 1, 'userDataStream.subscribe.signature', {}, true);
      await until(() => has(socket, 1));
      script({ ms: 100 });
      const call = rest('POST /api/v3/order', order, true);
      await until(() => socket.frames.some((text) => text.includes('executionReport')));
      await exchange.advance(99);
      await done(rest('GET /api/v3/ping'));
      expect(call.outcome).toBe('pending');
      await exchange.advance(1);
      expect((await done(call)).status).toBe(200);
    },
    staleSnapshot: async (script) => {
      const depth = async () => JSON.parse((await done(rest('GET /api/v3/depth', { symbol: B }))).text).lastUpdateId;
      script({ ms: 5000, target: 'depth', times: 2 });
      const first = await depth();
      trade('0.1');
      expect(await depth()).toBe(first);
      expect(await depth()).toBeGreaterThan(first);
    },
    queryLag: async (script) => {
      const made = await done(rest('POST /api/v3/order', order, true));
      const { orderId } = JSON.parse(made.text);
      script({ ms: 1000, target: 'GET /api/v3/order' });
      const query = async () => (await done(rest('GET /api/v3/order', { symbol: B, orderId }, true))).text;
      expect(await query()).toContain('-2013');
      expect(await query()).toContain('"status":"NEW"');
    },
    reject: async (script) => {
      script({ code: -2010 });
      const { status, text } = await done(rest('POST /api/v3/order', order, true));
      expect([status, JSON.parse(text), placed()]).toEqual([400, rejected, 0]);
      expect((await done(rest('POST /api/v3/order', order, true))).status).toBe(200);
    },
  };
}
