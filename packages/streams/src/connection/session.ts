import type { Frame } from '../scan/frame.js';
import type { Socket } from './socket.js';

/** Handles one socket of a connection. A connection creates a new session for each socket. */
export interface Session {
  /** The address to connect to. */
  readonly url: string;
  /** The socket is open. The session prepares it and then calls `ready` once. */
  opened(socket: Socket, ready: () => void): void;
  /** A text frame arrived. */
  message(frame: Frame): void;
  /** A ping or pong frame arrived. */
  control(): void;
  /** Sends a request that the exchange answers. `isStale`: the machine may have slept since the last frame. */
  probe(isStale: boolean): void;
  /** The socket is closed or lost. No other method is called after this. */
  lost(reason: string): void;
}

/** The methods that a {@link ReconnectingSocket} calls on the connection that owns it. */
export interface SessionOwner<S extends Session> {
  /** Creates the session of the next socket. */
  createSession(): S;
  /** Called before a renewal. If this rejects, the renewal is put off. */
  prepareRenewal(): Promise<unknown>;
  /** The state, the attempt or the reason changed. */
  changed(): void;
  /**
   * Merges the events of `current` with those of `next`, which has subscribed the same streams. When `next` has caught
   * up, calls `done`, which closes `current`.
   */
  handOver(current: S, next: S, done: () => void): void;
}
