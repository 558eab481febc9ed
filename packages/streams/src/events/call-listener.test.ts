import { describe, expect, it, vi } from 'vitest';
import { callListener, handled, warn } from './call-listener.js';

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('callListener', () => {
  it('reports once what a listener throws or rejects with, also by an object with only `then`', async () => {
    const errors: unknown[] = [];
    const report = (error: unknown): number => errors.push(error);
    const [thrown, rejected, other] = [new Error('thrown'), new Error('rejected'), new Error('of a thenable')];
    callListener(() => {
      throw thrown;
    }, report);
    expect(errors).toEqual([thrown]);
    callListener(() => Promise.reject(rejected), report);
    const reject = (_: unknown, rejected: (error: unknown) => void): void => rejected(other);
    callListener(() => Object.fromEntries([['then', reject]]), report);
    for (const result of [undefined, null, 0, '', {}, JSON.parse('{"then":5}'), Promise.resolve(1)])
      callListener(() => result, report);
    await settle();
    expect(errors).toEqual([thrown, other, rejected]);
  });
});

describe('handled', () => {
  it('returns the same promise, whose rejection ends no process', async () => {
    const unhandled: unknown[] = [];
    const note = (error: unknown): number => unhandled.push(error);
    process.on('unhandledRejection', note);
    const promise = Promise.reject(new Error('ignored'));
    expect(handled(promise)).toBe(promise);
    await settle();
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
    await expect(promise).rejects.toThrow('ignored');
  });
});

describe('warn', () => {
  it('uses the logger, or else the console, and survives a logger that fails', async () => {
    const lines: unknown[] = [];
    const shown = vi.spyOn(console, 'warn').mockImplementation((...args) => void lines.push(['console', ...args]));
    try {
      const details = { error: 1 };
      warn({ warn: (...args) => lines.push(['logger', ...args]) }, 'a', details);
      warn({ debug: () => undefined }, 'b', details);
      warn(undefined, 'c');
      warn(
        {
          warn: () => {
            throw new Error('of the logger');
          },
        },
        'd',
      );
      warn({ warn: (() => Promise.reject(new Error('of the logger'))) as never }, 'e');
      await settle();
      expect(lines).toEqual([
        ['logger', 'a', details],
        ['console', 'b', details],
        ['console', 'c'],
      ]);
    } finally {
      shown.mockRestore();
    }
  });
});
