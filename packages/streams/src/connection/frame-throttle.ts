import type { Clock } from '@pkg/core';

/** The exchange cuts a connection that sends more than 5 frames in a second; one is kept for a pong. */
const FRAMES_PER_SECOND = 4;

/** Counts the frames sent over one socket, pongs included. */
export class FrameThrottle {
  readonly #clock: Clock;
  readonly #sent: number[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A frame goes out now. */
  count(): void {
    this.#sent.push(this.#clock.monotonic());
    if (this.#sent.length > FRAMES_PER_SECOND) this.#sent.shift();
  }

  /** How long the next frame has to wait, in ms. */
  get wait(): number {
    const oldest = this.#sent.length < FRAMES_PER_SECOND ? undefined : this.#sent[0];
    // A ms beyond the second, since both ends round.
    return oldest === undefined ? 0 : Math.max(0, oldest + 1_001 - this.#clock.monotonic());
  }
}
