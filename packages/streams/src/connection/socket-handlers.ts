import type { Frame } from '../scan/frame.js';
import type { HandshakeRefusal } from './handshake-refusal.js';

/** The functions that a socket calls. After `close` it calls none. */
export type SocketHandlers = {
  open(): void;
  message(frame: Frame): void;
  /** A ping or pong frame arrived. Only some platforms show them. */
  control(): void;
  /** A binary frame arrived, which the exchange does not send. */
  binary(): void;
  /** The socket is closed, or could not be opened. `refusal` is set if the exchange refused the handshake. */
  close(reason: string, refusal?: HandshakeRefusal): void;
};
