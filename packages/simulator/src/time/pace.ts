import type { Clock, Timer } from '@pkg/core';

export type Pace = {
  readonly speed: number;
  elapsed(): number;
  arm(): void;
  stop(): void;
};

/**
 * Moves virtual time along with a real clock. It sets only one timer on the real clock, which runs when the next timer
 * of virtual time is due.
 */
export function createPace(
  source: Clock,
  speed: number,
  elapsedAtStart: number,
  nextIn: () => number | undefined,
  runDue: () => void,
): Pace {
  const origin = source.monotonic();
  let timer: Timer;
  let armedFor = Number.POSITIVE_INFINITY;
  let isStopped = false;
  const elapsed = (): number => elapsedAtStart + (source.monotonic() - origin) * speed;
  const disarm = (): void => {
    if (timer !== undefined) source.clearTimeout(timer);
    timer = undefined;
    armedFor = Number.POSITIVE_INFINITY;
  };
  const arm = (): void => {
    if (isStopped) return;
    const wait = nextIn();
    const due = wait === undefined ? Number.POSITIVE_INFINITY : elapsed() + wait;
    if (due >= armedFor) return;
    disarm();
    armedFor = due;
    timer = source.setTimeout(
      () => {
        timer = undefined;
        armedFor = Number.POSITIVE_INFINITY;
        try {
          runDue();
        } finally {
          arm();
        }
      },
      Math.min(Math.ceil((wait as number) / speed), 2 ** 31 - 1),
    );
  };
  const stop = (): void => {
    isStopped = true;
    disarm();
  };
  return { speed, elapsed, arm, stop };
}
