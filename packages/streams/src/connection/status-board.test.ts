import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../../core/test/manual-clock.js';
import { StatusBoard, type StatusChange, type WatchedConnection } from './status-board.js';

/**
 * Returns a board with one connection, whose state the tests change, and a list of the changes that the board reports.
 */
function setUp() {
  const clock = new ManualClock();
  const changes: StatusChange[] = [];
  const events: unknown[] = [];
  const onEvent = { call: (): void => undefined };
  const board = new StatusBoard(clock, (name, create) => {
    if (name === 'status') changes.push(create() as StatusChange);
    else {
      events.push([name, create()]);
      onEvent.call();
    }
  });
  const connection: { -readonly [K in keyof WatchedConnection]: WatchedConnection[K] } = {
    ...{ state: 'idle', attempt: 0, reason: '', error: undefined, session: undefined },
  };
  board.add(connection, 'market-1');
  const enter = (state: WatchedConnection['state'], attempt: number, reason: string): void => {
    Object.assign(connection, { state, attempt, reason });
    board.update(connection)?.();
  };
  return { clock, board, connection, changes, events, enter, onEvent };
}

describe('StatusBoard', () => {
  it('reports for how long a connection was not open once, and each loss by itself', async () => {
    const { clock, changes, enter } = setUp();
    enter('connecting', 1, 'started');
    enter('open', 1, 'started');
    await clock.advance(60_000);
    enter('waiting', 0, 'cut');
    await clock.advance(3_000);
    enter('open', 1, 'cut');
    enter('open', 0, 'renewed by age');
    await clock.advance(60_000);
    enter('waiting', 0, 'cut again');
    await clock.advance(1_000);
    enter('connecting', 1, 'cut again');
    await clock.advance(1_000);
    enter('open', 1, 'cut again');
    expect(changes.map(({ connectionStatus, gap }) => [connectionStatus, gap])).toEqual([
      ['connecting', undefined],
      ['open', undefined],
      ['reconnecting', undefined],
      ['open', 3_000],
      ['open', undefined],
      ['reconnecting', undefined],
      ['reconnecting', undefined],
      ['open', 2_000],
    ]);
  });

  it('calls the first attempt connecting, and each later one reconnecting', () => {
    const { changes, enter } = setUp();
    enter('connecting', 1, 'started');
    enter('connecting', 2, 'refused');
    enter('open', 2, 'refused');
    expect(changes.map(({ connectionStatus, attempt }) => [connectionStatus, attempt])).toEqual([
      ['connecting', 1],
      ['reconnecting', 2],
      ['open', 0],
    ]);
  });

  it('emits connect, renew and disconnect once each, and the downtime after a loss', async () => {
    const { clock, board, connection, events, enter } = setUp();
    const open = (session: string, reason: string): void => {
      connection.session = session;
      enter('open', 1, reason);
    };
    enter('connecting', 1, 'started');
    open('first', 'started');
    open('first', 'renewed by age');
    open('second', 'renewed by age');
    open('third', 'renewed by age');
    enter('waiting', 0, 'cut');
    enter('connecting', 1, 'cut');
    await clock.advance(2_000);
    open('fourth', 'cut');
    board.remove(connection)?.();
    expect(events).toEqual([
      ['connect', { connection: 'market-1', downtime: undefined }],
      ['renew', { connection: 'market-1', reason: 'renewed by age' }],
      ['renew', { connection: 'market-1', reason: 'renewed by age' }],
      ['disconnect', { connection: 'market-1', reason: 'cut' }],
      ['connect', { connection: 'market-1', downtime: 2_000 }],
      ['disconnect', { connection: 'market-1', reason: 'cut' }],
    ]);
  });

  it('gives the reason of a removal, or of the last change of the connection, as the last change', () => {
    for (const reason of [undefined, 'no stream left']) {
      const { board, connection, changes, enter } = setUp();
      enter('connecting', 1, 'started');
      enter('connecting', 3, 'refused');
      expect([board.status, board.connections]).toEqual(['reconnecting', [connection]]);
      board.remove(connection, reason)?.();
      board.remove(connection, 'again')?.();
      enter('open', 1, 'after its removal');
      expect(changes.slice(2)).toEqual([
        {
          ...{ status: 'idle', connection: 'market-1', connectionStatus: 'closed', reason: reason ?? 'refused' },
          ...{ attempt: 0, gap: undefined, error: undefined },
        },
      ]);
      expect([board.status, board.connections]).toEqual([undefined, []]);
    }
  });

  it('has the worst status of its connections', () => {
    const board = new StatusBoard(new ManualClock(), () => undefined);
    const states = ['open', 'connecting', 'waiting', 'failed'] as const;
    const seen = states.map((state) => {
      const connection = { state, attempt: state === 'waiting' ? 2 : 1, reason: '', error: undefined, session: 1 };
      board.add(connection, state);
      board.update(connection)?.();
      return board.status;
    });
    expect(seen).toEqual(['open', 'connecting', 'reconnecting', 'failed']);
  });

  it('notifies once that a connection is closed by a listener of its first event', () => {
    const { board, connection, changes, events, enter, onEvent } = setUp();
    onEvent.call = () => board.remove(connection)?.();
    enter('open', 1, 'started');
    expect(events).toEqual([
      ['connect', { connection: 'market-1', downtime: undefined }],
      ['disconnect', { connection: 'market-1', reason: 'started' }],
    ]);
    expect(changes.map(({ connectionStatus }) => connectionStatus)).toEqual(['closed']);
  });
});
