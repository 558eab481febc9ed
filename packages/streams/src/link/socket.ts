import type { WebSocketConstructor } from '@pkg/core';
import type { Frame, TextBytes } from './frame.js';

/** What comes out of a socket. Nothing comes after `close`. */
export type SocketHandlers = {
  open(): void;
  message(frame: Frame): void;
  /** A ping or pong frame, where the platform shows them. */
  control(): void;
  /** A binary frame, which no stream here sends. */
  binary(): void;
  /** The socket is gone, opened or not. `status` is the HTTP status of a refused dial, where it is known. */
  close(reason: string, status?: number): void;
};

/** The part of `ws` that goes beyond the DOM's WebSocket. */
type NodeSocket = WebSocket & {
  on(name: string, listener: (...args: never[]) => void): void;
  terminate(): void;
};

const MAX_FRAME_BYTES = 10 * 2 ** 20;

/** One WebSocket, the same over `ws`, a browser and a simulated exchange. Never throws and never emits after its end. */
export class Socket {
  /** Whether ping frames can be seen here, so that an idle line still shows life. */
  readonly seesPings: boolean;
  readonly #socket: WebSocket;
  #handlers: SocketHandlers | undefined;

  /** @throws whatever the constructor throws for an address it cannot take. */
  constructor(WebSocket: WebSocketConstructor, url: string, handlers: SocketHandlers) {
    // The third argument is for `ws`; a browser takes no notice of it. UTF-8 is not checked twice: scanners accept ASCII
    // alone, a stream's name is compared byte by byte, and everywhere else a byte that is none shows as U+FFFD.
    const Constructor = WebSocket as new (url: string, protocols: string[], options: object) => WebSocket;
    const socket = new Constructor(url, [], {
      maxPayload: MAX_FRAME_BYTES,
      perMessageDeflate: false,
      skipUTF8Validation: true,
    });
    this.#socket = socket;
    this.#handlers = handlers;
    this.seesPings = isNodeSocket(socket);
    let status: number | undefined;
    let failure = '';
    socket.onopen = () => this.#handlers?.open();
    // `ws` crashes the process on an `error` nobody listens to, also after the socket was given up: this one stays.
    socket.onerror = (event) => {
      failure = (event as ErrorEvent).message ?? '';
      status ??= Number(/Unexpected server response: (\d{3})/.exec(failure)?.[1]) || undefined;
    };
    socket.onclose = (event) => {
      const why = event.reason || failure;
      this.#end()?.close(`closed with code ${event.code}${why ? `: ${why}` : ''}`, status);
    };
    if (isNodeSocket(socket)) {
      const control = (): void => this.#handlers?.control();
      socket.on('ping', control);
      socket.on('pong', control);
      // Past `onmessage`, which makes an event object for each frame.
      socket.on('message', (data: TextBytes, isBinary: boolean) => {
        if (isBinary) this.#handlers?.binary();
        else this.#handlers?.message(data);
      });
    } else {
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

  /** Starts the closing handshake; `close` of the handlers follows. */
  close(): void {
    try {
      this.#socket.close(1000);
    } catch {
      this.terminate();
    }
  }

  /** Cuts the line now. No handler is called any more. */
  terminate(): void {
    this.#end();
    try {
      if (isNodeSocket(this.#socket)) this.#socket.terminate();
      else this.#socket.close();
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

function isNodeSocket(socket: WebSocket): socket is NodeSocket {
  return 'terminate' in socket && 'on' in socket && typeof socket.on === 'function';
}
