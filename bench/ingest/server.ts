import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { WebSocketServer } from 'ws';
import { framesOf } from './frames.js';

/**
 * Listens on one port for each kind of event, and sends the port numbers to the parent process. When the parent sends a
 * message with `kind` and `count`, every connection of the port for this kind gets that many frames.
 */
export async function serve(kinds: readonly string[]): Promise<void> {
  const servers = kinds.map((kind) => ({ kind, server: new WebSocketServer({ port: 0, host: '127.0.0.1' }) }));
  process.on('message', ({ kind, count }: { kind: string; count: number }) => {
    const server = servers.find((each) => each.kind === kind)?.server;
    const frames = framesOf(kind.split(' ')[0] as string);
    const block = Buffer.concat(frames.map(encode));
    // The frames are written directly to the TCP socket. The sending code of `ws` could be slower than the receiver
    // that is measured.
    for (const { _socket } of (server?.clients ?? []) as unknown as { _socket: Socket }[]) {
      for (let sent = 0; sent < count; sent += frames.length) _socket.write(block);
    }
  });
  await Promise.all(servers.map(({ server }) => once(server, 'listening')));
  const ports = servers.map(({ kind, server }) => [kind, (server.address() as AddressInfo).port]);
  process.send?.(Object.fromEntries(ports));
}

/** Encodes a text of at most 65,535 bytes as one unmasked WebSocket frame. */
function encode(text: string): Buffer {
  const payload = Buffer.from(text);
  const header = Buffer.from([0x81, 126, payload.length >> 8, payload.length & 0xff]);
  return Buffer.concat([payload.length < 126 ? Buffer.from([0x81, payload.length]) : header, payload]);
}
