import type { BinanceStreamError } from '@pkg/core/internal/platform';
import type { Frame } from '../scan/frame.js';

/** What a socket calls. No call follows `close`. */
export type SocketHandlers = {
  open(): void;
  message(frame: Frame): void;
  /** A ping or pong frame arrived. Only some platforms show them. */
  control(): void;
  /** A binary frame arrived, which the exchange does not send. */
  binary(): void;
  /** The socket is gone, whether or not it was ever open. `refusal` is set if the exchange refused the connection. */
  close(reason: string, refusal?: BinanceStreamError): void;
};
