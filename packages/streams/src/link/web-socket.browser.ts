import type { WebSocketConstructor } from '@pkg/core';

/** A browser's WebSocket, as it is at this moment. */
export function defaultWebSocket(): WebSocketConstructor | undefined {
  return globalThis.WebSocket;
}
