import { BinanceStreamError } from '@pkg/core/errors';
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
    const onStatus = (listener: StatusListener): (() => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    };
    const waiting = waitUntilOpen([[connection, 1]], board, onStatus, BinanceStreamError);
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

  it('rejects if an attempt has failed while the code was loaded', async () => {
    const connection: WatchedConnection = {
      ...{ state: 'connecting', attempt: 2, reason: 'refused', error: undefined, session: undefined },
    };
    const board = new StatusBoard(new ManualClock(), () => undefined);
    board.add(connection, 'market-1');
    const waiting = waitUntilOpen([[connection, 1]], board, () => () => undefined, BinanceStreamError);
    await expect(waiting).rejects.toThrow('not connected: refused');
  });
});
