import type { WebSocketConstructor } from '@pkg/core';

/** A browser's WebSocket, as it is at this moment. */
export function defaultWebSocket(): WebSocketConstructor | undefined {
  return globalThis.WebSocket;
}

export function openSocket(WebSocket: WebSocketConstructor, url: string): WebSocket {
  return new WebSocket(url);
}

/** A browser gives text, and shows no pings. */
export function hearFrames(): boolean {
  return false;
}

export function cutSocket(socket: WebSocket): void {
  socket.close();
}

/** A browser keeps to itself why a dial was refused. */
export function refusalOf(): undefined {}
