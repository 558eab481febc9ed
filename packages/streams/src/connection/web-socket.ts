import type { WebSocketConstructor } from '@pkg/core';
import { BinanceStreamError } from '@pkg/core/internal/platform';
import IsomorphicWebSocket from 'isomorphic-ws';
import type { TextBytes } from '../scan/frame.js';
import type { SocketHandlers } from './socket.js';

/** The platform's WebSocket: `ws` where it shows ping frames (Node), else the global one as it is at this moment. */
export function defaultWebSocket(): WebSocketConstructor | undefined {
  // In a browser build `isomorphic-ws` is the global of import time, or null; in Node it is `ws`.
  const isomorphic = IsomorphicWebSocket as unknown as WebSocketConstructor | null;
  if (isomorphic && 'terminate' in isomorphic.prototype) return isomorphic;
  return globalThis.WebSocket ?? isomorphic ?? undefined;
}

const MAX_FRAME_BYTES = 10 * 2 ** 20;

/** The part of `ws` that goes beyond the DOM's WebSocket. */
type NodeSocket = WebSocket & {
  on(name: string, listener: (...args: never[]) => void): void;
  terminate(): void;
};

/** @throws whatever the constructor throws for an address it cannot take. */
export function openSocket(WebSocket: WebSocketConstructor, url: string): WebSocket {
  // The third argument is for `ws`; others take no notice of it. UTF-8 is not checked twice: scanners accept ASCII
  // alone, a stream's name is compared byte by byte, and everywhere else a byte that is none shows as U+FFFD.
  const Constructor = WebSocket as new (url: string, protocols: string[], options: object) => WebSocket;
  return new Constructor(url, [], {
    maxPayload: MAX_FRAME_BYTES,
    perMessageDeflate: false,
    skipUTF8Validation: true,
  });
}

/** Hears frames as bytes, and pings, where the socket is of `ws`; false where it is not. */
export function hearFrames(socket: WebSocket, handlers: () => SocketHandlers | undefined): boolean {
  if (!isNodeSocket(socket)) return false;
  const control = (): void => handlers()?.control();
  socket.on('ping', control);
  socket.on('pong', control);
  // Past `onmessage`, which makes an event object for each frame.
  socket.on('message', (data: TextBytes, isBinary: boolean) => {
    if (isBinary) handlers()?.binary();
    else handlers()?.message(data);
  });
  return true;
}

/** Cuts the line without waiting for the other end, where that is possible. */
export function cutSocket(socket: WebSocket): void {
  if (isNodeSocket(socket)) socket.terminate();
  else socket.close();
}

/** Answers of the HTTP upgrade that will not change by asking again, as `ws` tells them in the message of its error. */
export function refusalOf(failure: string): BinanceStreamError | undefined {
  const status = /Unexpected server response: (400|401|404)/.exec(failure)?.[1];
  return status ? new BinanceStreamError(`refused with HTTP status ${status}`, Number(status)) : undefined;
}

function isNodeSocket(socket: WebSocket): socket is NodeSocket {
  return 'terminate' in socket && 'on' in socket && typeof socket.on === 'function';
}
