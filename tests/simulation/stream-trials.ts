import { kline } from '@pkg/streams';
import type { Market } from './market.js';
import { harmless, loss, type Trial } from './trial.js';
import { SYMBOLS } from './world.js';

/** Tests in which market streams and order books are disturbed by two things at the same time. */
export const streamTrials: readonly Trial[] = [
  {
    // The market stops before the connection is lost. After the reconnect, no event shows that the books missed
    // nothing. So each book needs a snapshot.
    name: 'cut in a quiet market',
    ...loss,
    moving: 9_500,
    within: 0,
    act({ world: { market, clock, exchange } }) {
      market.stop();
      clock.setTimeout(() => exchange.sockets.cutAll(), 1_000);
    },
  },
  {
    // On waking, the machine still gets the frames that had arrived before its sockets died.
    name: 'sleep after the last frames',
    ...loss,
    resyncs: 2,
    moving: 55_000,
    within: 35_000,
    still: 60_000,
    act({ world: { clock, exchange, host, market, sockets, fail }, fault }) {
      const before = sockets.filter(({ isOpen }) => isOpen);
      host.pause(40_000, true);
      clock.setTimeout(() => tradeAll(market), 300);
      // The client may already have given up some sockets that the exchange still considers open. The fault applies to
      // these sockets too.
      clock.setTimeout(() => fault({ kind: 'halfOpen' }, exchange.sockets.size), 600);
      clock.setTimeout(() => {
        if (before.some(({ isOpen }) => isOpen)) fail('a dead socket is open 14 s after a sleep');
      }, 54_000);
    },
  },
  {
    // The price moves in one direction, so that a book comes to the end of the levels that are known for certain. It
    // must get a new snapshot before that, and must stay live and correct meanwhile.
    name: 'price that drifts',
    ...harmless,
    moving: 28_000,
    act({ world: { market, clock, fail }, dice, fault, depletions }) {
      const symbol = dice.pick(SYMBOLS);
      const side = dice.pick(['BUY', 'SELL'] as const);
      market.stop();
      for (const target of [' depth', '/api/v3/depth'])
        fault({ kind: 'delay', direction: 'answer', ms: 600, for: 27_000, target }, 1_000);
      clock.setTimeout(() => {
        const before = depletions();
        for (let at = 700; at < 15_000; at += 700) clock.setTimeout(() => market.drift(symbol, side), at);
        // These orders change the book also while a snapshot is on its way.
        for (let at = 700; at < 15_000; at += 150) clock.setTimeout(() => market.placeNear(symbol, side), at);
        clock.setTimeout(() => {
          if (depletions() !== before) fail(`book ${symbol}: no snapshot was fetched in time`);
          market.start();
        }, 15_700);
        // The book may have renewed its snapshot just before, and waits 10 s before it renews the snapshot again.
      }, 12_000);
    },
  },
  {
    // Some frames are lost. The market moves once more, so that the gap shows, and then stands still. So each book
    // must fetch a snapshot at once, because no further event leads to one.
    name: 'lost frames before a quiet market',
    ...loss,
    sockets: 0,
    moving: 9_500,
    within: 0,
    act({ world: { market, clock }, fault }) {
      fault({ kind: 'drop', scope: 'stream', for: 1_200 }, 1_000);
      clock.setTimeout(() => tradeAll(market), 100);
      clock.setTimeout(() => tradeAll(market), 1_300);
      clock.setTimeout(() => market.stop(), 1_301);
    },
  },
  {
    // The event loop is busy while the answer to a probe is on its way. On waking, the timer of the probe runs before
    // the answer is read. The client must not take the socket for dead. It may renew a connection without events.
    name: 'busy event loop in a quiet market',
    ...harmless,
    moving: 60_000,
    within: 12_000,
    sockets: 1,
    act({ world: { market, clock, host, conditions }, fault }) {
      // A renewal in this time could fail.
      if (conditions.renewal) return;
      market.stop();
      for (const scope of ['stream', 'wsApi'] as const)
        fault({ kind: 'delay', scope, direction: 'answer', ms: 3_000, for: 54_000 }, 1_000);
      for (const at of [1_000, 14_000, 27_000]) clock.setTimeout(() => host.pause(12_000, false), at);
      clock.setTimeout(() => market.start(), 56_000);
    },
  },
  {
    // The exchange sends no more events of an order book, although the connection is alive. The book must not stay
    // live. Later the exchange sends the events again.
    name: 'silent stream of a book',
    ...loss,
    resyncs: 3,
    moving: 85_000,
    within: 65_000,
    act({ world: { clock, sockets, trouble }, dice }) {
      trouble.losesEvents = true;
      const open = sockets.filter(({ isMarket, isOpen }) => isMarket && isOpen);
      const books = open.flatMap(({ streams }) => [...streams].filter((name) => /@depth(@100ms)?$/.test(name)));
      if (books.length === 0) return;
      const name = dice.pick(books);
      for (const { silent } of open) silent.add(name);
      clock.setTimeout(() => {
        for (const { silent } of open) silent.delete(name);
      }, 80_000);
    },
  },
  {
    // The exchange executes an UNSUBSCRIBE and the SUBSCRIBE after it at different times. The events of the ended
    // subscription must not be delivered to the new one, because the events between the two are missing.
    name: 'slow requests of market streams',
    ...harmless,
    moving: 15_000,
    within: 3_000,
    still: 1_000,
    act({ world: { clock, market }, dice, fault, streams }) {
      fault({ kind: 'delay', scope: 'stream', direction: 'request', ms: 100, jitter: 1_500, for: 12_000 }, 1_000);
      for (let at = 200; at < 10_000; at += 2_500)
        clock.setTimeout(() => streams.resubscribe(dice.pick(SYMBOLS), 50), at);
      for (let at = 400; at < 13_000; at += 400) {
        clock.setTimeout(() => {
          tradeAll(market);
          market.stop();
        }, at);
      }
    },
  },
  {
    // The exchange responds to a SUBSCRIBE so late that the client repeats requests without a response. But the caller
    // has given up the subscription by then, so the client must not repeat this one.
    name: 'slow response to a subscription',
    ...harmless,
    moving: 8_000,
    within: 2_000,
    subscriptions: 2,
    act({ world: { clock }, dice, fault, streams }) {
      fault({ kind: 'delay', scope: 'stream', direction: 'request', ms: 6_000 });
      clock.setTimeout(() => {
        const symbol = dice.pick(SYMBOLS);
        streams.giveUp(symbol, 3_000, kline(symbol, '12h'));
      }, 100);
    },
  },
  {
    // The exchange sends the events of a new subscription, but no responses. The client must replace the connection,
    // because it may lack streams.
    name: 'subscription without a response',
    ...loss,
    moving: 45_000,
    within: 20_000,
    sockets: 2,
    act({ world: { clock, sockets, fail }, dice, streams }) {
      const open = sockets.filter(({ isMarket, isOpen }) => isMarket && isOpen);
      for (const socket of open) socket.hasNoResponses = true;
      clock.setTimeout(() => {
        const symbol = dice.pick(SYMBOLS);
        streams.giveUp(symbol, 38_000, kline(symbol, '12h'));
      }, 100);
      clock.setTimeout(() => {
        if (open.length > 0 && open.every(({ isOpen }) => isOpen)) fail('no connection without responses was replaced');
      }, 40_000);
    },
  },
  {
    name: 'subscription during a renewal',
    ...harmless,
    moving: 10_000,
    sockets: 2,
    still: 100_000,
    act({ world: { exchange, clock, market }, dice, streams }) {
      const symbol = dice.pick(SYMBOLS);
      exchange.announceShutdown(95_000);
      clock.setTimeout(() => streams.resubscribe(symbol), 1_000);
      for (const at of [700, 1_700, 2_000, 2_300]) clock.setTimeout(() => tradeAll(market), at);
    },
  },
  {
    // The client renews a connection, and loses the old socket as soon as the new one is open. No event may be missing
    // without a gap notice, and the new connection must be renewed in its turn.
    name: 'lost old socket of a renewal',
    ...loss,
    gaps: 1,
    moving: 12_000,
    within: 20_000,
    sockets: 3,
    still: 95_000,
    act({ world: { exchange, clock, market, sockets }, dice }) {
      const known = sockets.length;
      const after = dice.pick([20, 50, 100, 200, 400, 800]);
      exchange.announceShutdown(95_000);
      const look = (): void => {
        const [opened] = sockets.slice(known).filter(({ isMarket, isOpen }) => isMarket && isOpen);
        if (clock.monotonic() - from > 10_000) return;
        if (!opened) return void clock.setTimeout(look, 10);
        clock.setTimeout(() => {
          for (const { isMarket, isOpen, cut } of sockets.slice(0, known)) if (isMarket && isOpen) cut();
        }, after);
      };
      const from = clock.monotonic();
      look();
      for (let at = 100; at < 11_000; at += 100) clock.setTimeout(() => tradeAll(market), at);
    },
  },
  {
    // The client renews a connection, but loses the new socket. It opens another new socket, whose events may arrive
    // earlier than those of the old socket.
    name: 'lost socket of a renewal',
    ...harmless,
    moving: 20_000,
    within: 20_000,
    sockets: 4,
    still: 70_000,
    act({ world: { exchange, clock, market, sockets }, dice, fault }) {
      const known = sockets.length;
      fault({ kind: 'delay', scope: 'stream', ms: 0, jitter: 1_800, for: 18_000 }, 1_000);
      exchange.announceShutdown(95_000);
      clock.setTimeout(
        () => {
          const isRenewing = sockets.slice(0, known).some(({ isMarket, isOpen }) => isMarket && isOpen);
          for (const { isMarket, cut } of isRenewing ? sockets.slice(known) : []) if (isMarket) cut();
        },
        dice.between(2_000, 4_000),
      );
      for (let at = 200; at < 12_000; at += 200) clock.setTimeout(() => tradeAll(market), at);
    },
  },
];

/** Makes one trade of each symbol by restarting the market, because a market that starts trades each symbol once. */
function tradeAll(market: Market): void {
  market.stop();
  market.start();
}
