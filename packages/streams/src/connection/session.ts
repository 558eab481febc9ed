import type { Frame } from '../scan/frame.js';
import type { Socket } from './socket.js';

/** Handles one socket of a connection. A connection creates a new session for each socket. */
export interface Session {
  /** The address to connect to. */
  readonly url: string;
  /** Called when the socket is open. The session prepares the socket and then calls `ready` once. */
  opened(socket: Socket, ready: () => void): void;
  /** Called when a text frame arrives. */
  message(frame: Frame): void;
  /** Called when a ping or pong frame arrives. */
  control(): void;
  /**
   * Sends a request that the exchange answers, to find out whether the socket is alive. `isStale` says whether the
   * machine may have slept since the last frame.
   */
  probe(isStale: boolean): void;
  /** Called when the socket is closed or lost. No other method is called after this. */
  lost(reason: string): void;
}

/** The methods that a {@link ReconnectingSocket} calls on the connection that owns it. */
export interface SessionOwner<S extends Session> {
  /** Creates the session of the next socket. */
  createSession(): S;
  /** Called before a renewal. If the promise rejects, the renewal is postponed. */
  prepareRenewal(): Promise<unknown>;
  /** Called when the state, the attempt or the reason changed. */
  changed(): void;
  /**
   * Merges the events of `current` with those of `next`, which has subscribed to the same streams. When `next` has
   * caught up, the method calls `done`, which closes `current`.
   */
  handOver(current: S, next: S, done: () => void): void;
}
