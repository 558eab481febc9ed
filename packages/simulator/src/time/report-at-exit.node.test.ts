import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { createExitReport } from './report-at-exit.node.js';
import { systemClock } from './system-clock.js';
import { VirtualClock } from './virtual-clock.js';

const wait = (clock: VirtualClock, ms = 100): unknown => clock.setTimeout(() => undefined, ms);

/**
 * Returns the texts that a process prints when it ends with `exitCode`. `use` gets two clocks. The first `add` clocks
 * are added to the report.
 */
function printedBy(use: (clock: VirtualClock, other: VirtualClock) => unknown, add = 2, exitCode = 0): string[] {
  const printed: string[] = [];
  const stderr = { write: (text: string) => printed.push(text) };
  const host = Object.assign(new EventEmitter(), { stderr, exitCode });
  const reportAtExit = createExitReport(host);
  const clocks = [new VirtualClock(), new VirtualClock()] as const;
  for (const clock of clocks.slice(0, add)) reportAtExit(clock);
  expect(host.listenerCount('beforeExit')).toBe(Math.min(1, add));
  use(...clocks);
  // Node emits `beforeExit` again if a listener has started asynchronous work, so the test emits it twice.
  host.emit('beforeExit');
  host.emit('beforeExit');
  host.emit('exit');
  return printed;
}

describe('the report at the end of a process', () => {
  it('has the number of timers on all clocks that never moved, and what to use', () => {
    const printed = printedBy((clock, other) => {
      wait(clock);
      wait(other);
      wait(other, 5000);
    });
    expect(printed).toEqual([expect.stringContaining('the process ends while 3 timers are set')]);
    expect(printed[0]).toContain('exchange.run(promise)');
    expect(printed[0]).toMatch(/^@pkg\/simulator: .*\n$/);
  });

  it('names a single timer as one', () => {
    expect(printedBy((clock) => wait(clock))).toEqual([expect.stringContaining('1 timer is set')]);
  });

  it('has the timers of a clock that moved before, if the program waits at a top-level await', () => {
    const move = (clock: VirtualClock): void => {
      wait(clock);
      clock.skip(1);
    };
    expect(printedBy(move, 2, 13)).toEqual([expect.stringContaining('1 timer is set')]);
    expect(printedBy((clock, other) => [wait(clock), move(other)], 2, 13)).toHaveLength(1);
    expect(printedBy((clock) => clock.skip(1), 2, 13)).toEqual([]);
  });

  const silent: readonly [string, (clock: VirtualClock) => unknown][] = [
    ['no timer is set', () => undefined],
    ['every timer was cancelled', (clock) => clock.clearTimeout(wait(clock) as never)],
    [
      'time has moved',
      (clock) => {
        wait(clock);
        clock.skip(1);
      },
    ],
    [
      'time follows another clock',
      (clock) => {
        wait(clock);
        clock.follow(systemClock, 1);
      },
    ],
  ];

  it.each(silent)('is empty if %s', (_, use) => {
    const used: VirtualClock[] = [];
    expect(
      printedBy((clock) => {
        used.push(clock);
        use(clock);
      }),
    ).toEqual([]);
    for (const clock of used) if (clock.speed > 0) clock.pace(0);
  });

  it('adds no listener before the first clock', () => {
    expect(printedBy(() => undefined, 0)).toEqual([]);
  });
});
