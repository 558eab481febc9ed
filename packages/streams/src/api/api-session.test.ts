import { describe, expect, it } from 'vitest';
import type { Socket } from '../connection/socket.js';
import { ApiSession } from './api-session.js';

describe('ApiSession', () => {
  it('is idle when its last probe was answered, although an earlier one was not', async () => {
    const sent: { readonly id: string; readonly method: string }[] = [];
    const session = new ApiSession('wss://fake', {
      opened: (ready) => ready(),
      event: () => undefined,
      revoked: () => undefined,
      shutdownAnnounced: () => undefined,
      lost: () => undefined,
    });
    // The cast is safe, because a session calls no other method of its socket than `send`.
    const socket = { send: (text: string) => sent.push(JSON.parse(text)) > 0 } as unknown as Socket;
    session.opened(socket, () => undefined);
    session.probe();
    session.probe();
    let isIdle = false;
    const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
    void session.idle().then(() => {
      isIdle = true;
    });
    await settled();
    expect([sent.map(({ method }) => method), isIdle]).toEqual([['ping', 'ping'], false]);
    session.message(JSON.stringify({ id: sent[1]?.id, status: 200, result: {}, rateLimits: [] }));
    await settled();
    expect(isIdle).toBe(true);
    // A late answer to the first probe is no error.
    session.message(JSON.stringify({ id: sent[0]?.id, status: 200, result: {}, rateLimits: [] }));
  });
});
