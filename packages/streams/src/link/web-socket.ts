import type { WebSocketConstructor } from '@pkg/core';
import IsomorphicWebSocket from 'isomorphic-ws';

/** The platform's WebSocket: `ws` where it shows ping frames (Node), else the global one as it is at this moment. */
export function defaultWebSocket(): WebSocketConstructor | undefined {
  // In a browser build `isomorphic-ws` is the global of import time, or null; in Node it is `ws`.
  const isomorphic = IsomorphicWebSocket as unknown as WebSocketConstructor | null;
  if (isomorphic && 'terminate' in isomorphic.prototype) return isomorphic;
  return globalThis.WebSocket ?? isomorphic ?? undefined;
}
