import type { WebSocketConstructor } from '@pkg/core';
import type { BinanceStreamError } from '@pkg/core/internal/platform';
import IsomorphicWebSocket from 'isomorphic-ws';
import type { TextBytes } from '../scan/frame.js';
import { upgradeRefused } from '../stream-errors.js';
import type { SocketHandlers } from './socket-handlers.js';

/** The platform's WebSocket: `ws` in Node, because it shows ping frames; elsewhere the global one, read at each call. */
export function defaultWebSocket(): WebSocketConstructor | undefined {
  // In Node `isomorphic-ws` is `ws`. In a browser build it is the global of import time, or null.
  const isomorphic = IsomorphicWebSocket as unknown as WebSocketConstructor | null;
  if (isomorphic && 'terminate' in isomorphic.prototype) return isomorphic;
  return globalThis.WebSocket ?? isomorphic ?? undefined;
}

const MAX_FRAME_BYTES = 10 * 2 ** 20;

/** What `ws` has beyond the DOM's WebSocket. */
type NodeSocket = WebSocket & {
  on(name: string, listener: (...args: never[]) => void): void;
  terminate(): void;
};

/** @throws whatever the constructor throws for an invalid address. */
export function openSocket(WebSocket: WebSocketConstructor, url: string): WebSocket {
  // Only `ws` reads the third argument. UTF-8 needs no validation here: scanners accept ASCII alone, stream names are
  // compared byte by byte, and everywhere else an invalid byte becomes U+FFFD.
  const Constructor = WebSocket as new (url: string, protocols: string[], options: object) => WebSocket;
  return new Constructor(url, [], {
    maxPayload: MAX_FRAME_BYTES,
    perMessageDeflate: false,
    skipUTF8Validation: true,
  });
}

/** Listens for frames as bytes, and for pings, if the socket is of `ws`. Returns `false` if it is not. */
export function listenForBytes(socket: WebSocket, handlers: () => SocketHandlers | undefined): boolean {
  if (!isNodeSocket(socket)) return false;
  const control = (): void => handlers()?.control();
  socket.on('ping', control);
  socket.on('pong', control);
  // `onmessage` would create an event object for each frame.
  socket.on('message', (data: TextBytes, isBinary: boolean) => {
    if (isBinary) handlers()?.binary();
    else handlers()?.message(data);
  });
  return true;
}

/** Cuts the connection; does not wait for the other end where the platform allows it. */
export function cutSocket(socket: WebSocket): void {
  if (isNodeSocket(socket)) socket.terminate();
  else socket.close();
}

/** The error of an HTTP upgrade that no retry can change. `ws` reports the status in its error message. */
export function refusalOf(failure: string): BinanceStreamError | undefined {
  const status = /Unexpected server response: (400|401|404)/.exec(failure)?.[1];
  return status ? upgradeRefused(Number(status)) : undefined;
}

function isNodeSocket(socket: WebSocket): socket is NodeSocket {
  return 'terminate' in socket && 'on' in socket && typeof socket.on === 'function';
}
