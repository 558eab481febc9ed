import type { WebSocketConstructor } from '@pkg/core';
import IsomorphicWebSocket from 'isomorphic-ws';
import type { TextBytes } from '../scan/frame.js';
import { type HandshakeRefusal, refusalOf } from './handshake-refusal.js';
import type { SocketHandlers } from './socket-handlers.js';

/** Returns `ws` in Node, because `ws` shows ping frames. Elsewhere returns the global WebSocket, read at each call. */
export function defaultWebSocket(): WebSocketConstructor | undefined {
  // In Node `isomorphic-ws` exports `ws`. In a browser build it exports the global WebSocket at the time of the import,
  // or null.
  const isomorphic = IsomorphicWebSocket as unknown as WebSocketConstructor | null;
  if (isomorphic && 'terminate' in isomorphic.prototype) return isomorphic;
  return globalThis.WebSocket ?? isomorphic ?? undefined;
}

/** A socket of `ws`, with the methods that the DOM's WebSocket lacks. */
type NodeSocket = WebSocket & {
  on(name: string, listener: (...args: never[]) => void): void;
  terminate(): void;
};

/** The fields of Node's `IncomingMessage` that are read here. */
type HttpResponse = {
  readonly statusCode: number;
  readonly headers: { readonly 'retry-after'?: string };
};

/**
 * Opens a WebSocket.
 *
 * @throws the error of the constructor if the address is invalid.
 */
export function openSocket(WebSocket: WebSocketConstructor, url: string, maxFrameBytes: number): WebSocket {
  // Only `ws` reads the options in the third argument. `ws` need not validate UTF-8, because invalid bytes do no harm:
  // the scanners of frames accept only ASCII, stream names are compared byte by byte, and everywhere else an invalid
  // byte becomes U+FFFD.
  const Constructor = WebSocket as unknown as new (url: string, protocols: string[], options: object) => WebSocket;
  return new Constructor(url, [], {
    maxPayload: maxFrameBytes,
    perMessageDeflate: false,
    skipUTF8Validation: true,
  });
}

/**
 * If the socket was created by `ws`, listens for frames as bytes, for pings and for refused handshakes. Otherwise
 * returns `false`.
 */
export function listenForFrames(
  socket: WebSocket,
  handlers: () => SocketHandlers | undefined,
  refused: (refusal: HandshakeRefusal) => void,
): boolean {
  if (!isNodeSocket(socket)) return false;
  socket.on('unexpected-response', (_request: unknown, { statusCode, headers }: HttpResponse) => {
    refused(refusalOf(statusCode, headers['retry-after']));
    socket.terminate();
  });
  const control = (): void => handlers()?.control();
  socket.on('ping', control);
  socket.on('pong', control);
  // `onmessage` would be slower, because it creates an event object for each frame.
  socket.on('message', (data: TextBytes, isBinary: boolean) => {
    handlers()?.message(isBinary ? undefined : data);
  });
  return true;
}

/** Cuts the connection at once if the socket is from `ws`. Other sockets can only start the closing handshake. */
export function cutSocket(socket: WebSocket): void {
  if (isNodeSocket(socket)) socket.terminate();
  else socket.close();
}

function isNodeSocket(socket: WebSocket): socket is NodeSocket {
  return 'terminate' in socket && 'on' in socket && typeof socket.on === 'function';
}
