import { FrameIndex } from '#bytes';
import type { Frame } from '../link/frame.js';
import type { Route } from './route.js';

/** The streams of a connection, by name and by the head of their frames. */
export class RouteTable {
  readonly byName: Map<string, Route> = new Map();
  readonly #byFrame: FrameIndex<Route> = new FrameIndex(this.byName);

  add(route: Route): void {
    this.byName.set(route.stream, route);
    this.#byFrame.add(route.stream, route);
  }

  delete(route: Route): void {
    this.byName.delete(route.stream);
    this.#byFrame.delete(route.stream);
  }

  /** The stream that a frame is of; undefined where it is of none, or is not written as expected. */
  find(frame: Frame): Route | undefined {
    return this.#byFrame.find(frame);
  }
}
