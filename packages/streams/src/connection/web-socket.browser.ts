import type { WebSocketConstructor } from '@pkg/core';

/**
 * Returns the browser's WebSocket. It reads the global variable at each call, so that programs can replace the global.
 */
export function defaultWebSocket(): WebSocketConstructor | undefined {
  return globalThis.WebSocket;
}

export function openSocket(WebSocket: WebSocketConstructor, url: string): WebSocket {
  // The cast is safe: this package uses only the members of `WebSocketLike`.
  return new WebSocket(url) as WebSocket;
}

/** Returns `false`: a browser shows no ping frames, no bytes of text frames, and no reason for a refused handshake. */
export function listenForFrames(): boolean {
  return false;
}

export function cutSocket(socket: WebSocket): void {
  socket.close();
}
