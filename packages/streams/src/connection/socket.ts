import type { WebSocketConstructor } from '@pkg/core';
import { cutSocket, listenForFrames, openSocket } from '#web-socket';
import type { HandshakeRefusal } from './handshake-refusal.js';
import type { SocketHandlers } from './socket-handlers.js';

/**
 * One WebSocket of the package `ws`, of a browser or of a simulated exchange. Its methods never throw. After the socket
 * has ended, it calls no handler.
 */
export class Socket {
  /**
   * Whether this platform shows ping frames. If so, the pings of the exchange show that an idle connection is alive.
   */
  readonly seesPings: boolean;
  readonly #socket: WebSocket;
  #handlers: SocketHandlers | undefined;

  /** @throws the error of the WebSocket constructor if the address is invalid. */
  constructor(WebSocket: WebSocketConstructor, url: string, maxFrameBytes: number, handlers: SocketHandlers) {
    const socket = openSocket(WebSocket, url, maxFrameBytes);
    this.#socket = socket;
    this.#handlers = handlers;
    let failure: string | undefined;
    let refusal: HandshakeRefusal | undefined;
    this.seesPings = listenForFrames(
      socket,
      () => this.#handlers,
      (refused) => {
        refusal = refused;
      },
    );
    socket.onopen = () => this.#handlers?.open();
    // This listener is never removed: an `error` event of `ws` without a listener crashes the process, even after the
    // close.
    socket.onerror = (event) => {
      failure = (event as ErrorEvent).message;
    };
    socket.onclose = (event) => {
      const why = refusal?.error.message || event.reason || failure;
      this.#end()?.close(`closed with code ${event.code}${why ? `: ${why}` : ''}`, refusal);
    };
    if (!this.seesPings) {
      socket.onmessage = (event) => {
        this.#handlers?.message(typeof event.data === 'string' ? event.data : undefined);
      };
    }
  }

  get isOpen(): boolean {
    return this.#handlers !== undefined && this.#socket.readyState === 1;
  }

  /** Sends one text frame. Returns `false` if the socket is not open, in which case nothing was sent. */
  send(text: string): boolean {
    if (!this.isOpen) return false;
    try {
      this.#socket.send(text);
      return true;
    } catch {
      return false;
    }
  }

  /** Cuts the connection. No handler is called after this. `gracefully` says whether a close frame is sent first. */
  terminate(gracefully: boolean): void {
    const wasOpen = this.isOpen;
    this.#end();
    try {
      if (gracefully && wasOpen) this.#socket.close(1000);
      cutSocket(this.#socket);
    } catch {
      // A WebSocket throws here only if it is already closed.
    }
  }

  #end(): SocketHandlers | undefined {
    const handlers = this.#handlers;
    this.#handlers = undefined;
    return handlers;
  }
}
