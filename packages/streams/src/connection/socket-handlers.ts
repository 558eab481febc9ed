import type { Frame } from '../scan/frame.js';
import type { HandshakeRefusal } from './refusal.js';

/** What a socket calls. No call follows `close`. */
export type SocketHandlers = {
  open(): void;
  message(frame: Frame): void;
  /** A ping or pong frame arrived. Only some platforms show them. */
  control(): void;
  /** A binary frame arrived, which the exchange does not send. */
  binary(): void;
  /** The socket is gone, whether or not it was ever open. `refusal` is set if the exchange refused the handshake. */
  close(reason: string, refusal?: HandshakeRefusal): void;
};
