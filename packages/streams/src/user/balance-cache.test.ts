import type { Account } from '@pkg/core/operations';
import { describe, expect, it } from 'vitest';
import { tableSizes } from '../../../../tests/support/tables.js';
import type { OutboundAccountPosition } from '../events/user.js';
import { BalanceCache } from './balance-cache.js';

const accountOf = (updateTime: number, balances: Record<string, [free: string, locked: string]>) =>
  ({
    updateTime,
    balances: Object.entries(balances).map(([asset, [free, locked]]) => ({ asset, free, locked })),
  }) as Account;

const positionOf = (u: number, balances: Record<string, [free: string, locked: string]>): OutboundAccountPosition => ({
  ...{ e: 'outboundAccountPosition', E: u, u },
  B: Object.entries(balances).map(([a, [f, l]]) => ({ a, f, l })),
});

const LATEST = 1_000_000;

describe('BalanceCache', () => {
  it('returns the assets that a read has changed, also those that are gone', () => {
    const cache = new BalanceCache();
    cache.load(accountOf(1, { BTC: ['1', '0'], BNB: ['2', '0'], LTC: ['3', '1'] }), LATEST, false);
    const changed = cache.load(accountOf(2, { BTC: ['1.0', '0.00'], BNB: ['2', '1'] }), LATEST, false);
    expect(changed).toEqual([
      { a: 'BNB', f: '2', l: '1' },
      { a: 'LTC', f: '0.00000000', l: '0.00000000' },
    ]);
    expect([...cache.balances.keys()]).toEqual(['BTC', 'BNB']);
  });

  it('keeps a balance of a later event when an older read arrives, and the read when it is newer', () => {
    const cache = new BalanceCache();
    cache.applyPosition(positionOf(50, { BTC: ['9', '0'] }));
    expect(cache.load(accountOf(40, { BTC: ['1', '0'] }), LATEST, false)).toEqual([]);
    expect(cache.balances.get('BTC')).toEqual({ free: '9', locked: '0', updated: 50 });
    expect(cache.load(accountOf(50, { BTC: ['1', '0'] }), LATEST, false)).toEqual([{ a: 'BTC', f: '1', l: '0' }]);
  });

  it('keeps a balance of an event when a read of the same time arrives, only if no event was missed', () => {
    const read = accountOf(50, { BTC: ['1', '0'], BNB: ['3', '0'] });
    for (const isComplete of [true, false]) {
      const cache = new BalanceCache();
      cache.load(accountOf(50, { BTC: ['1', '0'], BNB: ['2', '0'] }), LATEST, false);
      cache.applyPosition(positionOf(50, { BTC: ['9', '0'] }));
      const balances = { BTC: isComplete ? '9' : '1', BNB: '3' };
      cache.load(read, LATEST, isComplete);
      expect(Object.fromEntries([...cache.balances].map(([asset, { free }]) => [asset, free]))).toEqual(balances);
      // The balance of BNB was last set by a read, not by an event. So another read with the same time may replace it.
      expect(cache.load(accountOf(50, { BTC: ['1', '0'], BNB: ['4', '0'] }), LATEST, isComplete)).toEqual([
        { a: 'BNB', f: '4', l: '0' },
      ]);
    }
  });

  it('takes over a second read of the same time after the first has replaced the balance of an event', () => {
    const cache = new BalanceCache();
    cache.applyPosition(positionOf(40, { BTC: ['9', '0'] }));
    cache.load(accountOf(50, { BTC: ['1', '0'] }), LATEST, true);
    expect(cache.load(accountOf(50, { BTC: ['2', '0'] }), LATEST, true)).toEqual([{ a: 'BTC', f: '2', l: '0' }]);
  });

  it('trusts a read more than an event of the future', () => {
    const cache = new BalanceCache();
    cache.applyPosition(positionOf(LATEST + 1, { BTC: ['9', '0'] }));
    expect(cache.load(accountOf(40, { BTC: ['1', '0'] }), LATEST, false)).toEqual([{ a: 'BTC', f: '1', l: '0' }]);
  });

  it('applies the newer balances of a position, and refuses one that has none', () => {
    const cache = new BalanceCache();
    cache.applyPosition(positionOf(50, { BTC: ['9', '0'] }));
    expect(cache.applyPosition(positionOf(40, { BTC: ['1', '0'] }))).toBeUndefined();
    const news = cache.applyPosition(positionOf(40, { BTC: ['1', '0'], BNB: ['2', '0'] }));
    expect(news).toEqual(positionOf(40, { BNB: ['2', '0'] }));
    expect([cache.balances.get('BTC')?.free, cache.balances.get('BNB')?.free]).toEqual(['9', '2']);
    // Of two changes with the same time, the cache keeps the one that arrived last.
    expect(cache.applyPosition(positionOf(50, { BTC: ['8', '0'] }))).toBeDefined();
    expect(cache.applyPosition(positionOf(1, {}))).toBeDefined();
  });

  it('moves an external lock from free to locked, once and exactly', () => {
    const cache = new BalanceCache();
    cache.load(accountOf(10, { BTC: ['0.30000001', '0.1'] }), LATEST, false);
    const lock = { e: 'externalLockUpdate', E: 20, a: 'BTC', d: '0.10000000', T: 20 } as const;
    cache.applyLock(lock);
    cache.applyLock(lock);
    cache.applyLock({ ...lock, a: 'NONE' });
    expect([...cache.balances]).toEqual([['BTC', { free: '0.20000001', locked: '0.20000000', updated: 20 }]]);
    cache.applyLock({ ...lock, d: '-0.20000000', T: 21 });
    expect(cache.balances.get('BTC')).toMatchObject({ free: '0.40000001', locked: '0.00000000' });
  });

  it('corrects older balances by a newer read, and still applies the events of the changes that the read contains', () => {
    const cache = new BalanceCache();
    cache.load(accountOf(10, { BTC: ['5', '0'], BNB: ['5', '0'], LTC: ['5', '0'] }), LATEST, true);
    cache.applyPosition(positionOf(25, { BNB: ['4', '0'] }));
    cache.correct(accountOf(40, { BTC: ['3', '2'], BNB: ['1', '0'], LTC: ['3', '2'], ETH: ['1', '0'] }), 20);
    const free = () => [...cache.balances.values()].map((balance) => balance.free);
    expect(free()).toEqual(['3', '4', '3', '1']);
    const lock = (a: string, T: number) => cache.applyLock({ e: 'externalLockUpdate', E: T, a, d: '1', T });
    // The read contains this lock of BTC, but the known balances of BNB and LTC are those of earlier events.
    lock('BTC', 40);
    cache.applyPosition(positionOf(30, { LTC: ['4', '1'] }));
    for (const asset of ['BNB', 'LTC']) lock(asset, 40);
    expect(free()).toEqual(['3', '3', '3', '1']);
    expect(cache.applyPosition(positionOf(35, { BTC: ['3', '2'], ETH: ['1', '0'] }))).toBeDefined();
    lock('BTC', 41);
    expect(cache.balances.get('BTC')).toEqual({ free: '2', locked: '3', updated: 41 });
  });

  it('bounds the assets', () => {
    const cache = new BalanceCache();
    const assets = Array.from({ length: 20_010 }, (_, i) => [`A${i}`, ['1', '0']] as const);
    cache.applyPosition(positionOf(1, Object.fromEntries(assets) as never));
    cache.applyPosition(positionOf(2, { A0: ['5', '0'] }));
    expect([cache.balances.size, cache.balances.get('A0')?.free]).toEqual([20_000, '5']);
    for (const size of Object.values(tableSizes(cache, []))) expect(size).toBeLessThanOrEqual(20_000);
  });
});
