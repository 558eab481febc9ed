import { afterEach, describe, expect, it, vi } from 'vitest';
import { systemClock } from './clock.node.js';

afterEach(() => {
  vi.useRealTimers();
});

/** What keeps the process alive. */
const alive = (): number => process.getActiveResourcesInfo().filter((each) => each === 'Timeout').length;

describe('long timers', () => {
  const start = (): string[] => {
    vi.useFakeTimers();
    return [];
  };

  it('fire each when it is due', () => {
    const fired = start();
    for (const ms of [3000, 1000, 2000]) systemClock.setTimeout(() => void fired.push(`${ms}`), ms);
    vi.advanceTimersByTime(999);
    expect(fired).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(fired).toEqual(['1000']);
    vi.advanceTimersByTime(1000);
    expect(fired).toEqual(['1000', '2000']);
    vi.advanceTimersByTime(1000);
    expect(fired).toEqual(['1000', '2000', '3000']);
  });

  it('do not fire once they are cleared, be it by one that was due before', () => {
    const fired = start();
    const cleared = systemClock.setTimeout(() => void fired.push('cleared'), 1000);
    systemClock.setTimeout(() => systemClock.clearTimeout(late), 1500);
    const late = systemClock.setTimeout(() => void fired.push('late'), 1500);
    systemClock.setTimeout(() => void fired.push('last'), 1600);
    systemClock.clearTimeout(cleared);
    vi.advanceTimersByTime(5000);
    expect(fired).toEqual(['last']);
  });

  it('set anew as they fire, and beside short ones, fire too', () => {
    const fired = start();
    const again = (): void => {
      fired.push('again');
      if (fired.length < 4) systemClock.setTimeout(again, 1000);
    };
    systemClock.setTimeout(again, 1000);
    systemClock.setTimeout(() => void fired.push('short'), 500);
    vi.advanceTimersByTime(3000);
    expect(fired).toEqual(['short', 'again', 'again', 'again']);
  });

  it('outlive one whose callback throws', () => {
    const fired = start();
    systemClock.setTimeout(() => {
      throw new Error('thrown by a callback');
    }, 1000);
    systemClock.setTimeout(() => void fired.push('next'), 1000);
    expect(() => vi.advanceTimersByTime(1001)).toThrow('thrown by a callback');
    expect(fired).toEqual(['next']);
  });
});

describe('long timers of the host', () => {
  it('fire where a test tool moves them and leaves the time alone', () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const fired: string[] = [];
    systemClock.setTimeout(() => void fired.push('fired'), 60_000);
    vi.advanceTimersByTime(59_000);
    expect(fired).toEqual([]);
    vi.advanceTimersByTime(1001);
    expect(fired).toEqual(['fired']);
  });

  it('are of whatever timers the host has when they are set', () => {
    const fired: string[] = [];
    const before = systemClock.setTimeout(() => void fired.push('before'), 60_000);
    vi.useFakeTimers();
    systemClock.setTimeout(() => void fired.push('fake'), 60_000);
    vi.advanceTimersByTime(60_000);
    expect(fired).toEqual(['fake']);
    vi.useRealTimers();
    systemClock.clearTimeout(before);
  });

  it('fire by the real ones too, after fake ones were left behind', async () => {
    vi.useFakeTimers();
    systemClock.setTimeout(() => undefined, 1000);
    vi.useRealTimers();
    await new Promise<void>((resolve) => systemClock.setTimeout(resolve, 1000));
  });

  it('leave nothing that keeps the process alive once all are cleared', () => {
    const before = alive();
    for (let round = 0; round < 3; round++) {
      const timers = [60_000, 30_000, 90_000].map((ms) => systemClock.setTimeout(() => undefined, ms));
      expect(alive()).toBe(before + 1);
      for (const timer of timers) systemClock.clearTimeout(timer);
      expect(alive()).toBe(before);
    }
  });
});
