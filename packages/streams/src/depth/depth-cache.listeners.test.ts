import { describe, expect, it } from 'vitest';
import { event, FakeMarket } from '../../test/fake-market.js';
import { DepthCacheManager } from './index.js';

const TOPIC = 'bnbbtc@depth@100ms';

async function live() {
  const market = new FakeMarket();
  market.snapshot = () => ({ lastUpdateId: 100, bids: [['9.0', '1.0']], asks: [['11.0', '2.0']] });
  const manager = new DepthCacheManager(market.client, 'BNBBTC', undefined, { sockets: market.sockets });
  await market.clock.run(manager.ready());
  return { market, manager, book: manager.getDepthCache() };
}

describe('DepthCache.subscribe', () => {
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
