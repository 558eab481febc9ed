import { expect } from 'vitest';
import type { FaultKind } from '../../src/index.js';
import { type FaultClients, type Strike, until } from './fault-clients.js';

const PATH = '/ws/btcusdt@trade';

/** For each kind of fault, a test of its effect on a market stream. */
export function streamStrikes(clients: FaultClients): Partial<Record<FaultKind, Strike>> {
  const { exchange, open, trade, trades } = clients;
  return {
    delay: async (script) => {
      const socket = await open(PATH);
      script({ ms: 400 });
      trade('0.1');
      trade('0.2');
      await exchange.advance(399);
      expect(socket.frames).toEqual([]);
      await exchange.advance(1);
      await until(() => trades(socket).length === 2);
      expect(trades(socket).map((text) => JSON.parse(text).q)).toEqual(['0.10000000', '0.20000000']);
    },
    reset: async (script) => {
      const socket = await open(PATH);
      script({});
      trade('0.1');
      await until(() => socket.closed !== undefined);
      expect([socket.closed, socket.frames.length]).toEqual([1006, 0]);
    },
    status: async (script) => {
      script({ status: 503 });
      expect((await open(PATH)).closed).toBe(1006);
      expect((await open(PATH)).closed).toBeUndefined();
    },
    truncate: async (script) => {
      const socket = await open(PATH);
      script({ at: 0.25 });
      trade('0.1');
      trade('0.1');
      await until(() => socket.frames.length === 2);
      expect(() => JSON.parse(socket.frames[0] ?? '')).toThrow();
    },
    oversize: async (script) => {
      const socket = await open(PATH);
      script({ bytes: 200_000 });
      trade('0.1');
      await until(() => socket.frames.length === 1);
      expect(socket.frames[0]).toHaveLength(200_000);
    },
    duplicate: async (script) => {
      const socket = await open(PATH);
      script({});
      trade('0.1');
      trade('0.1');
      await until(() => socket.frames.length === 3);
      expect(socket.frames[1]).toBe(socket.frames[0]);
    },
    drop: async (script) => {
      const socket = await open(PATH);
      script({});
      trade('0.1');
      trade('0.2');
      await until(() => socket.frames.length === 1);
      expect(JSON.parse(socket.frames[0] ?? '').q).toBe('0.20000000');
    },
    disconnect: async (script) => {
      const socket = await open(PATH);
      script({ code: 1001 });
      trade('0.1');
      await until(() => socket.closed !== undefined);
      expect(socket.closed).toBe(1001);
    },
    halfOpen: async (script) => {
      const [socket] = [await open(PATH)];
      script({ times: 1 });
      trade('0.1');
      const other = await open(PATH);
      trade('0.1');
      await until(() => other.frames.length === 1);
      socket.send('{"method":"LIST_SUBSCRIPTIONS","id":1}');
      trade('0.1');
      await until(() => other.frames.length === 2);
      expect([socket.frames, socket.closed]).toEqual([[], undefined]);
    },
    stall: async (script) => {
      const socket = await open(PATH);
      script({ times: 1, for: 5000 });
      trade('0.1');
      trade('0.1');
      await exchange.advance(4999);
      trade('0.1');
      await exchange.advance(1);
      trade('0.4');
      await until(() => socket.frames.length === 1);
      expect(JSON.parse(socket.frames[0] ?? '').q).toBe('0.40000000');
    },
  };
}
