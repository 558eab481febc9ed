import { describe, expect, it } from 'vitest';
import { listStatusOf, reportOf } from '../../test/account-samples.js';
import { HeldEvents } from './held-events.js';

describe('HeldEvents', () => {
  it('returns what it holds in order, once', () => {
    const held = new HeldEvents();
    const events = [reportOf({ s: 'B' }), listStatusOf({ s: 'A' }), reportOf({ s: 'C' })];
    for (const event of events) expect(held.add(event)).toBe(true);
    expect([held.has('A'), held.has('D')]).toEqual([true, false]);
    expect([held.take(), held.take(), held.has('A')]).toEqual([events, [], false]);
  });

  it('drops everything when it holds too much, in number or in length', () => {
    const many = new HeldEvents();
    for (let i = 0; i < 10_000; i++) expect(many.add(reportOf())).toBe(true);
    expect([many.add(reportOf()), many.take(), many.add(reportOf())]).toEqual([false, [], true]);
    const long = new HeldEvents();
    const event = { e: 'new', text: 'x'.repeat(17 * 1024 * 1024) } as never;
    expect([long.add(event), long.add(event), long.take()]).toEqual([true, false, []]);
    expect(long.add(event)).toBe(true);
  });
});
