import { BinanceApiError, BinanceConfigError } from '@pkg/core/errors';
import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../../core/test/manual-clock.js';
import { ReadAttempts } from './read-attempts.js';

function setUp() {
  const clock = new ManualClock();
  const failures: unknown[] = [];
  const reports: unknown[] = [];
  const reads = new ReadAttempts(
    clock,
    (error) => failures.push(error),
    (error) => reports.push(error),
  );
  return { clock, failures, reports, reads };
}

const refusal = (code: number) =>
  new BinanceApiError({
    statusCode: 400,
    code,
    message: 'no',
    request: { operation: 'x', method: 'GET', path: '' },
  } as never);

describe('ReadAttempts', () => {
  it('repeats a read after 250 ms, then twice as long, up to 10 s, until it succeeds', async () => {
    const { clock, reads, failures, reports } = setUp();
    const at: number[] = [];
    let done = 0;
    const read = async (attempt: number) => {
      at.push(clock.monotonic());
      if (attempt < 8) throw new Error(`not yet: ${attempt}`);
    };
    void reads.run(reads.start(), read, () => done++);
    await clock.advance(100_000);
    const waits = at.slice(1).map((time, i) => time - (at[i] as number));
    expect([waits, done, failures]).toEqual([[250, 500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000], 1, []]);
    expect([clock.timers.size, reports]).toEqual([0, [new Error('not yet: 5')]]);
  });

  it('gives up at a refusal for good', async () => {
    for (const error of [refusal(-2015), new BinanceConfigError('no')]) {
      const { clock, reads, failures } = setUp();
      await reads.run(reads.start(), () => Promise.reject(error), expect.unreachable);
      expect([failures, clock.timers.size]).toEqual([[error], 0]);
    }
  });

  it('does nothing more after it was stopped, or after another read was started', async () => {
    const { clock, reads, failures } = setUp();
    const signal = reads.start();
    let fail: (error: unknown) => void = () => undefined;
    const running = reads.run(signal, () => new Promise((_resolve, reject) => (fail = reject)), expect.unreachable);
    reads.later(500, expect.unreachable);
    reads.start();
    fail(refusal(-2015));
    await running;
    await clock.advance(1_000);
    expect([signal.aborted, failures, clock.timers.size]).toEqual([true, [], 0]);
    reads.later(500, expect.unreachable);
    reads.stop();
    await clock.advance(1_000);
  });

  it('error: left a timer behind if it was stopped when the error of a read was reported', async () => {
    const clock = new ManualClock();
    const reads: ReadAttempts = new ReadAttempts(
      clock,
      () => expect.unreachable(),
      () => reads.stop(),
    );
    void reads.run(reads.start(), () => Promise.reject(new Error('not yet')), expect.unreachable);
    await clock.advance(7_750);
    expect(clock.timers.size).toBe(0);
  });

  it('keeps only the last of two delayed calls', async () => {
    const { clock, reads } = setUp();
    const calls: string[] = [];
    reads.later(100, () => calls.push('first'));
    reads.later(200, () => calls.push('second'));
    await clock.advance(1_000);
    expect(calls).toEqual(['second']);
  });
});
