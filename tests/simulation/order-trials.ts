import { harmless, loss, ofCalls, type Trial } from './trial.js';
import { INJECTED } from './world.js';

/** Trials in which two things disturb the client at a time, most of them while it sends orders. */
export const orderTrials: readonly Trial[] = [
  {
    // The machine sleeps while the answer to an order is missing. On waking, the client measures the time again.
    name: 'sleep after an order',
    misleads: true,
    ...loss,
    isForAccounts: true,
    resyncs: 2,
    within: 55_000,
    still: 60_000,
    act({ world: { clock, host }, fault, accounts, open }) {
      fault({ kind: 'hang', target: 'rder', executed: true }, accounts.length);
      for (const orders of accounts) orders.buy('asleep');
      clock.setTimeout(() => {
        fault({ kind: 'halfOpen' }, open.all);
        host.pause(20_000, true);
      }, 500);
      clock.setTimeout(() => {
        for (const orders of accounts) orders.write();
      }, 21_000);
    },
  },
  {
    // Only one of two orders with the same client order id is executed, and both answers are lost.
    name: 'lost answers of one id',
    misleads: true,
    ...loss,
    isForAccounts: true,
    moving: 15_000,
    act({ fault, accounts }) {
      fault({ kind: 'hang', target: 'order', executed: true }, 2 * accounts.length);
      for (const orders of accounts) for (let count = 0; count < 2; count++) orders.rest('both');
    },
  },
  {
    // After the stop, the query without an answer must hold back the other calls for a short time only.
    name: 'query without an answer before a stop',
    ...ofCalls,
    moving: 8_000,
    callsWithin: 6_000,
    act({ fault, calls }) {
      fault({ kind: 'hang', target: 'allOrders', executed: false });
      fault({ kind: 'status', scope: 'rest', status: 429, headers: { 'retry-after': '1' }, target: 'myTrades' });
      for (const each of calls) each.queryAtOnce();
    },
  },
  {
    // A write is sent once more after a refused timestamp, and not more often.
    name: 'timestamps refused again and again',
    ...ofCalls,
    moving: 5_000,
    act({ fault, accounts }) {
      fault({ kind: 'reject', code: -1021, msg: INJECTED, target: 'order' }, 8 * accounts.length);
      for (const orders of accounts) orders.buy('late');
    },
  },
  {
    // The pauses between attempts to connect must grow, because no connection lasts.
    name: 'connections that do not last',
    ...loss,
    moving: 45_000,
    within: 45_000,
    sockets: 7,
    resyncs: 7,
    act({ world: { clock, exchange } }) {
      for (let at = 0; at <= 40_000; at += 2_000) clock.setTimeout(() => exchange.sockets.cutAll(), at);
    },
  },
  {
    // The second announcement also reaches the sockets that replace those of the first one.
    name: 'two announced shutdowns',
    ...harmless,
    moving: 5_000,
    sockets: 3,
    still: 125_000,
    act({ world: { clock, exchange } }) {
      exchange.announceShutdown(95_000);
      clock.setTimeout(() => exchange.announceShutdown(110_000), 1_000);
    },
  },
  {
    // The answers to queries lack the orders of the last seconds, of which the lost events would have told.
    name: 'loss while queries lag',
    ...loss,
    isForAccounts: true,
    misleads: true,
    moving: 8_000,
    act({ world: { clock, exchange }, fault, accounts }) {
      fault({ kind: 'queryLag', ms: 3_000, for: 8_000 }, 1_000);
      for (const orders of accounts) for (const id of ['seen1', 'seen2']) orders.rest(id);
      clock.setTimeout(() => {
        fault({ kind: 'drop', scope: 'wsApi', for: 1_000 }, 1_000);
        for (const orders of accounts) orders.rest('unseen');
      }, 1_000);
      clock.setTimeout(() => exchange.sockets.cutAll(), 1_800);
    },
  },
];
