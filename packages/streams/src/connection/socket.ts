import type { WebSocketConstructor } from '@pkg/core';
import type { BinanceStreamError } from '@pkg/core/internal/platform';
import { cutSocket, hearFrames, openSocket, refusalOf } from '#web-socket';
import type { Frame } from '../scan/frame.js';

/** What comes out of a socket. Nothing comes after `close`. */
export type SocketHandlers = {
  open(): void;
  message(frame: Frame): void;
  /** A ping or pong frame, where the platform shows them. */
  control(): void;
  /** A binary frame, which no stream here sends. */
  binary(): void;
  /** The socket is gone, opened or not. `refusal` where the exchange will not have it, and says so. */
  close(reason: string, refusal?: BinanceStreamError): void;
};

/** One WebSocket, the same over `ws`, a browser and a simulated exchange. Never throws and never emits after its end. */
export class Socket {
  /** Whether ping frames can be seen here, so that an idle line still shows life. */
  readonly seesPings: boolean;
  readonly #socket: WebSocket;
  #handlers: SocketHandlers | undefined;

  /** @throws whatever the constructor throws for an address it cannot take. */
  constructor(WebSocket: WebSocketConstructor, url: string, handlers: SocketHandlers) {
    const socket = openSocket(WebSocket, url);
    this.#socket = socket;
    this.#handlers = handlers;
    this.seesPings = hearFrames(socket, () => this.#handlers);
    let failure = '';
    socket.onopen = () => this.#handlers?.open();
    // `ws` crashes the process on an `error` nobody listens to, also after the socket was given up: this one stays.
    socket.onerror = (event) => {
      failure = (event as ErrorEvent).message ?? '';
    };
    socket.onclose = (event) => {
      const why = event.reason || failure;
      this.#end()?.close(`closed with code ${event.code}${why ? `: ${why}` : ''}`, refusalOf(failure));
    };
    if (!this.seesPings) {
      socket.onmessage = (event) => {
        if (typeof event.data === 'string') this.#handlers?.message(event.data);
        else this.#handlers?.binary();
      };
    }
  }

  get isOpen(): boolean {
    return this.#handlers !== undefined && this.#socket.readyState === 1;
  }

  /** Writes one text frame; false where the socket is not open, and then nothing was written. */
  send(text: string): boolean {
    if (!this.isOpen) return false;
    try {
      this.#socket.send(text);
      return true;
    } catch {
      return false;
    }
  }

  /** Cuts the line now; `gracefully` after the close frame was written. No handler is called any more. */
  terminate(gracefully: boolean): void {
    const wasOpen = this.isOpen;
    this.#end();
    try {
      if (gracefully && wasOpen) this.#socket.close(1000);
      cutSocket(this.#socket);
    } catch {
      // A socket that cannot even be closed is gone already.
    }
  }

  #end(): SocketHandlers | undefined {
    const handlers = this.#handlers;
    this.#handlers = undefined;
    return handlers;
  }
}
