import { FrameIndex } from '#bytes';
import type { Frame } from '../scan/frame.js';
import type { Subscription } from './subscription.js';

/** The streams of a connection, by name and by the head of their frames. */
export class SubscriptionTable {
  readonly byName: Map<string, Subscription> = new Map();
  readonly #byFrame: FrameIndex<Subscription> = new FrameIndex(this.byName);

  add(route: Subscription): void {
    this.byName.set(route.stream, route);
    this.#byFrame.add(route.stream, route);
  }

  delete(route: Subscription): void {
    this.byName.delete(route.stream);
    this.#byFrame.delete(route.stream);
  }

  /** The stream that a frame is of; undefined where it is of none, or is not written as expected. */
  find(frame: Frame): Subscription | undefined {
    return this.#byFrame.find(frame);
  }
}
