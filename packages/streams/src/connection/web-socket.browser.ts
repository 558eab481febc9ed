import type { WebSocketConstructor } from '@pkg/core';

/**
 * Returns the browser's WebSocket. It reads the global variable at each call, so that programs can replace the global.
 */
export function defaultWebSocket(): WebSocketConstructor | undefined {
  return globalThis.WebSocket;
}

export function openSocket(WebSocket: WebSocketConstructor, url: string): WebSocket {
  return new WebSocket(url);
}

/**
 * Returns `false`, because a browser shows neither ping frames, the bytes of text frames, nor why a handshake was
 * refused.
 */
export function listenForFrames(): boolean {
  return false;
}

export function cutSocket(socket: WebSocket): void {
  socket.close();
}
