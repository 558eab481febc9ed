import { loss, type Trial } from './trial.js';

/** Tests in which an account misses events, and recovers them by queries or from a second connection. */
export const recoveryTrials: readonly Trial[] = [
  {
    // The old connection of a renewal is lost while it lags behind the new one. The events that only the new one has
    // carried must not be lost.
    name: 'lost API socket of a renewal',
    ...loss,
    isForAccounts: true,
    moving: 8_000,
    within: 20_000,
    sockets: 4,
    still: 95_000,
    act({ world: { exchange, clock, sockets }, dice, fault, accounts }) {
      for (const orders of accounts) orders.rest('filled');
      const known = sockets.length;
      clock.setTimeout(() => {
        fault({ kind: 'delay', scope: 'wsApi', direction: 'answer', ms: 300, jitter: 1_200, for: 6_000 }, 1_000);
        exchange.announceShutdown(95_000);
      }, 1_000);
      for (let at = 1_000; at < 7_000; at += 100) {
        clock.setTimeout(() => {
          for (const orders of accounts) orders.fill('filled', '0.01');
        }, at);
      }
      clock.setTimeout(
        () => {
          for (const { isMarket, cut } of sockets.slice(0, known)) if (!isMarket) cut();
        },
        dice.between(2_000, 6_000),
      );
    },
  },
  {
    // Queries that are made while a lost connection is opened again wait until it is open.
    name: 'queries while connecting',
    ...loss,
    isForAccounts: true,
    moving: 12_000,
    act({ world: { clock, conditions, exchange }, calls }) {
      exchange.sockets.cutAll();
      // If connections were renewed lately, the client may wait long before it connects.
      if (conditions.renewal) return;
      for (const at of [100, 200, 300])
        clock.setTimeout(() => {
          for (const each of calls) each.call('while connecting', 8_000, false, false);
        }, at);
    },
  },
  {
    // After the loss of the connection, the account cannot be read for a while.
    name: 'failed reads after a loss',
    ...loss,
    isForAccounts: true,
    moving: 12_000,
    within: 45_000,
    act({ world: { exchange, clock }, accounts }) {
      for (const orders of accounts) orders.rest('filled');
      clock.setTimeout(() => {
        exchange.faults.script({ kind: 'reject', scope: 'wsApi', code: -1008, target: 'account.status', for: 10_000 });
        exchange.sockets.cutAll();
        for (const orders of accounts) orders.fill('filled', '0.1');
      }, 1_500);
    },
  },
  {
    // While the connection is lost, an order ends that was placed long ago, and another one is amended.
    name: 'changes of old orders during a loss',
    ...loss,
    isForAccounts: true,
    misleads: true,
    moving: 20_000,
    act({ world: { clock, exchange }, accounts }) {
      for (const orders of accounts) for (const id of ['ended', 'amended']) orders.rest(id);
      clock.setTimeout(() => {
        for (const orders of accounts) orders.rest('recent');
      }, 12_500);
      clock.setTimeout(() => {
        exchange.sockets.cutAll();
        for (const orders of accounts) {
          orders.fill('ended', '1.0');
          orders.reduce('amended', '0.6', 'missed');
        }
      }, 14_000);
    },
  },
  {
    // The connection is lost for long. As soon as the account has been read again, the connection is lost again, before
    // the orders have been read.
    name: 'two losses',
    ...loss,
    isForAccounts: true,
    misleads: true,
    accountGaps: 3,
    moving: 40_000,
    within: 35_000,
    sockets: 9,
    resyncs: 2,
    act({ world: { clock, exchange, sockets }, fault, accounts }) {
      for (const orders of accounts) orders.rest('filled');
      clock.setTimeout(() => {
        exchange.faults.script({ kind: 'status', scope: 'wsApi', status: 503, for: 13_000, target: '/ws-api/v3' });
        exchange.sockets.cutAll();
        for (const orders of accounts) orders.buy('missed');
      }, 1_500);
      clock.setTimeout(() => {
        for (const orders of accounts) orders.fill('filled', '0.1');
        // The orders of each symbol are read slowly after the first loss, but not after the second one.
        fault({ kind: 'delay', direction: 'answer', ms: 5_000, target: 'allOrders' }, 2 * accounts.length);
        const isRead = (): boolean =>
          sockets.some(({ isMarket, isOpen, openedAt }) => !isMarket && isOpen && clock.monotonic() - openedAt > 1_000);
        const look = (): void => {
          if (isRead()) exchange.sockets.cutAll();
          else clock.setTimeout(look, 250);
        };
        look();
      }, 14_600);
    },
  },
];
