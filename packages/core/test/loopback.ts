import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Environment } from '@pkg/core';
import { loopbackTls } from '../../../tests/support/loopback-tls.js';
import { completeAnswer } from './complete-answer.js';

/** Answers a request to the test server, except requests for the time, which the server answers itself. */
export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

export type Loopback = {
  readonly environment: Environment;
  /** The number of connections so far, and the list of requests so far except requests for the server time. */
  readonly seen: { connections: number; requests: string[] };
  close(): Promise<void>;
};

/** Starts an HTTPS server on loopback. */
export async function loopback(handle: Handler): Promise<Loopback> {
  const seen: Loopback['seen'] = { connections: 0, requests: [] };
  const sockets = new Set<Socket>();
  const server = createHttps(loopbackTls, (request, response) => {
    if (request.url?.startsWith('/api/v3/time')) return void json(response, 200, { serverTime: Date.now() });
    seen.requests.push(`${request.method} ${request.url?.split('?')[0]}`);
    handle(request, response);
  });
  server.on('secureConnection', (socket) => {
    seen.connections++;
    sockets.add(socket);
  });
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    environment: { name: 'loopback', rest: `https://127.0.0.1:${port}`, streams: '', wsApi: '' },
    seen,
    close() {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** Answers a request with all fields that its route requires. */
export function answer(request: IncomingMessage, response: ServerResponse, headers: Record<string, string> = {}): void {
  json(response, 200, completeAnswer(`${request.method} ${request.url?.split('?')[0]}`), headers);
}

export function json(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}
