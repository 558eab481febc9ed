import type { Clock } from '@pkg/core';

/** The exchange cuts a connection that sends more than 5 frames in a second. One of them is reserved for a pong. */
const FRAMES_PER_SECOND = 4;

/** Throttles the frames sent over one socket. Pongs count too. */
export class FrameThrottle {
  readonly #clock: Clock;
  readonly #sent: number[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Counts a frame that is sent now. */
  count(): void {
    this.#sent.push(this.#clock.monotonic());
    if (this.#sent.length > FRAMES_PER_SECOND) this.#sent.shift();
  }

  /** How long the next frame has to wait, in ms. */
  get wait(): number {
    const oldest = this.#sent.length < FRAMES_PER_SECOND ? undefined : this.#sent[0];
    // One ms more than a second, because both times are rounded.
    return oldest === undefined ? 0 : Math.max(0, oldest + 1_001 - this.#clock.monotonic());
  }
}
