import { FrameIndex } from '#frames';
import type { Frame } from '../scan/frame.js';
import type { Subscription } from './subscription.js';

/** The subscriptions of a connection, by stream and by the first bytes of their frames. */
export class SubscriptionTable {
  readonly byStream: Map<string, Subscription> = new Map();
  readonly #byFrame: FrameIndex<Subscription> = new FrameIndex(this.byStream);

  add(subscription: Subscription): void {
    this.byStream.set(subscription.stream, subscription);
    this.#byFrame.add(subscription.stream, subscription);
  }

  delete(subscription: Subscription): void {
    this.byStream.delete(subscription.stream);
    this.#byFrame.delete(subscription.stream);
  }

  /** The subscription that a frame belongs to; undefined if the frame does not start with the name of one. */
  find(frame: Frame): Subscription | undefined {
    return this.#byFrame.find(frame);
  }
}
