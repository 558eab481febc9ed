import type { ClientContext } from '@pkg/core';
import { describe, expect, it } from 'vitest';
import { ExchangeTime } from './exchange-time.js';

const clock = { monotonic: () => 5_000.25, now: () => 1_700_000_000_000 };

describe('ExchangeTime', () => {
  it.each([
    ['millisecond', undefined, 1_700_000_000_000],
    ['microsecond', undefined, 1_700_000_000_000_000],
    ['millisecond', 1_800_000_000_000.5, 1_800_000_005_000],
    ['microsecond', 1_800_000_000_000.5, 1_800_000_005_000_750],
  ] as const)('is a whole number of %ss, if the offset of the exchange is %s', (timeUnit, offset, expected) => {
    const time = new ExchangeTime({ clock, timeUnit, serverTime: { offset } } as unknown as ClientContext);
    const unit = timeUnit === 'microsecond' ? 1_000 : 1;
    expect([time.millisecond, time.now()]).toEqual([unit, expected]);
    expect([time.now(-5_000), time.now(250)]).toEqual([expected - 5_000 * unit, expected + 250 * unit]);
    // The time of an event may be up to a minute later than the exchange's measured time.
    expect(time.latest()).toBe(expected + 60_000 * unit);
  });

  it('error: had a latest time in the past after a sleep, or while the clock had been set back', () => {
    const serverTime: { offset: number | undefined } = { offset: 1_700_000_000_000 };
    const machine = { ...clock };
    const time = new ExchangeTime({ clock: machine, timeUnit: 'millisecond', serverTime } as unknown as ClientContext);
    expect(time.latest(1_000)).toBe(1_700_000_006_000);
    // The wall clock is 5 s behind the exchange. The monotonic clock stops while the machine sleeps for 10 s.
    machine.now = () => 1_700_000_010_000;
    expect([time.latest(1_000), time.latest(1_000)]).toEqual([1_700_000_016_000, 1_700_000_016_000]);
    // After a new measurement, the monotonic clock is right again.
    serverTime.offset = 1_700_000_010_000;
    expect(time.latest(1_000)).toBe(1_700_000_016_000);
    // The wall clock is set back by an hour, so the offset is measured again.
    machine.now = () => 1_699_996_410_000;
    serverTime.offset = undefined;
    expect(time.latest(1_000)).toBe(1_700_000_016_000);
  });

  it('error: was the time of a clock that is 3 minutes slow while the offset was measured again', () => {
    const serverTime: { offset: number | undefined } = { offset: 1_700_000_175_000 };
    const wrong = { ...clock };
    const time = new ExchangeTime({ clock: wrong, timeUnit: 'millisecond', serverTime } as unknown as ClientContext);
    expect(time.now()).toBe(1_700_000_180_000);
    // The monotonic clock stops while the machine sleeps for a minute, and the wall clock continues.
    serverTime.offset = undefined;
    wrong.now = () => 1_700_000_060_000;
    expect([time.now(), time.latest()]).toEqual([1_700_000_240_000, 1_700_000_300_000]);
  });
});
