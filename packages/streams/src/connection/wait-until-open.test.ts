import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../../core/test/manual-clock.js';
import { StatusBoard, type StatusListener, type WatchedConnection } from './status-board.js';
import { waitUntilOpen } from './wait-until-open.js';

describe('waitUntilOpen', () => {
  it.each(['open', 'failed'] as const)('listens to changes of a connection until it is %s', async (state) => {
    const connection: { -readonly [K in keyof WatchedConnection]: WatchedConnection[K] } = {
      ...{ state: 'connecting', attempt: 1, reason: 'a test', error: undefined, session: undefined },
    };
    const listeners = new Set<StatusListener>();
    const board = new StatusBoard(new ManualClock(), (_, create) => {
      for (const listener of listeners) listener(create() as Parameters<StatusListener>[0]);
    });
    board.add(connection, 'market-1');
    const onStatus = (listener: StatusListener): (() => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    };
    const waiting = waitUntilOpen([[connection, 1]], board, onStatus);
    board.update(connection)?.();
    expect(listeners.size).toBe(1);
    connection.state = state;
    board.update(connection)?.();
    expect(await waiting).toBe(state === 'failed' ? connection : undefined);
    expect(listeners.size).toBe(0);
  });

  it('resolves with a connection whose attempt has failed while the code was loaded', async () => {
    const connection: WatchedConnection = {
      ...{ state: 'connecting', attempt: 2, reason: 'refused', error: undefined, session: undefined },
    };
    const board = new StatusBoard(new ManualClock(), () => undefined);
    board.add(connection, 'market-1');
    expect(await waitUntilOpen([[connection, 1]], board, () => () => undefined)).toBe(connection);
  });
});
