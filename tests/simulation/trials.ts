import type { Fault } from '@pkg/simulator';
import { orderTrials } from './order-trials.js';
import { recoveryTrials } from './recovery-trials.js';
import { streamTrials } from './stream-trials.js';
import { harmless, loss, ofCalls, type Trial } from './trial.js';
import { INJECTED, SYMBOLS } from './world.js';

const HTML = { 'content-type': 'text/html' };

/** All trials. The runs that have trials make two or three of them each. */
export const trials: readonly Trial[] = [
  { name: 'quiet market', ...harmless, moving: 0, still: 150_000, act: () => undefined },
  {
    name: 'short pause of the market',
    ...harmless,
    moving: 16_000,
    act({ world: { market, clock } }) {
      market.stop();
      clock.setTimeout(() => market.start(), 12_000);
    },
  },
  {
    name: 'busy event loop',
    ...harmless,
    within: 7_000,
    act: ({ world, dice }) => world.host.pause(dice.between(50, 6_000), false),
  },
  {
    // The exchange announces a shutdown, and closes all sockets 95 s later. The live exchange closes them ten minutes
    // later.
    name: 'announced shutdown',
    ...harmless,
    moving: 5_000,
    sockets: 2,
    still: 100_000,
    act: ({ world }) => world.exchange.announceShutdown(95_000),
  },
  {
    // Sockets that the client opens to replace others fail at first.
    name: 'failed renewals',
    ...harmless,
    moving: 5_000,
    within: 20_000,
    sockets: 4,
    still: 100_000,
    act({ world, fault, open }) {
      fault({ kind: 'status', scope: 'stream', status: 503 }, open.all);
      fault({ kind: 'status', scope: 'wsApi', status: 503, target: '/ws-api/v3' }, open.api);
      world.exchange.announceShutdown(95_000);
    },
  },
  {
    // The frames of the two sockets of a renewal arrive with different delays.
    name: 'uneven delays',
    ...harmless,
    moving: 20_000,
    within: 20_000,
    sockets: 3,
    still: 70_000,
    act({ world, fault }) {
      fault({ kind: 'delay', scope: 'stream', ms: 0, jitter: 1_800, for: 18_000 }, 1_000);
      world.exchange.announceShutdown(95_000);
    },
  },
  { name: 'cut', ...loss, gaps: 1, callsWithin: 12_000, act: ({ world }) => void world.exchange.sockets.cutAll() },
  { name: 'lost frame', ...loss, sockets: 0, act: ({ fault }) => fault({ kind: 'drop', scope: 'stream' }) },
  {
    name: 'frame that cannot be read',
    ...loss,
    sockets: 0,
    act: ({ fault }) => fault({ kind: 'truncate', scope: 'stream' }),
  },
  {
    name: 'failed snapshots',
    ...loss,
    within: 45_000,
    act({ world, fault }) {
      fault({ kind: 'status', scope: 'rest', status: 503, target: '/api/v3/depth' }, 2);
      fault({ kind: 'reject', scope: 'wsApi', code: -1008, target: 'depth' }, 2);
      world.exchange.sockets.cutAll();
    },
  },
  {
    name: 'old snapshots',
    ...loss,
    within: 45_000,
    act({ world, fault }) {
      fault({ kind: 'staleSnapshot', ms: 5_000 }, 2);
      world.exchange.sockets.cutAll();
    },
  },
  {
    name: 'dead socket',
    ...loss,
    resyncs: 2,
    within: 65_000,
    act: ({ fault }) => fault({ kind: 'halfOpen', scope: 'stream' }),
  },
  {
    name: 'stalled streams',
    ...loss,
    resyncs: 2,
    within: 80_000,
    act: ({ fault }) => fault({ kind: 'stall', scope: 'stream' }),
  },
  {
    name: 'sleep',
    ...loss,
    resyncs: 2,
    within: 55_000,
    still: 60_000,
    act({ world, fault, calls }) {
      // The connections are lost during the sleep. The sleeping machine does not notice this, so its sockets are
      // half-open.
      fault({ kind: 'halfOpen' }, world.exchange.sockets.size);
      world.host.pause(40_000, true);
      // The exchange must accept the timestamps of calls that are made on waking.
      world.clock.setTimeout(() => {
        for (const each of calls) each.queryAtOnce();
      }, 40_010);
    },
  },
  {
    name: 'outage',
    ...loss,
    gaps: 1,
    within: 35_000,
    // The outage lasts 6 s. The client waits at least 0.5 s, 1.5 s and 3.5 s before its first three attempts to
    // connect, and at least 7.5 s before the fourth. So the fourth attempt comes after the outage.
    sockets: 4,
    act({ world: { exchange } }) {
      exchange.faults.script({ kind: 'status', scope: 'stream', status: 503, for: 6_000 });
      exchange.faults.script({ kind: 'status', scope: 'wsApi', status: 503, for: 6_000, target: '/ws-api/v3' });
      exchange.sockets.cutAll();
    },
  },
  {
    name: 'refused timestamp',
    ...ofCalls,
    callsWithin: 3_000,
    act: ({ fault, dice }) =>
      fault({ kind: 'reject', code: -1021, msg: INJECTED, target: dice.pick(['order', 'account']) }),
  },
  {
    name: 'failed queries',
    ...ofCalls,
    callsWithin: 3_000,
    act({ fault }) {
      fault({ kind: 'status', scope: 'rest', status: 503, target: 'account' });
      fault({ kind: 'reset', scope: 'rest', target: 'depth' });
      fault({ kind: 'reject', scope: 'wsApi', code: -1008, target: 'account' });
    },
  },
  {
    // The exchange refuses two requests, and each reply names a time to wait. The reply with the shorter time may
    // arrive last, but must not shorten the wait.
    name: 'too many requests',
    ...ofCalls,
    moving: 8_000,
    callsWithin: 5_500,
    act({ fault, calls }) {
      const refuse = (target: string, seconds: string): void =>
        fault({ kind: 'status', scope: 'rest', status: 429, headers: { 'retry-after': seconds }, target });
      refuse('myTrades', '4');
      refuse('allOrders', '1');
      for (const each of calls) each.queryAtOnce();
    },
  },
  {
    // After a 403, the client sends no call of this operation for a minute.
    name: 'firewall',
    ...ofCalls,
    callsWithin: 3_000,
    still: 61_000,
    act({ world: { clock }, fault, calls }) {
      fault({ kind: 'status', scope: 'rest', status: 403, body: '<html/>', headers: HTML, target: 'account' });
      clock.setTimeout(() => {
        for (const each of calls) each.queryAccount();
      }, 2_000);
    },
  },
  {
    name: 'too many orders',
    ...ofCalls,
    callsWithin: 3_000,
    stopsOrders: true,
    still: 61_000,
    act({ world: { clock }, fault, accounts, calls }) {
      // If no account sends an order now, the fault must not refuse one of the orders below. So the fault soon ends.
      fault({ kind: 'reject', code: -1015, target: 'order', for: 3_000 });
      for (const orders of accounts) orders.write();
      // The refusal has no `Retry-After`, so the client sends no order before the next minute of the exchange's time.
      const nextMinute = 60_000 - (clock.now() % 60_000);
      if (nextMinute < 5_000) return;
      clock.setTimeout(() => {
        for (const each of calls) each.call('in the next minute', 3_000);
      }, nextMinute + 1_000);
    },
  },
  {
    // After the end of the halt, the client still has the symbol's old rules for a while, and considers the symbol
    // halted.
    name: 'halted symbol',
    ...ofCalls,
    still: 70_000,
    moving: 6_000,
    act({ world: { exchange, clock }, accounts }) {
      const [symbol] = SYMBOLS;
      exchange.engine.setSymbolStatus(symbol, 'HALT');
      for (const orders of accounts) for (let count = 0; count < 3; count++) orders.write();
      clock.setTimeout(() => exchange.engine.setSymbolStatus(symbol, 'TRADING'), 3_000);
    },
  },
  {
    name: 'clock of the exchange is set',
    misleads: true,
    ...ofCalls,
    callsWithin: 5_000,
    act({ world, dice, streams }) {
      streams.ignoreTimes();
      const step = dice.pick([-1, 1]) * dice.between(6_000, 20_000);
      if (step < 0) world.trouble.isSetBack = true;
      world.clock.step(step);
    },
  },
  {
    name: 'cut during calls',
    misleads: true,
    ...loss,
    isForAccounts: true,
    accountGaps: 3,
    act({ world: { clock, exchange, conditions }, accounts }) {
      // An order that waits for the first connection also waits for the next one, which opens within 3 s. If the limits
      // are low, an order may have to wait for the end of the limit's window of ten seconds.
      const most = conditions.isTight ? undefined : 4_000;
      for (const orders of accounts) for (let count = 0; count < 4; count++) orders.write({ most });
      clock.setTimeout(() => exchange.sockets.cutAll(), 1);
    },
  },
  {
    // The exchange ends the subscription without an event. The client checks once a minute whether it still exists.
    name: 'ended user data',
    ...loss,
    isForAccounts: true,
    within: 150_000,
    still: 65_000,
    act({ world: { exchange, accounts } }) {
      for (const { apiKey } of accounts) exchange.endUserData(apiKey);
    },
  },
  {
    name: 'dead API sockets',
    ...loss,
    isForAccounts: true,
    within: 65_000,
    still: 60_000,
    act: ({ fault, open }) => fault({ kind: 'halfOpen', scope: 'wsApi' }, open.api),
  },
  {
    name: 'lost answers',
    misleads: true,
    ...loss,
    isForAccounts: true,
    moving: 12_000,
    act({ world: { clock }, fault, accounts }) {
      const json = { headers: { 'content-type': 'application/json' } } as const;
      const [busy, timeout] = ['{"code":-1000,"msg":"busy"}', '{"code":-1007,"msg":"timeout"}'];
      const each: Fault[] = [true, false].flatMap((executed) => [
        { kind: 'hang', executed },
        { kind: 'status', status: executed ? 500 : 503, executed, body: busy, ...json },
        { kind: 'status', status: 408, executed, body: timeout, ...json },
      ]);
      // The faults `reset` and `loseAnswer` come last, because they may end the connection, and the client then sends
      // no write for a while.
      for (const [at, one] of [...each, { kind: 'reset' } as const, { kind: 'loseAnswer' } as const].entries()) {
        clock.setTimeout(() => {
          fault({ ...one, target: 'rder' }, accounts.length);
          for (const orders of accounts) orders.write();
        }, at * 1_000);
      }
    },
  },
  {
    // The second order with the same client order id gets no answer and is not executed. `resolve()` must not mistake
    // the first order for the second.
    name: 'repeated id',
    misleads: true,
    ...loss,
    isForAccounts: true,
    moving: 15_000,
    act({ world: { clock }, dice, fault, accounts }) {
      for (const orders of accounts) orders.buy('again');
      const repeat = (): void => {
        fault({ kind: 'hang', target: 'order', executed: false }, accounts.length);
        for (const orders of accounts) orders.buy('again', 'notExecuted');
      };
      clock.setTimeout(repeat, dice.pick([700, 2_500]));
    },
  },
  {
    // The first query of `resolve()` already finds the list.
    name: 'lost answer of a list',
    misleads: true,
    ...loss,
    isForAccounts: true,
    moving: 15_000,
    act({ fault, accounts }) {
      fault({ kind: 'loseAnswer', target: 'rderList' }, accounts.length);
      for (const orders of accounts) orders.placeList('list');
    },
  },
  {
    name: 'cancelled after a lost answer',
    misleads: true,
    ...loss,
    isForAccounts: true,
    moving: 15_000,
    act({ world: { clock }, fault, accounts }) {
      fault({ kind: 'loseAnswer', target: 'order' }, accounts.length);
      for (const orders of accounts) orders.rest('lost');
      clock.setTimeout(() => {
        for (const orders of accounts) orders.cancelAll();
      }, 1_500);
    },
  },
  {
    // Two amendments reduce the same order to the same quantity. The first one gets no answer and is not executed. Only
    // the second one is executed.
    name: 'lost amendments',
    misleads: true,
    ...loss,
    isForAccounts: true,
    moving: 15_000,
    act({ world: { clock }, fault, accounts }) {
      for (const orders of accounts) for (const id of ['amended', 'kept']) orders.rest(id);
      clock.setTimeout(() => {
        fault({ kind: 'hang', target: 'amend', executed: false }, 2 * accounts.length);
        for (const orders of accounts) {
          orders.reduce('amended', '0.6', 'first');
          orders.reduce('kept', '0.7');
        }
      }, 1_500);
      clock.setTimeout(() => {
        for (const orders of accounts) orders.reduce('amended', '0.6', 'second');
      }, 2_500);
    },
  },
  {
    // The exchange executes the writes late. For a while, its answers to queries lack these writes, and arrive late.
    name: 'late write',
    misleads: true,
    ...ofCalls,
    moving: 12_000,
    still: 8_000,
    act({ dice, fault, accounts }) {
      fault({ kind: 'queryLag', ms: dice.between(3_000, 8_500), for: 30_000 }, 1_000);
      const late = { kind: 'delay', ms: dice.between(0, 6_000), direction: 'answer', for: 30_000 } as const;
      for (const target of ['GET /api/v3/', '.status', 'allOrders']) fault({ ...late, target }, 1_000);
      for (const target of ['POST /api/v3/order', '.place'])
        fault({ kind: 'delay', ms: 4_000, direction: 'request', target }, 5 * accounts.length);
      for (const orders of accounts) orders.buyLate('late');
      for (const orders of accounts) for (let count = 0; count < 4; count++) orders.write({ abortAfter: 100 });
    },
  },
  {
    // While the limits are used up, the client cannot compare its order books with snapshots either.
    name: 'used-up limits',
    ...loss,
    isForAccounts: true,
    sockets: 0,
    within: 70_000,
    still: 70_000,
    act({ world: { host }, calls: [calls, other] }) {
      // A client does not know exactly how much of the rate limits is used if another client shares its IP address, or
      // if its clock drifts. In these cases the test does not use up the limits.
      if (!other && host.isPrecise) calls?.useUpLimits();
    },
  },
  ...orderTrials,
  ...recoveryTrials,
  ...streamTrials,
];
