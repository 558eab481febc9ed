import { describe, expect, it } from 'vitest';
import { createSpotClient } from '../client/spot-client.js';
import type { Call } from '../operations/call.js';
import { getSessionStatus, logOn } from '../operations/index.js';
import type { TransportFactory } from '../transports/transport.js';
import { split } from './split.js';

/**
 * Creates a transport with the name `kind`, which each of its answers contains. When the transport is closed, it adds
 * its name to `closed`.
 */
function named(kind: string, closed: string[]): TransportFactory {
  return () => ({
    kind,
    send: async () => ({ data: { kind }, status: 200, rateLimits: [] }),
    close: () => void closed.push(kind),
  });
}

describe('split', () => {
  const isPublic = (call: Call): boolean => call.operation.security === 'NONE';

  it('sends each call through the transport that `test` chooses, and closes both', async () => {
    const closed: string[] = [];
    const client = createSpotClient({ transport: split(isPublic, named('a', closed), named('b', closed)) });
    expect(await client.ping()).toEqual({ kind: 'a' });
    client.close();
    expect(closed).toEqual(['a', 'b']);
  });

  it('closes the second transport if closing the first one fails', async () => {
    const closed: string[] = [];
    const failing: TransportFactory = (context) => ({
      ...named('a', [])(context),
      close: () => {
        throw new Error('no');
      },
    });
    const { context } = createSpotClient();
    await expect(split(isPublic, failing, named('b', closed))(context).close()).rejects.toThrow('no');
    expect(closed).toEqual(['b']);
  });

  it('error: sent calls that only the WebSocket API has over REST', async () => {
    const socket = Object.assign(named('socket', []), { socket: { getSessionStatus } });
    for (const transport of [
      split(isPublic, named('rest', []), socket),
      split(() => false, socket, named('rest', [])),
    ]) {
      const client = createSpotClient({ transport });
      expect([await client.getSessionStatus(), await client.ping()]).toEqual([{ kind: 'socket' }, { kind: 'rest' }]);
    }
    const both = createSpotClient({ transport: split(isPublic, socket, Object.assign(named('b', []), socket)) });
    expect(await both.getSessionStatus()).toEqual({ kind: 'socket' });
  });

  it('has the socket-only methods when one of the two does', () => {
    const socket = Object.assign(named('b', []), { socket: { logOn } });
    expect('logOn' in createSpotClient({ transport: split(isPublic, named('a', []), socket) })).toBe(true);
    expect('logOn' in createSpotClient({ transport: split(isPublic, named('a', []), named('b', [])) })).toBe(false);
  });
});
