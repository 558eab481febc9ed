import type { Environment } from '@pkg/core';
import { createExchange, type Exchange, VirtualClock } from '@pkg/simulator';
import { BinanceSocketManager, depth, type StreamNotice, type TradeEvent, trade } from '@pkg/streams';
import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../packages/core/test/manual-clock.js';
import { FakeExchange } from '../../packages/streams/test/fake-exchange.js';
import { caseCount } from '../support/case-count.js';

const HOUR = 3_600_000;
/** How many hours the test simulates. A connection is renewed after 22.5 to 23 hours, so once or twice in this time. */
const HOURS = caseCount(25, 48);

type Seen = { trades: Map<string, number[]>; resyncs: number; books: Map<string, number>; notices: StreamNotice[] };

/** Subscribes to the trades and the depth of every symbol, and counts the gaps that would make an order book resync. */
async function follow(manager: BinanceSocketManager, symbols: readonly string[]): Promise<Seen> {
  const seen: Seen = { trades: new Map(), resyncs: 0, books: new Map(), notices: [] };
  const options = { notice: (notice: StreamNotice) => void seen.notices.push(notice) };
  await Promise.all(
    symbols.flatMap((symbol) => [
      manager.subscribe(
        trade(symbol),
        (event) => {
          const list = seen.trades.get(symbol) ?? [];
          seen.trades.set(symbol, list);
          list.push(event.t);
        },
        options,
      ),
      manager.subscribe(
        depth(symbol, { speed: caseCount(1_000, 100) === 100 ? 100 : 1_000 }),
        (event) => {
          const last = seen.books.get(symbol);
          if (last !== undefined && event.U > last + 1) seen.resyncs += 1;
          if (last !== undefined && event.u <= last) seen.resyncs += 1;
          seen.books.set(symbol, event.u);
        },
        options,
      ),
    ]),
  );
  return seen;
}

function market(symbols: number): { exchange: Exchange; clock: VirtualClock; names: string[] } {
  const clock = new VirtualClock({ start: Date.UTC(2026, 0, 1) });
  const names = Array.from({ length: symbols }, (_, i) => `S${i}BTC`);
  const exchange = createExchange({ seed: 3, clock, symbols: names });
  for (const name of names) {
    exchange.setBook(name, { bids: [['0.0100000', '80000.000']], asks: [['0.0200000', '80000.000']] });
  }
  return { exchange, clock, names };
}

/** Returns the ids of all trades of the exchange, by symbol. */
function tradesOf(exchange: Exchange, names: readonly string[]): Map<string, number[]> {
  const all = { fromId: 0, limit: Number.MAX_SAFE_INTEGER };
  return new Map(names.map((name) => [name, exchange.engine.trades(name, all).map((each) => each.id)]));
}

describe('renewal', () => {
  it(`causes no resync, lost trade, duplicate trade or gap notice for ${caseCount(12, 500)} symbols over ${HOURS} hours`, async () => {
    const { exchange, clock, names } = market(caseCount(12, 500));
    const manager = new BinanceSocketManager({ environment: exchange.environment, clock, random: exchange.random });
    const states = new Set<string>();
    const following = follow(manager, names);
    await clock.advance(10_000);
    const seen = await following;
    manager.onStatus((change) => states.add(change.status));
    let made = 0;
    // There are many trades in the hours around each renewal, and few in between.
    for (let hour = 0; hour < HOURS; hour++) {
      const busy = hour % 23 >= 21;
      for (let step = 0; step < (busy ? caseCount(40, 60) : 4); step++) {
        for (let i = step % 7; i < names.length; i += 7) {
          exchange.trade(names[i] as string, { price: made % 2 ? '0.02' : '0.01', quantity: '1' });
          made += 1;
        }
        await clock.advance(HOUR / (busy ? caseCount(40, 60) : 4));
      }
    }
    await clock.advance(5_000);
    expect(made).toBeGreaterThan(100);
    expect(seen.trades).toEqual(tradesOf(exchange, names));
    expect(seen.resyncs).toBe(0);
    expect(seen.notices).toEqual([]);
    expect(states).toEqual(new Set(['open']));
    await manager.close();
    exchange.close();
  }, 600_000);

  it('opens the next socket before the old one closes, after serverShutdown on a combined stream', async () => {
    const { exchange, clock, names } = market(3);
    const manager = new BinanceSocketManager({ environment: exchange.environment, clock, random: exchange.random });
    const following = follow(manager, names);
    await clock.advance(1_000);
    const seen = await following;
    exchange.announceShutdown(8_000);
    for (let i = 0; i < 200; i++) {
      exchange.trade(names[i % 3] as string, { price: i % 2 ? '0.02' : '0.01', quantity: '1' });
      await clock.advance(97);
    }
    expect(seen.trades).toEqual(tradesOf(exchange, names));
    expect(seen.resyncs).toBe(0);
    expect(seen.notices).toEqual([]);
    expect(manager.status).toBe('open');
    await manager.close();
    exchange.close();
  });

  it('waits for the hook of the caller, and renews at the age that the caller set', async () => {
    const { exchange, clock, names } = market(1);
    const times: number[] = [];
    const manager = new BinanceSocketManager({
      ...{ environment: exchange.environment, clock, random: exchange.random },
      renewal: { after: HOUR, jitter: 0, before: () => void times.push(clock.monotonic()) },
    });
    const following = follow(manager, names);
    await clock.advance(3.5 * HOUR);
    await following;
    // The first minute is left out, because the client may then renew the connection of a stream that has no events.
    expect(times.filter((time) => time > 60_000).map((time) => Math.round(time / HOUR))).toEqual([1, 2, 3]);
    await manager.close();
    exchange.close();
  });

  it('reports what the hook throws, and renews all the same', async () => {
    const { exchange, clock, names } = market(1);
    const errors: unknown[] = [];
    let dials = 0;
    const { WebSocket } = exchange.environment;
    const environment: Environment = {
      ...exchange.environment,
      WebSocket: function connect(url: string) {
        dials += 1;
        return new (WebSocket as new (url: string) => WebSocket)(url);
      } as unknown as NonNullable<Environment['WebSocket']>,
    };
    const manager = new BinanceSocketManager({
      ...{ environment, clock, random: exchange.random, onError: (error: unknown) => errors.push(error) },
      renewal: {
        after: HOUR,
        jitter: 0,
        before: () => {
          throw new Error('of the hook');
        },
      },
    });
    const following = follow(manager, names);
    await clock.advance(1.5 * HOUR);
    expect((await following).notices).toEqual([]);
    // The client opens three connections: the first one, one in the first minute because a stream has no events, and
    // one at the renewal after an hour.
    expect(dials).toBe(3);
    expect(errors.map(String)).toEqual(['Error: of the hook', 'Error: of the hook']);
    await manager.close();
    exchange.close();
  });
});

describe('renewal over scripted sockets', () => {
  const SHUTDOWN = '{"stream":"!serverShutdown","data":{"e":"serverShutdown","E":1}}';

  function setUp() {
    const clock = new ManualClock();
    const exchange = new FakeExchange(clock);
    const random = { next: () => 0.5, bytes: (length: number) => new Uint8Array(length) };
    return { clock, exchange, manager: new BinanceSocketManager({ environment: exchange.environment, clock, random }) };
  }

  function tradeEvent(t: number): TradeEvent {
    return { e: 'trade', E: t, s: 'BNBBTC', t, p: '1.0', q: '2.0', T: t, m: true, M: true };
  }

  it('delivers every event once and reports no reconnect', async () => {
    const { clock, exchange, manager } = setUp();
    const seen: unknown[] = [];
    const states: string[] = [];
    manager.onStatus((change) => states.push(change.status));
    await clock.run(
      manager.subscribe(trade('BNBBTC'), (event) => seen.push(event.t), { notice: (notice) => seen.push(notice) }),
    );
    let t = 0;
    exchange.emit('bnbbtc@trade', tradeEvent(++t));
    await clock.advance(100);
    exchange.last.deliver(SHUTDOWN);
    for (let i = 0; i < 100; i++) {
      // The new socket gets an event 30 or 40 ms earlier than the old one.
      const [old] = exchange.all;
      t += 1;
      const id = t;
      for (const socket of exchange.open) {
        if (socket !== old) socket.emit('bnbbtc@trade', tradeEvent(id));
        else clock.setTimeout(() => socket.emit('bnbbtc@trade', tradeEvent(id)), i % 3 === 0 ? 40 : 30);
      }
      await clock.advance(100);
    }
    expect(exchange.all).toHaveLength(2);
    expect(exchange.open.size).toBe(1);
    expect(seen).toEqual(Array.from({ length: t }, (_, i) => i + 1));
    expect(new Set(states.slice(states.indexOf('open')))).toEqual(new Set(['open']));
    await manager.close();
    expect(clock.timers.size).toBe(0);
  });

  it('delivers no event twice when the new socket lags behind', async () => {
    const { clock, exchange, manager } = setUp();
    const seen: unknown[] = [];
    await clock.run(
      manager.subscribe(trade('BNBBTC'), (event) => seen.push(event.t), { notice: (notice) => seen.push(notice) }),
    );
    const old = exchange.last;
    old.deliver(SHUTDOWN);
    for (let t = 1; t <= 200; t++) {
      for (const socket of exchange.open) {
        clock.setTimeout(() => socket.emit('bnbbtc@trade', tradeEvent(t)), socket === old ? 0 : 700);
      }
      await clock.advance(50);
    }
    await clock.advance(1_000);
    expect([...exchange.open]).not.toContain(old);
    expect(seen).toEqual(Array.from({ length: 200 }, (_, i) => i + 1));
    await manager.close();
  });

  it('renews after serverShutdown on a raw stream', async () => {
    const { clock, exchange, manager } = setUp();
    await clock.run(manager.subscribe(trade('BNBBTC'), () => undefined));
    exchange.last.deliver('{"e":"serverShutdown","E":1770123456789}');
    await clock.advance(1_000);
    expect(exchange.all).toHaveLength(2);
    await clock.advance(5_000);
    expect([...exchange.open]).toEqual([exchange.last]);
    await manager.close();
  });

  it('stays closed when a consumer closes the manager at the last event of the old socket', async () => {
    const { clock, exchange, manager } = setUp();
    const seen: number[] = [];
    const listener = ({ t }: TradeEvent): void => {
      seen.push(t);
      if (t === 5) void manager.close();
    };
    await clock.run(manager.subscribe(trade('BNBBTC'), listener));
    const old = exchange.last;
    old.emit('bnbbtc@trade', tradeEvent(1));
    old.deliver(SHUTDOWN);
    await clock.advance(100);
    // The two sockets have no event in common, so the client holds the event of the new socket until the old one
    // closes.
    exchange.last.emit('bnbbtc@trade', tradeEvent(5));
    await clock.advance(60_000);
    expect(seen).toEqual([1, 5]);
    expect([exchange.open.size, clock.timers.size, manager.status]).toEqual([0, 0, 'closed']);
  });
});
