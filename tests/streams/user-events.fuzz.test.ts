import { createSpotClient } from '@pkg/core';
import { VirtualClock } from '@pkg/simulator';
import { BinanceSocketManager, type UserDataEvent, wsApi } from '@pkg/streams';
import { describe, expect, it } from 'vitest';
import { FakeExchange, type FakeSocket } from '../../packages/streams/test/fake-exchange.js';
import { caseCount } from '../support/case-count.js';
import { Dice } from '../support/dice.js';
import { mutateJson, mutateJsonText } from '../support/mutate-json.js';
import { run } from './support.js';

const START = Date.UTC(2026, 0, 1);

/** Returns one event of each kind, with all documented fields. */
const events = (now: number, i: number): readonly object[] => [
  { e: 'outboundAccountPosition', E: now, u: now, B: [{ a: 'BTC', f: `${i}.50000000`, l: '0.00000000' }] },
  { e: 'balanceUpdate', E: now, a: 'BTC', d: '100.00000000', T: now },
  {
    ...{ e: 'executionReport', E: now, s: 'BNBBTC', c: 'mine', S: 'BUY', o: 'LIMIT', f: 'GTC', q: '1.00000000' },
    ...{ p: '0.01000000', P: '0.00000000', F: '0.00000000', g: -1, C: '', x: 'NEW', X: 'NEW', r: 'NONE', i },
    ...{ l: '0.00000000', z: '0.00000000', L: '0.00000000', n: '0', N: null, T: now, t: -1, v: 3, I: i, w: true },
    ...{
      m: false,
      M: false,
      O: now,
      Z: '0.00000000',
      Y: '0.00000000',
      Q: '0.00000000',
      W: now,
      V: 'NONE',
      d: 4,
      D: now,
    },
    ...{
      j: 1,
      J: 1_000_000,
      A: '3.000000',
      B: '3.000000',
      u: 1,
      U: 37,
      Cs: 'BTCUSDT',
      pl: '2.1',
      pL: '0.1',
      pY: '0.2',
    },
    ...{ b: 'ONE_PARTY_TRADE_REPORT', a: 1234, k: 'SOR', uS: true, gP: 'PRIMARY_PEG', gOT: 'PRICE_LEVEL', gOV: 5 },
    ...{ gp: '1.00000000' },
  },
  {
    ...{
      e: 'listStatus',
      E: now,
      s: 'BNBBTC',
      g: 2,
      c: 'OCO',
      l: 'EXEC_STARTED',
      L: 'EXECUTING',
      r: 'NONE',
      C: 'list',
    },
    ...{ T: now, O: [{ s: 'BNBBTC', i: 17, c: 'one' }] },
  },
  { e: 'externalLockUpdate', E: now, a: 'BTC', d: '0.10000000', T: now },
  { e: 'eventStreamTerminated', E: now },
];

/** The documented types of the mandatory fields, by event type. */
const required: Readonly<Record<string, Readonly<Record<string, 'string' | 'number' | 'boolean' | 'object'>>>> = {
  outboundAccountPosition: { E: 'number', u: 'number', B: 'object' },
  balanceUpdate: { E: 'number', a: 'string', d: 'string' },
  executionReport: {
    E: 'number',
    s: 'string',
    q: 'string',
    z: 'string',
    X: 'string',
    T: 'number',
    w: 'boolean',
  },
  listStatus: { E: 'number', s: 'string', O: 'object', T: 'number' },
  externalLockUpdate: { E: 'number', a: 'string', d: 'string', T: 'number' },
};

async function fuzz(seed: number, frames: number) {
  const dice = new Dice(seed);
  const clock = new VirtualClock({ start: START });
  const exchange = new FakeExchange(clock);
  const now = () => Math.floor(clock.now());
  let reads = 0;
  exchange.onFrame = (socket, text) => {
    const { id, method } = JSON.parse(text) as { id: string; method: string };
    const answer = (result: unknown) => socket.reply({ id, status: 200, result, rateLimits: [] });
    if (method === 'time') answer({ serverTime: now() });
    else if (method === 'userDataStream.subscribe.signature') answer({ subscriptionId: 0 });
    else if (method === 'account.status') {
      reads += 1;
      answer({ updateTime: now(), balances: [{ asset: 'BTC', free: '5.00000000', locked: '0.00000000' }] });
    } else if (method === 'order.status' || method === 'orderList.status') {
      socket.reply({ id, status: 400, error: { code: -2013, msg: 'Order does not exist.' }, rateLimits: [] });
    } else answer([]);
  };
  const warnings: string[] = [];
  const client = createSpotClient({
    ...{ apiKey: 'key', signer: { keyType: 'HMAC' as const, sign: () => 'signature' } },
    ...{ environment: exchange.environment, clock, validateOrders: false, transport: wsApi() },
    logger: { warn: (message) => void warnings.push(message) },
  });
  const manager = new BinanceSocketManager(client);
  const user = await manager.userData();
  const seen: UserDataEvent[] = [];
  user.listen({ event: (event) => seen.push(event) });
  await run(clock, user.ready());
  for (let i = 0; i < frames; i++) {
    const event = dice.pick(events(now(), i));
    const frame = { subscriptionId: 0, event };
    const text = dice.chance(0.2)
      ? mutateJsonText(frame, dice)
      : JSON.stringify({ ...frame, event: mutateJson(event, dice) });
    const socket = [...exchange.open].find(({ url }) => url.includes('ws-api')) as FakeSocket | undefined;
    socket?.deliverNow(text);
    if (dice.chance(0.3)) await clock.advance(dice.pick([1, 50, 500, 5_000]));
  }
  await clock.advance(120_000);
  // After a lost connection, the client reads the state by queries alone, so earlier wrong events no longer matter.
  exchange.cutAll();
  await clock.advance(180_000);
  const state = user.accountState();
  const took = clock.now() - START;
  await manager.close();
  client.close();
  await clock.advance(0);
  return { seen, reads, state, warnings, took, pending: clock.pending };
}

describe('mutated events of an account', () => {
  const seeds = caseCount(2, 40);

  it(`never break user data, over ${seeds} seeds of 500 events`, async () => {
    for (let seed = 1; seed <= seeds; seed++) {
      const { seen, reads, state, warnings, took, pending } = await fuzz(seed, 500);
      expect([state.status, pending], `seed ${seed}`).toEqual(['live', 0]);
      expect([...state.balances].map(([asset, { free, locked }]) => [asset, free, locked])).toEqual([
        ['BTC', '5.00000000', '0.00000000'],
      ]);
      expect([...state.openOrders.keys()], `seed ${seed}`).toEqual([]);
      expect(seen.length).toBeGreaterThan(10);
      for (const event of seen) {
        // An order id above 2^53 is delivered as text.
        if (event.e === 'executionReport') expect(String(event.i)).toMatch(/^-?\d{1,19}$/);
        for (const [field, type] of Object.entries(required[event.e] ?? {})) {
          expect(typeof (event as unknown as Record<string, unknown>)[field], `${event.e} ${field}`).toBe(type);
        }
      }
      // However many events are malformed, the client reads the account at most once in 3 s because of them, and warns
      // at most once in 5 s. The constants allow for the first reads and warnings.
      expect(reads).toBeLessThan(20 + took / 3_000);
      expect(warnings.length).toBeLessThan(10 + took / 5_000);
    }
  }, 600_000);
});
