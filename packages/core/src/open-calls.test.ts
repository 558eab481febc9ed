import { describe, expect, it } from 'vitest';
import { ManualClock } from '../test/manual-clock.js';
import { Cancel } from './cancel.js';
import type { Clock } from './clock.js';
import * as elsewhere from './open-calls.js';
import * as node from './open-calls.node.js';

/** A clock whose timers are like Node's: they keep the process alive or not, and may fire a little early. */
class NodeClock extends ManualClock {
  readonly kept = new Set<object>();
  early = 0;

  override setTimeout(callback: () => void, ms: number): object {
    const timer = super.setTimeout(() => {
      this.kept.delete(handle);
      callback();
    }, ms - this.early);
    const handle = { timer, ref: () => this.kept.add(handle), unref: () => this.kept.delete(handle) };
    this.kept.add(handle);
    return handle;
  }

  override clearTimeout(handle: unknown): void {
    this.kept.delete(handle as object);
    super.clearTimeout((handle as { timer?: object } | undefined)?.timer);
  }
}

const begin = (calls: node.OpenCalls | elsewhere.OpenCalls, timeout: number): Cancel => {
  const cancel = new Cancel({}, timeout);
  calls.add(cancel);
  return cancel;
};
const reasonOf = ({ reason }: Cancel): string | undefined => (reason as Error | undefined)?.message;

describe.each([
  ['in Node', node.OpenCalls, () => new NodeClock()],
  ['in Node, by another clock', node.OpenCalls, () => new ManualClock()],
  ['elsewhere', elsewhere.OpenCalls, () => new ManualClock()],
] as const)('open calls %s', (_, OpenCalls, makeClock) => {
  it('end each at its own deadline', async () => {
    const clock: ManualClock = makeClock();
    const calls = new OpenCalls(clock);
    const [long, short] = [begin(calls, 1000), begin(calls, 300)];
    await clock.advance(100);
    const later = begin(calls, 400);
    await clock.advance(199);
    expect([long, short, later].map(reasonOf)).toEqual([undefined, undefined, undefined]);
    await clock.advance(1);
    expect([long, short, later].map(reasonOf)).toEqual([undefined, 'no answer within 300 ms', undefined]);
    await clock.advance(200);
    expect([long, later].map(reasonOf)).toEqual([undefined, 'no answer within 400 ms']);
    await clock.advance(500);
    expect(reasonOf(long)).toBe('no answer within 1000 ms');
  });

  it('do not end once they are over, nor by the deadline of one that is', async () => {
    const clock: ManualClock = makeClock();
    const calls = new OpenCalls(clock);
    const first = begin(calls, 300);
    await clock.advance(200);
    const second = begin(calls, 300);
    calls.delete(first);
    await clock.advance(299);
    expect([first, second].map(reasonOf)).toEqual([undefined, undefined]);
    await clock.advance(1);
    expect([first, second].map(reasonOf)).toEqual([undefined, 'no answer within 300 ms']);
  });

  it('end together, those without a deadline too', () => {
    const calls = new OpenCalls(makeClock());
    const open = [begin(calls, 300), begin(calls, Infinity)];
    calls.abort('the client was closed');
    expect(open.map(reasonOf)).toEqual(['the client was closed', 'the client was closed']);
  });

  it('leave nothing that keeps the process alive', () => {
    const clock: ManualClock = makeClock();
    const calls = new OpenCalls(clock);
    for (let round = 0; round < 3; round++) {
      const open = [begin(calls, 300), begin(calls, 200), begin(calls, Infinity)];
      expect(alive(clock)).toBeGreaterThan(0);
      for (const cancel of open) calls.delete(cancel);
      expect(alive(clock)).toBe(0);
    }
    calls.abort('the client was closed');
    expect(clock.timers.size).toBe(0);
  });
});

/** How many timers keep the process alive. */
function alive(clock: ManualClock): number {
  return clock instanceof NodeClock ? clock.kept.size : clock.timers.size;
}

describe('open calls in Node', () => {
  it('share one timer, which stays for the next', async () => {
    const clock = new NodeClock();
    const calls = new node.OpenCalls(clock);
    const open = Array.from({ length: 100 }, () => begin(calls, 300));
    expect(clock.timers.size).toBe(1);
    for (const cancel of open) calls.delete(cancel);
    const [timer] = clock.timers;
    begin(calls, 300);
    expect([...clock.timers]).toEqual([timer]);
    expect(clock.kept.size).toBe(1);
  });

  it('wait on where the timer fires early', async () => {
    const clock = new NodeClock();
    clock.early = 1;
    const cancel = begin(new node.OpenCalls(clock), 300);
    clock.early = 0;
    await clock.advance(299);
    expect(reasonOf(cancel)).toBeUndefined();
    await clock.advance(1);
    expect(reasonOf(cancel)).toBe('no answer within 300 ms');
  });

  it("are kept in time by the host's own timers", async () => {
    const clock: Clock = {
      now: () => 0,
      monotonic: () => performance.now(),
      setTimeout: (callback, ms) => setTimeout(callback, ms),
      clearTimeout: (timer) => clearTimeout(timer as NodeJS.Timeout),
    };
    const calls = new node.OpenCalls(clock);
    const cancel = begin(calls, 5);
    await new Promise<void>((resolve) => cancel.addEventListener('abort', resolve));
    expect(reasonOf(cancel)).toBe('no answer within 5 ms');
  });
});
