import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { event, FakeMarket } from '../../test/fake-market.js';
import { type DepthSnapshot, OrderBook } from '../book/index.js';
import { DepthCacheManager } from './index.js';

const TOPIC = 'bnbbtc@depth@100ms';

async function live() {
  const market = new FakeMarket();
  market.snapshot = () => ({ lastUpdateId: 100, bids: [['9.0', '1.0']], asks: [['11.0', '2.0']] });
  const manager = new DepthCacheManager(market.client, 'BNBBTC', undefined, { sockets: market.sockets });
  await market.clock.run(manager.ready());
  return { market, manager, book: manager.getDepthCache() };
}

describe('DepthCache', () => {
  it('reads its book like an OrderBook with the same content', async () => {
    const { manager, market, book } = await live();
    const other = new OrderBook('BNBBTC');
    other.load(market.snapshot('BNBBTC', undefined) as DepthSnapshot, { limit: 1_000 });
    const change = event(
      'BNBBTC',
      101,
      101,
      [
        ['8.5', '3.0'],
        ['9.5', '4.0'],
      ],
      [['12.0', '5.0']],
    );
    market.send(TOPIC, change);
    other.apply(change);
    const readings = (each: OrderBook | typeof book): unknown => [
      ...[each.symbol, each.lastUpdateId, each.bestBid, each.bestAsk, each.known, each.spread, each.mid],
      ...[each.getBids(), each.getBids(1), each.getAsks(), each.getAsks(1), each.imbalance(), each.imbalance(2)],
      ...[each.sweep('BUY', '3'), each.sweep('SELL', '5'), each.depthTo('BUY', '12'), each.depthTo('SELL', '9')],
      ...[[...each.bids.prices()], [...each.bids.quantities(2)], [...each.asks.prices(1)], each.asks.length],
    ];
    expect(readings(book)).toEqual(readings(other));
    // The imbalance is (4 - 2) / (4 + 2) with the best level of each side, and (5 - 7) / (5 + 7) with the best two
    // levels.
    expect([book.imbalance(), book.imbalance(2), book.spread, book.mid]).toEqual([1 / 3, -1 / 6, '1.5', '10.25']);
    await manager.close();
  });

  it('gets its snapshots before other books once it is prioritized', async () => {
    const market = new FakeMarket();
    market.snapshot = () => ({ lastUpdateId: 100, bids: [], asks: [] });
    const symbols = ['A', 'B', 'C', 'D'];
    const manager = new DepthCacheManager(market.client, symbols, undefined, { sockets: market.sockets });
    manager.getDepthCache('C').prioritize();
    manager.getDepthCache('B').prioritize();
    await market.clock.run(manager.ready());
    expect(market.requests.map(({ symbol }) => symbol)).toEqual(['B', 'C', 'A', 'D']);
    market.requests.length = 0;
    manager.getDepthCache('D').prioritize();
    for (const symbol of symbols) market.send(`${symbol.toLowerCase()}@depth@100ms`, event(symbol, 150, 150));
    market.snapshot = () => ({ lastUpdateId: 150, bids: [], asks: [] });
    await market.clock.run(manager.ready());
    expect(market.requests.map(({ symbol }) => symbol)).toEqual(['D', 'B', 'C', 'A']);
    await manager.close();
  });

  it('error: came after the books of another socket manager, although it was prioritized last', async () => {
    const market = new FakeMarket();
    market.snapshot = () => ({ lastUpdateId: 100, bids: [], asks: [] });
    const [first, second] = [market.sockets, { ...market.sockets }].map(
      (sockets, index) => new DepthCacheManager(market.client, [`A${index}`, `B${index}`], undefined, { sockets }),
    ) as [DepthCacheManager, DepthCacheManager];
    for (const symbol of ['A0', 'B0', 'A0']) first.getDepthCache(symbol).prioritize();
    second.getDepthCache('B1').prioritize();
    await market.clock.run(Promise.all([first.ready(), second.ready()]));
    expect(market.requests.map(({ symbol }) => symbol)).toEqual(['B1', 'A0', 'B0', 'A1']);
    await Promise.all([first.close(), second.close()]);
  });

  it('leaves no listener on the signal of ready()', async () => {
    const { manager, market } = await live();
    const { signal } = new AbortController();
    await market.clock.run(Promise.all([manager.ready({ signal }), manager.ready({ signal })]));
    market.status('reconnecting');
    const waiting = manager.ready({ signal }).catch((error: unknown) => error);
    const abort = new AbortController();
    const aborted = manager.ready({ signal: abort.signal }).catch((error: unknown) => error);
    abort.abort(new Error('enough'));
    expect(await aborted).toEqual(new Error('enough'));
    await manager.close();
    expect(String(await waiting)).toContain('closed');
    for (const each of [signal, abort.signal]) expect(getEventListeners(each, 'abort')).toHaveLength(0);
  });
});

describe('DepthCacheManager', () => {
  it('notifies of each change of a status and of each resync, until the listeners are removed', async () => {
    const { market, manager, book } = await live();
    const [updates, resyncs]: [unknown[], unknown[]] = [[], []];
    const stops = [
      manager.onStatus((update) => updates.push({ ...update, book: update.book === book })),
      manager.on('resync', (event) => resyncs.push(event)),
    ];
    const gap = (id: number): Promise<unknown> => {
      market.snapshot = () => ({ lastUpdateId: id, bids: [['9.0', '1.0']], asks: [['11.0', '2.0']] });
      market.send(TOPIC, event('BNBBTC', id, id));
      return market.clock.run(manager.ready());
    };
    await gap(150);
    const update = { symbol: 'BNBBTC', book: true };
    expect(updates.splice(0)).toEqual([
      { ...update, status: 'stale', reason: 'gap', lastUpdateId: 100 },
      { ...update, status: 'live', reason: undefined, lastUpdateId: 150 },
    ]);
    expect(resyncs.splice(0)).toEqual([{ symbol: 'BNBBTC', reason: 'gap' }]);
    for (const stop of stops) stop();
    await gap(200);
    expect([updates, resyncs, book.lastUpdateId]).toEqual([[], [], 200]);
    await manager.close();
  });

  it('ends each loop over its books when it is closed, and a loop that is left misses nothing of the others', async () => {
    const { market, manager } = await live();
    const seen: string[] = [];
    const read = async (name: string, count: number): Promise<void> => {
      for await (const { status, lastUpdateId } of manager) {
        seen.push(`${name} ${status} ${lastUpdateId}`);
        if (--count === 0) return;
      }
      seen.push(`${name} ended`);
    };
    const loops = [read('short', 1), read('long', 10)];
    await market.clock.advance(0);
    market.send(TOPIC, event('BNBBTC', 101, 101));
    await market.clock.advance(0);
    await manager.close();
    await Promise.all([...loops, read('late', 10)]);
    expect(seen).toEqual(['short live 100', 'long live 100', 'long live 101', 'long ended', 'late ended']);
  });

  it('error: called a listener of the status for ever if it removed and added itself again', async () => {
    const { market, manager } = await live();
    let calls = 0;
    const listener = (): void => {
      calls += 1;
      stop();
      if (calls < 10) stop = manager.onStatus(listener);
    };
    let stop = manager.onStatus(listener);
    market.status('reconnecting');
    expect(calls).toBe(1);
    await manager.close();
  });

  it('error: removed a listener of the status that was added twice at the first removal', async () => {
    const { market, manager } = await live();
    const seen: string[] = [];
    const listener = ({ status }: { status: string }): number => seen.push(status);
    const [stop] = [manager.onStatus(listener), manager.onStatus(listener)];
    stop();
    market.status('reconnecting');
    expect(seen).toEqual(['stale']);
    await manager.close();
  });

  it('error: an update said `live` before the machine had noticed its sleep', async () => {
    const market = new FakeMarket();
    market.snapshot = () => ({ lastUpdateId: 100, bids: [['9.0', '1.0']], asks: [['11.0', '2.0']] });
    let hasSlept = false;
    const sockets = { ...market.sockets, hasSlept: () => hasSlept };
    const manager = new DepthCacheManager(market.client, 'BNBBTC', undefined, { sockets });
    await market.clock.run(manager.ready());
    hasSlept = true;
    const updates = manager[Symbol.asyncIterator]();
    expect((await updates.next()).value).toMatchObject({ status: 'stale', reason: 'woke', lastUpdateId: 100 });
    await updates.return();
    await manager.close();
  });

  it('error: did not end a loop over its books whose read was waiting for a change', async () => {
    const { manager } = await live();
    const updates = manager[Symbol.asyncIterator]();
    await updates.next();
    const waiting = updates.next();
    const end = { done: true, value: undefined };
    expect(await Promise.all([updates.return(), waiting, updates.next()])).toEqual([end, end, end]);
    const unread = manager[Symbol.asyncIterator]();
    expect([await unread.return(), await unread.next()]).toEqual([end, end]);
    await manager.close();
  });

  it('sends no more requests if a listener of a resync closes it', async () => {
    const { market, manager } = await live();
    manager.on('resync', () => void manager.close());
    market.send(TOPIC, event('BNBBTC', 105, 110));
    await market.clock.advance(10_000);
    expect([market.requests.length, market.clock.timers.size]).toEqual([1, 0]);
  });
});

describe('DepthCache.subscribe', () => {
  it('error: closed again and again if a listener closes the manager unless the book is live', async () => {
    const { market, manager, book } = await live();
    let calls = 0;
    book.subscribe(() => {
      calls += 1;
      if (book.status !== 'live') void manager.close();
    });
    market.status('reconnecting');
    await manager.close();
    // The listener is called for the status `stale` and for the status `closed`.
    expect([calls, market.warnings, market.stopped, market.clock.timers.size]).toEqual([2, [], [TOPIC], 0]);
  });

  it('calls several listeners after each applied event and each change of the status, until they are removed', async () => {
    const { market, manager, book } = await live();
    const first: string[] = [];
    const second: number[] = [];
    const stop = book.subscribe(() => first.push(`${book.status} ${book.lastUpdateId}`));
    book.subscribe(() => second.push(book.lastUpdateId));
    market.send(TOPIC, event('BNBBTC', 101, 101));
    market.send(TOPIC, event('BNBBTC', 102, 102));
    expect(first).toEqual(['live 101', 'live 102']);
    stop();
    market.send(TOPIC, event('BNBBTC', 103, 103));
    expect(second).toEqual([101, 102, 103]);
    expect(first).toHaveLength(2);
    await manager.close();
    expect(second).toHaveLength(4);
  });

  it('adds the same function twice if it is given twice', async () => {
    const { market, manager, book } = await live();
    let calls = 0;
    const listener = (): number => (calls += 1);
    const stop = book.subscribe(listener);
    book.subscribe(listener);
    market.send(TOPIC, event('BNBBTC', 101, 101));
    expect(calls).toBe(2);
    stop();
    market.send(TOPIC, event('BNBBTC', 102, 102));
    expect(calls).toBe(3);
    await manager.close();
  });

  it('goes on after a listener that throws', async () => {
    const { market, manager, book } = await live();
    let calls = 0;
    book.subscribe(() => {
      throw new Error('mine');
    });
    book.subscribe(() => (calls += 1));
    market.send(TOPIC, event('BNBBTC', 101, 101));
    expect(calls).toBe(1);
    expect(market.warnings).toHaveLength(1);
    await manager.close();
  });
});

describe('DepthCache.getVersion', () => {
  it('differs after each change, also of the status alone, and stays the same in between', async () => {
    const { market, manager, book } = await live();
    const { getVersion } = book;
    const versions = [getVersion(), getVersion()];
    expect(versions[0]).toBe(versions[1]);
    market.send(TOPIC, event('BNBBTC', 101, 101));
    versions.push(getVersion());
    market.status('reconnecting');
    versions.push(getVersion());
    await manager.close();
    versions.push(getVersion());
    expect(new Set(versions).size).toBe(4);
  });
});
