import type { Clock } from '@pkg/core';

/** The exchange cuts a connection over which more than 5 frames arrive in a second. One of them is reserved for a pong. */
const FRAMES_PER_SECOND = 4;

/**
 * Throttles the frames sent over one socket. The exchange counts a frame when it arrives, and frames may bunch up on
 * their way. So a request counts until a second after its response, which is when it has arrived at the latest.
 */
export class FrameThrottle {
  readonly #clock: Clock;
  readonly #arrived: number[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Counts a frame that has arrived by now: a request with its response, or a pong. */
  count(): void {
    this.#arrived.push(this.#clock.monotonic());
    if (this.#arrived.length > FRAMES_PER_SECOND) this.#arrived.shift();
  }

  /** How long the next frame has to wait, in ms. `Infinity` if one of the requests without a response has to get it first. */
  wait(unanswered: number): number {
    const free = FRAMES_PER_SECOND - unanswered;
    if (free <= 0) return Number.POSITIVE_INFINITY;
    const oldest = this.#arrived.at(-free) ?? Number.NEGATIVE_INFINITY;
    // One ms more than a second, because both times are rounded.
    return Math.max(0, oldest + 1_001 - this.#clock.monotonic());
  }
}
