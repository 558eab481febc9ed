import { describe, expect, it } from 'vitest';
import type { StreamStatus } from '../events/consumer.js';
import { logChanges } from './log-changes.js';
import type { StatusChange } from './status-board.js';

describe('logChanges', () => {
  it('warns of each loss of a connection once, and logs all other changes for debugging', () => {
    const lines: unknown[] = [];
    const log = logChanges({
      warn: (message, details) => lines.push(['warn', message, details]),
      debug: (message, details) => lines.push(['debug', message, details]),
    });
    const expected: unknown[] = [];
    const change = (level: string, connection: string, connectionStatus: StreamStatus): void => {
      const each = { connection, connectionStatus } as StatusChange;
      log(each);
      expected.push([level, `${connection}: ${connectionStatus}`, each]);
    };
    change('debug', 'market-1', 'connecting');
    // The first attempts failed, but no working connection was lost, so this change is no warning.
    change('debug', 'market-1', 'reconnecting');
    change('debug', 'market-1', 'open');
    change('debug', 'user', 'open');
    change('debug', 'user', 'open');
    for (let loss = 0; loss < 2; loss++) {
      change('warn', 'market-1', 'reconnecting');
      change('debug', 'market-1', 'reconnecting');
      change('debug', 'market-1', 'reconnecting');
      change('debug', 'market-1', 'open');
    }
    change('warn', 'user', 'reconnecting');
    change('warn', 'user', 'failed');
    change('debug', 'market-1', 'closed');
    change('debug', 'market-1', 'reconnecting');
    change('warn', 'market-2', 'failed');
    expect(lines).toEqual(expected);
  });

  it('needs neither a logger nor all of its methods', () => {
    const change = { connection: 'user', connectionStatus: 'failed' } as StatusChange;
    for (const logger of [undefined, {}]) expect(() => logChanges(logger)(change)).not.toThrow();
  });
});
