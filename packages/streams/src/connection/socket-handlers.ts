import type { Frame } from '../scan/frame.js';
import type { HandshakeRefusal } from './handshake-refusal.js';

/** The functions that a socket calls. It calls none after its `close` handler. */
export type SocketHandlers = {
  open(): void;
  message(frame: Frame): void;
  /** Called when a ping or pong frame arrives, on platforms that show such frames. */
  control(): void;
  /** Called when a binary frame arrives. The exchange should never send one. */
  binary(): void;
  /**
   * Called when the socket is closed, or could not be opened. `refusal` is set if the exchange refused the handshake.
   */
  close(reason: string, refusal?: HandshakeRefusal): void;
};
