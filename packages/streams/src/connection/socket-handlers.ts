import type { Frame } from '../scan/frame.js';
import type { HandshakeRefusal } from './handshake-refusal.js';

/** The functions that a socket calls. It calls none after its `close` handler. */
export type SocketHandlers = {
  open(): void;
  /** Called when a frame arrives. `frame` is undefined for a binary frame, which the exchange should never send. */
  message(frame: Frame | undefined): void;
  /** Called when a ping or pong frame arrives, on platforms that show such frames. */
  control(): void;
  /**
   * Called when the socket is closed, or could not be opened. `refusal` is set if the exchange refused the handshake.
   */
  close(reason: string, refusal?: HandshakeRefusal): void;
};
