import { harmless, loss, ofCalls, type Tools, type Trial } from './trial.js';
import { INJECTED } from './world.js';

/** The reply to a cancel-replace that has cancelled an order, but whose new order exceeds the limit of orders. */
const REPLACEMENT_REFUSED = {
  headers: { 'content-type': 'application/json', 'retry-after': '6' },
  body: JSON.stringify({
    code: -2021,
    msg: 'Order cancel-replace partially failed.',
    data: {
      cancelResult: 'SUCCESS',
      newOrderResult: 'FAILURE',
      cancelResponse: {},
      newOrderResponse: { code: -1015, msg: 'Too many new orders; current limit is 100 orders per 10 SECOND.' },
    },
  }),
} as const;

const LOST_ORDER = { kind: 'loseAnswer', scope: 'rest', target: 'POST /api/v3/order' } as const;

const fillsDuringRecovery = { ...loss, isForAccounts: true, moving: 8_000, within: 20_000 } as const;

/**
 * Cuts all connections, and fills an order of each account every 100 ms. The event of the fill that comes `unreadableAt`
 * ms after the start cannot be read.
 */
function fillAfterCut({ world: { clock, exchange }, dice, fault, accounts }: Tools, unreadableAt?: number): void {
  for (const orders of accounts) orders.rest('filled');
  const late = { kind: 'delay', ms: dice.between(0, 1_500), direction: 'answer', for: 8_000 } as const;
  for (const target of ['account.status', 'allOrders', 'myTrades']) fault({ ...late, target }, 1_000);
  clock.setTimeout(() => exchange.sockets.cutAll(), 1_500);
  for (let at = 1_600; at < 8_000; at += 100) {
    clock.setTimeout(() => {
      if (at === unreadableAt) fault({ kind: 'truncate', scope: 'wsApi', for: 1 }, accounts.length);
      for (const orders of accounts) orders.fill('filled', '0.01');
    }, at);
  }
}

/**
 * A trial disturbs a client whose data is correct. Each of these trials combines two disturbances, in most cases while
 * the client sends orders.
 */
export const orderTrials: readonly Trial[] = [
  {
    // The machine sleeps while the answer to an order is missing. On waking, the client measures the exchange's time
    // again.
    name: 'sleep after an order',
    misleads: true,
    ...loss,
    isForAccounts: true,
    resyncs: 2,
    within: 55_000,
    still: 60_000,
    act({ world: { clock, exchange, host }, fault, accounts }) {
      fault({ kind: 'hang', target: 'rder', executed: true }, accounts.length);
      for (const orders of accounts) orders.buy('asleep');
      clock.setTimeout(() => {
        fault({ kind: 'halfOpen' }, exchange.sockets.size);
        host.pause(20_000, true);
      }, 500);
      clock.setTimeout(() => {
        for (const orders of accounts) orders.write();
      }, 21_000);
    },
  },
  {
    // Only one of two orders with the same client order id is executed, and both answers are lost. The client must not
    // take the other one for executed.
    name: 'lost answers of one id',
    misleads: true,
    ...loss,
    isForAccounts: true,
    moving: 15_000,
    act({ world: { clock, conditions }, dice, fault, accounts }) {
      // If the limits are low, an order may have to wait, so that the next order gets its fault.
      if (conditions.isTight) return;
      const isFirstLost = dice.chance(0.5);
      const place = (isLost: boolean, executed: boolean): void => {
        fault({ kind: 'hang', target: 'order', executed }, accounts.length);
        for (const orders of accounts) orders.rest('both', { isLost });
      };
      place(isFirstLost, !isFirstLost);
      // If the first order was executed, the exchange refuses the second one.
      clock.setTimeout(() => place(!isFirstLost, true), 300);
    },
  },
  {
    // An order is filled, and its cancellation is lost. The client must not take the cancellation for executed.
    name: 'fill instead of a cancellation',
    misleads: true,
    ...loss,
    isForAccounts: true,
    moving: 15_000,
    act({ world: { clock }, fault, accounts }) {
      for (const orders of accounts) orders.rest('filled');
      clock.setTimeout(() => {
        for (const target of ['DELETE /api/v3/order', 'order.cancel'])
          fault({ kind: 'hang', target, executed: false }, accounts.length);
        for (const orders of accounts) orders.cancel('filled', { isLost: true });
      }, 1_500);
      clock.setTimeout(() => {
        for (const orders of accounts) orders.fill('filled', '1.0');
      }, 1_600);
    },
  },
  {
    // The reply with a ban is followed by a 429 with a shorter wait. The client must wait for the end of the ban.
    name: 'ban before a shorter stop',
    ...ofCalls,
    moving: 8_000,
    act({ world: { clock }, fault, calls }) {
      const refuse = (target: string, status: number, seconds: string): void =>
        fault({ kind: 'status', scope: 'rest', status, headers: { 'retry-after': seconds }, target });
      refuse('myTrades', 418, '5');
      refuse('allOrders', 429, '1');
      fault({ kind: 'delay', scope: 'rest', ms: 300, direction: 'answer', target: 'allOrders' });
      for (const at of [0, 1_000, 2_500])
        clock.setTimeout(() => {
          for (const each of calls) each.queryAtOnce();
        }, at);
    },
  },
  {
    // An order waits for the end of a stop while the machine sleeps. On waking, it is too late to send the order.
    name: 'sleep before an order is sent',
    misleads: true,
    ...loss,
    isForAccounts: true,
    resyncs: 2,
    moving: 92_000,
    within: 65_000,
    still: 60_000,
    act({ world: { clock, exchange, host }, fault, accounts, calls }) {
      fault({ kind: 'status', scope: 'rest', status: 429, headers: { 'retry-after': '5' }, target: 'myTrades' });
      for (const each of calls) each.queryAtOnce();
      clock.setTimeout(() => {
        for (const orders of accounts) orders.buy('asleep');
      }, 600);
      clock.setTimeout(() => {
        fault({ kind: 'halfOpen' }, exchange.sockets.size);
        host.pause(90_000, true);
      }, 1_000);
    },
  },
  {
    // One query gets no answer, and another one gets a 429. After the `Retry-After` of the 429 has ended, the
    // unanswered query must hold back other calls only briefly.
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
    // After a refused timestamp, the client requests the exchange's time three times. In the first case, the first of
    // these requests is slow, and in the second case, all of them and their answers are slow. The exchange must accept
    // the timestamps that the client calculates from the answers.
    name: 'slow measurement of the time',
    ...ofCalls,
    moving: 16_000,
    callsWithin: 7_000,
    act({ world: { clock }, fault, accounts, calls }) {
      const slow = (one: { ms: number; direction?: 'request' }, times: number): void => {
        fault({ kind: 'reject', code: -1021, msg: INJECTED, target: 'account' }, accounts.length);
        for (const [scope, target] of [
          ['rest', 'GET /api/v3/time'],
          ['wsApi', 'time'],
        ] as const)
          fault({ kind: 'delay', scope, target, ...one, for: 7_000 }, times * accounts.length);
      };
      slow({ ms: 2_600, direction: 'request' }, 1);
      clock.setTimeout(() => {
        slow({ ms: 900 }, 3);
        for (const each of calls) each.call('while all measurements are slow', 7_000);
      }, 8_000);
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
    // The refusal of the new order stops new orders, but no other calls.
    name: 'too many orders in a replacement',
    ...ofCalls,
    moving: 12_000,
    still: 61_000,
    act({ world: { clock }, fault, accounts, calls }) {
      for (const orders of accounts) orders.rest('replaced');
      clock.setTimeout(() => {
        fault({ kind: 'status', status: 429, target: 'ancelReplace', ...REPLACEMENT_REFUSED }, accounts.length);
        for (const orders of accounts) orders.replace('replaced');
      }, 1_500);
      clock.setTimeout(() => {
        for (const each of calls) each.call('after the replacement', 2_000, false, false);
        for (const orders of accounts) orders.buy('after');
      }, 2_500);
    },
  },
  {
    // Orders that the exchange refuses do not count towards its limit of orders, so they must not delay the next order.
    name: 'refused orders',
    ...ofCalls,
    moving: 15_000,
    act({ calls }) {
      for (const each of calls) each.sendRefusedOrders();
    },
  },
  {
    // An order whose answer was lost counts towards the limit of orders.
    name: 'lost answers at the limit of orders',
    ...ofCalls,
    moving: 35_000,
    act({ world: { host }, fault, calls }) {
      if (!host.isPrecise) return;
      for (const each of calls) each.loseOrders((times) => fault(LOST_ORDER, times));
    },
  },
  {
    // The client must not close the old connection before the answer to the order has arrived.
    name: 'slow answer during a renewal',
    ...ofCalls,
    moving: 8_000,
    sockets: 2,
    still: 95_000,
    act({ world: { exchange }, fault, accounts }) {
      fault({ kind: 'delay', scope: 'wsApi', ms: 5_000, direction: 'answer', target: 'order.place' }, accounts.length);
      exchange.announceShutdown(95_000);
      for (const orders of accounts) orders.buy('slow', undefined, true);
    },
  },
  {
    // When the `Retry-After` of the 429 is over, the queries that were sent before it have long been answered. They must
    // not count as running any more, so that the next calls are sent at once.
    name: 'short stop after queries',
    ...ofCalls,
    moving: 5_000,
    callsWithin: 2_500,
    act({ fault, calls }) {
      for (const each of calls) for (let count = 0; count < 3; count++) each.queryAtOnce();
      fault({ kind: 'status', scope: 'rest', status: 429, headers: { 'retry-after': '1' }, target: 'account' });
    },
  },
  {
    // The pauses between attempts to connect must grow, because no connection lasts.
    name: 'connections that do not last',
    ...loss,
    accountGaps: 7,
    moving: 45_000,
    within: 45_000,
    sockets: 7,
    resyncs: 7,
    act({ world: { clock, exchange } }) {
      for (let at = 0; at <= 40_000; at += 2_000) clock.setTimeout(() => exchange.sockets.cutAll(), at);
    },
  },
  {
    // The second announcement of a shutdown also reaches the sockets that the client opened after the first
    // announcement.
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
    // Events are lost, then a later event arrives, and then the connection is lost.
    name: 'loss after a later event',
    ...loss,
    isForAccounts: true,
    accountGaps: 3,
    misleads: true,
    moving: 8_000,
    act({ world: { clock, exchange, trouble }, fault, accounts }) {
      trouble.losesFills = true;
      fault({ kind: 'drop', scope: 'wsApi', for: 1_000 }, 1_000);
      for (const orders of accounts) orders.buy('missed');
      clock.setTimeout(() => {
        for (const orders of accounts) orders.rest('seen');
      }, 1_500);
      clock.setTimeout(() => exchange.sockets.cutAll(), 2_500);
    },
  },
  {
    // The order is filled again and again, also while the client reads the changes that it missed. So some fills are
    // in the answers to these queries, and also have an event that waits until the answers have arrived.
    name: 'fills during a recovery',
    ...fillsDuringRecovery,
    act: (tools) => fillAfterCut(tools),
  },
  {
    name: 'unreadable fill during a recovery',
    ...fillsDuringRecovery,
    accountGaps: 4,
    act: (tools) => fillAfterCut(tools, 100 * tools.dice.between(20, 60)),
  },
  {
    // A frame with a fill cannot be read. The client must report this fill before the next one.
    name: 'fill that cannot be read',
    ...loss,
    isForAccounts: true,
    sockets: 0,
    accountGaps: 2,
    moving: 8_000,
    within: 20_000,
    act({ world: { clock }, fault, accounts }) {
      for (const orders of accounts) orders.rest('partly');
      clock.setTimeout(() => {
        fault({ kind: 'truncate', scope: 'wsApi' }, accounts.length);
        for (const orders of accounts) orders.fill('partly', '0.1');
      }, 1_500);
      clock.setTimeout(() => {
        for (const orders of accounts) orders.fill('partly', '0.2');
      }, 1_700);
    },
  },
  {
    // Orders are sent, and given up after 2 s, while their client can open no connection. None of them has left the
    // machine.
    name: 'orders during an outage',
    misleads: true,
    ...loss,
    isForAccounts: true,
    moving: 9_000,
    within: 35_000,
    sockets: 4,
    act({ world: { clock, exchange, trouble }, accounts }) {
      exchange.faults.script({ kind: 'status', scope: 'wsApi', status: 503, for: 6_000, target: '/ws-api/v3' });
      exchange.sockets.cutAll();
      trouble.isUnreachable = true;
      clock.setTimeout(() => {
        trouble.isUnreachable = false;
      }, 6_000);
      clock.setTimeout(() => {
        for (const orders of accounts) for (let count = 0; count < 4; count++) orders.write({ abortAfter: 2_000 });
      }, 1_000);
    },
  },
  {
    // The connection loses the events of the newest orders, and the answers to queries lack these orders for a while.
    name: 'loss while queries lag',
    ...loss,
    isForAccounts: true,
    accountGaps: 5,
    misleads: true,
    moving: 8_000,
    within: 20_000,
    act({ world: { clock, exchange }, dice, fault, accounts }) {
      fault({ kind: 'queryLag', ms: 3_000, for: 8_000 }, 1_000);
      // An answer that arrives 5.5 s late lacks the newest orders, although an answer to a new query would contain them
      // by then.
      const ms = dice.pick([0, 5_500]);
      fault({ kind: 'delay', ms, direction: 'answer', for: 8_000, target: 'allOrders' }, 1_000);
      for (const orders of accounts) for (const id of ['seen1', 'seen2']) orders.rest(id);
      clock.setTimeout(() => {
        fault({ kind: 'drop', scope: 'wsApi', for: 1_000 }, 1_000);
        for (const orders of accounts) orders.rest('unseen');
      }, 1_000);
      clock.setTimeout(() => exchange.sockets.cutAll(), 1_800);
    },
  },
];
