import { ByteNames } from '#bytes';
import type { Frame } from '../link/frame.js';
import { HEAD } from '../scan/head.js';
import type { Route } from './route.js';

/** The streams of a connection, by name and by the head of their frames. */
export class RouteTable {
  readonly #byName: Map<string, Route> = new Map();
  readonly #byBytes: ByteNames<Route> = new ByteNames();

  get size(): number {
    return this.#byName.size;
  }

  get names(): string[] {
    return [...this.#byName.keys()];
  }

  get routes(): IterableIterator<Route> {
    return this.#byName.values();
  }

  get(name: string): Route | undefined {
    return this.#byName.get(name);
  }

  add(route: Route): void {
    this.#byName.set(route.stream, route);
    this.#byBytes.add(route.stream, route);
  }

  delete(route: Route): void {
    this.#byName.delete(route.stream);
    this.#byBytes.delete(route.stream);
  }

  /** The stream that a frame is of; undefined where it is of none, or is not written as expected. */
  find(frame: Frame): Route | undefined {
    if (typeof frame !== 'string') return this.#byBytes.find(frame);
    if (!frame.startsWith(HEAD)) return undefined;
    return this.#byName.get(frame.slice(HEAD.length, frame.indexOf('"', HEAD.length)));
  }
}
