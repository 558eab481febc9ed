import { expect } from 'vitest';
import type { FaultKind } from '../../src/index.js';
import { B, type FaultClients, type Strike, until } from './fault-clients.js';

const rejected = { code: -2010, msg: 'Account has insufficient balance for requested action.' };

/** For each kind of fault, a test of its effect on a request over the WebSocket API. */
export function wsApiStrikes(clients: FaultClients): Partial<Record<FaultKind, Strike>> {
  const { exchange, placed, rest, done, open, ask, place, has, ping, trade } = clients;
  return {
    delay: async (script) => {
      const socket = await open('/ws-api/v3');
      script({ ms: 400 });
      place(socket, 1);
      await done(rest('GET /api/v3/ping'));
      await exchange.advance(199);
      expect(placed()).toBe(0);
      await exchange.advance(1);
      await until(() => placed() === 1);
      await exchange.advance(199);
      expect(socket.frames).toEqual([]);
      await exchange.advance(1);
      await until(() => has(socket, 1));
      await ping(socket, 2);
    },
    loseAnswer: async (script) => {
      const socket = await open('/ws-api/v3');
      script({});
      place(socket, 1);
      await until(() => socket.closed !== undefined);
      expect([socket.closed, socket.frames.length, placed()]).toEqual([1006, 0, 1]);
    },
    reset: async (script) => {
      const socket = await open('/ws-api/v3');
      script({});
      place(socket, 1);
      await until(() => socket.closed !== undefined);
      expect([socket.closed, socket.frames.length, placed()]).toEqual([1006, 0, 0]);
    },
    hang: async (script) => {
      const socket = await open('/ws-api/v3');
      script({ times: 1 });
      place(socket, 1);
      await ping(socket, 2);
      expect([has(socket, 1), placed()]).toEqual([false, 0]);
      exchange.faults.script({ kind: 'hang', scope: 'wsApi', target: 'order.place', executed: true });
      place(socket, 3);
      await until(() => placed() === 1);
      await ping(socket, 4);
      expect(has(socket, 3)).toBe(false);
    },
    status: async (script) => {
      const socket = await open('/ws-api/v3');
      script({ status: 503, executed: true });
      place(socket, 1);
      await until(() => has(socket, 1) && placed() === 1);
      await ping(socket, 2);
      expect(socket.frames.map((text) => JSON.parse(text).status)).toEqual([503, 200]);
    },
    truncate: async (script) => {
      const socket = await open('/ws-api/v3');
      script({ at: 0.25 });
      place(socket, 1);
      await until(() => has(socket, 1));
      expect(() => JSON.parse(socket.frames[0] ?? '')).toThrow();
    },
    oversize: async (script) => {
      const socket = await open('/ws-api/v3');
      script({ bytes: 200_000 });
      place(socket, 1);
      await until(() => has(socket, 1));
      expect(socket.frames[0]).toHaveLength(200_000);
    },
    duplicate: async (script) => {
      const socket = await open('/ws-api/v3');
      script({});
      place(socket, 1);
      await until(() => has(socket, 1));
      await ping(socket, 2);
      expect(socket.frames.map((text) => JSON.parse(text).id)).toEqual([1, 1, 2]);
    },
    drop: async (script) => {
      const socket = await open('/ws-api/v3');
      script({});
      place(socket, 1);
      await until(() => placed() === 1);
      await ping(socket, 2);
      expect(socket.frames.map((text) => JSON.parse(text).id)).toEqual([2]);
    },
    disconnect: async (script) => {
      const socket = await open('/ws-api/v3');
      script({ code: 1012, reason: 'restart' });
      place(socket, 1);
      await until(() => socket.closed !== undefined);
      expect(socket.closed).toBe(1012);
    },
    halfOpen: async (script) => {
      const [socket, other] = [await open('/ws-api/v3'), await open('/ws-api/v3')];
      script({ direction: 'toClient', times: 1, target: undefined });
      place(socket, 1);
      await until(() => placed() === 1);
      await ping(other, 1);
      place(socket, 2);
      await until(() => placed() === 2);
      await ping(other, 2);
      expect(socket.frames).toEqual([]);
    },
    stall: async (script) => {
      const [socket, other] = [await open('/ws-api/v3'), await open('/ws-api/v3')];
      script({ times: 1, target: undefined });
      place(socket, 1);
      await until(() => placed() === 1);
      await ping(other, 1);
      ask(socket, 2, 'time');
      await ping(other, 2);
      expect(socket.frames).toEqual([]);
    },
    staleSnapshot: async (script) => {
      const socket = await open('/ws-api/v3');
      let id = 0;
      const depth = async (): Promise<number> => {
        id += 1;
        ask(socket, id, 'depth', { symbol: B });
        await until(() => has(socket, id));
        return JSON.parse(socket.frames.at(-1) ?? '').result.lastUpdateId;
      };
      script({ ms: 5000, target: 'depth', times: 2 });
      const first = await depth();
      trade('0.1');
      expect(await depth()).toBe(first);
      expect(await depth()).toBeGreaterThan(first);
    },
    queryLag: async (script) => {
      const socket = await open('/ws-api/v3');
      place(socket, 1);
      await until(() => has(socket, 1));
      const { orderId } = JSON.parse(socket.frames[0] ?? '').result;
      script({ ms: 1000, target: 'order.status' });
      ask(socket, 2, 'order.status', { symbol: B, orderId }, true);
      await until(() => has(socket, 2));
      expect(socket.frames.at(-1)).toContain('-2013');
      ask(socket, 3, 'order.status', { symbol: B, orderId }, true);
      await until(() => has(socket, 3));
      expect(socket.frames.at(-1)).toContain('"status":"NEW"');
    },
    eventFirst: async (script) => {
      const socket = await open('/ws-api/v3');
      ask(socket, 1, 'userDataStream.subscribe.signature', {}, true);
      await until(() => has(socket, 1));
      script({ ms: 100 });
      place(socket, 2);
      await until(() => socket.frames.some((text) => text.includes('executionReport')));
      await exchange.advance(99);
      await ping(socket, 3);
      expect(has(socket, 2)).toBe(false);
      await exchange.advance(1);
      await until(() => has(socket, 2));
    },
    reject: async (script) => {
      const socket = await open('/ws-api/v3');
      script({ code: -2010, target: undefined });
      await ping(socket, 1);
      place(socket, 2);
      await until(() => has(socket, 2));
      expect(JSON.parse(socket.frames.at(-1) ?? '')).toMatchObject({ status: 400, error: rejected });
      expect(placed()).toBe(0);
      place(socket, 3);
      await until(() => placed() === 1);
    },
  };
}
