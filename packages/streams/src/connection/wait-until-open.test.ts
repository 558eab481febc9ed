import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../../core/test/manual-clock.js';
import { StatusBoard, type StatusListener, type WatchedConnection } from './status-board.js';
import { waitUntilOpen } from './wait-until-open.js';

describe('waitUntilOpen', () => {
  it.each([
    ['open', 'opens'],
    ['failed', 'fails'],
  ] as const)('listens to changes of a connection until it is %s', async (state, event) => {
    const connection: { -readonly [K in keyof WatchedConnection]: WatchedConnection[K] } = {
      ...{ state: 'connecting', attempt: 1, reason: event, error: undefined, session: undefined },
    };
    const listeners = new Set<StatusListener>();
    const board = new StatusBoard(new ManualClock(), (_, create) => {
      for (const listener of listeners) listener(create() as Parameters<StatusListener>[0]);
    });
    board.add(connection, 'market-1');
    const waiting = waitUntilOpen(board, (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    });
    const settled = waiting.then(
      () => 'opens',
      (error: Error) => error.message,
    );
    board.update(connection)?.();
    expect(listeners.size).toBe(1);
    connection.state = state;
    board.update(connection)?.();
    expect(await settled).toContain(event);
    expect(listeners.size).toBe(0);
  });
});
