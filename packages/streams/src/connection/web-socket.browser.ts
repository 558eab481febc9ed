import type { WebSocketConstructor } from '@pkg/core';

/** The browser's WebSocket, read at each call. */
export function defaultWebSocket(): WebSocketConstructor | undefined {
  return globalThis.WebSocket;
}

export function openSocket(WebSocket: WebSocketConstructor, url: string): WebSocket {
  return new WebSocket(url);
}

/** Returns `false`: a browser delivers text by `onmessage`, and hides ping frames and why a handshake was refused. */
export function listenForFrames(): boolean {
  return false;
}

export function cutSocket(socket: WebSocket): void {
  socket.close();
}
