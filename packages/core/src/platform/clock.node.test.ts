import { afterEach, describe, expect, it, vi } from 'vitest';
import { systemClock } from './clock.node.js';

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('long timers', () => {
  const start = (): string[] => {
    vi.useFakeTimers();
    return [];
  };

  it('fire when they are due', () => {
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

  it('do not fire after they were cleared, even by an earlier timer of the same moment', () => {
    const fired = start();
    const cleared = systemClock.setTimeout(() => void fired.push('cleared'), 1000);
    systemClock.setTimeout(() => systemClock.clearTimeout(second), 1500);
    const second = systemClock.setTimeout(() => void fired.push('second'), 1500);
    systemClock.setTimeout(() => void fired.push('last'), 1600);
    systemClock.clearTimeout(cleared);
    vi.advanceTimersByTime(5000);
    expect(fired).toEqual(['last']);
  });

  it('fire when they are set by a firing timer, and beside short timers', () => {
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

  it('still fire after the callback of another one throws', () => {
    const fired = start();
    systemClock.setTimeout(() => {
      throw new Error('thrown by a callback');
    }, 1000);
    systemClock.setTimeout(() => void fired.push('next'), 1000);
    expect(() => vi.advanceTimersByTime(1001)).toThrow('thrown by a callback');
    expect(fired).toEqual(['next']);
  });
});

describe('long timers on replaced global timers', () => {
  it('fire when a test tool replaces timers but not the time', () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const fired: string[] = [];
    systemClock.setTimeout(() => void fired.push('fired'), 60_000);
    vi.advanceTimersByTime(59_000);
    expect(fired).toEqual([]);
    vi.advanceTimersByTime(1001);
    expect(fired).toEqual(['fired']);
  });

  it('use the global timers of the moment when they are set', () => {
    const fired: string[] = [];
    const before = systemClock.setTimeout(() => void fired.push('before'), 60_000);
    vi.useFakeTimers();
    systemClock.setTimeout(() => void fired.push('fake'), 60_000);
    vi.advanceTimersByTime(60_000);
    expect(fired).toEqual(['fake']);
    vi.useRealTimers();
    systemClock.clearTimeout(before);
  });

  it('fire on real timers after fake timers were left set', async () => {
    vi.useFakeTimers();
    systemClock.setTimeout(() => undefined, 1000);
    vi.useRealTimers();
    await new Promise<void>((resolve) => systemClock.setTimeout(resolve, 1000));
  });

  it('do not keep the process alive after all are cleared', () => {
    const { setTimeout, clearTimeout } = globalThis;
    const running = new Set<NodeJS.Timeout>();
    vi.stubGlobal('setTimeout', (callback: () => void, ms: number) => {
      const timer = setTimeout(callback, ms);
      running.add(timer);
      return timer;
    });
    vi.stubGlobal('clearTimeout', (timer: NodeJS.Timeout) => {
      clearTimeout(timer);
      running.delete(timer);
    });
    const keepingAlive = (): number => [...running].filter((timer) => timer.hasRef()).length;
    for (let round = 0; round < 3; round++) {
      const timers = [60_000, 30_000, 90_000].map((ms) => systemClock.setTimeout(() => undefined, ms));
      expect(keepingAlive()).toBe(1);
      for (const timer of timers) systemClock.clearTimeout(timer);
      expect(keepingAlive()).toBe(0);
    }
  });
});
