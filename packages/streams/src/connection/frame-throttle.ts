import type { Clock } from '@pkg/core';

/**
 * The most frames that are sent per second. The exchange closes a connection on which more than 5 frames per second
 * arrive. One of the 5 is reserved for a pong.
 */
const FRAMES_PER_SECOND = 4;

/**
 * Throttles the frames sent over one socket. The exchange counts a frame when it arrives, and frames may arrive closer
 * together than they were sent. A response proves that its request has arrived. So a request counts until one second
 * after its response.
 */
export class FrameThrottle {
  readonly #clock: Clock;
  readonly #arrived: number[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Counts a frame that has arrived at the exchange by now: a request that was answered, or a pong. */
  count(): void {
    this.#arrived.push(this.#clock.monotonic());
    if (this.#arrived.length > FRAMES_PER_SECOND) this.#arrived.shift();
  }

  /**
   * Returns how long the next frame has to wait, in ms, while `unanswered` requests are pending. Returns `Infinity` if
   * the frame has to wait until one of these requests gets a response.
   */
  wait(unanswered: number): number {
    const free = FRAMES_PER_SECOND - unanswered;
    if (free <= 0) return Infinity;
    const oldest = this.#arrived.at(-free) ?? -Infinity;
    // The wait is 1 ms longer than a second, because the clock may round both the time of arrival and the time now.
    return Math.max(0, oldest + 1_001 - this.#clock.monotonic());
  }
}
