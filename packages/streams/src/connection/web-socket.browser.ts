import type { WebSocketConstructor } from '@pkg/core';

/** Returns the browser's WebSocket. Reads the global at each call, so it may be replaced. */
export function defaultWebSocket(): WebSocketConstructor | undefined {
  return globalThis.WebSocket;
}

export function openSocket(WebSocket: WebSocketConstructor, url: string): WebSocket {
  return new WebSocket(url);
}

/**
 * Returns `false`, because a browser shows neither bytes of text frames, ping frames nor why a handshake was refused.
 */
export function listenForFrames(): boolean {
  return false;
}

export function cutSocket(socket: WebSocket): void {
  socket.close();
}
