import { describe, expect, it } from 'vitest';
import { type Logger, safeLogger } from './logger.js';

describe('safeLogger', () => {
  it('passes each message with its details', () => {
    const lines: unknown[] = [];
    const logger = safeLogger({ debug: (...line) => lines.push(line), warn: (...line) => lines.push(line) });
    logger.debug?.('one', { a: 1 });
    logger.warn?.('two');
    expect(lines).toEqual([['one', { a: 1 }], ['two']]);
  });

  it('has the levels of the logger only', () => {
    expect(safeLogger({})).toEqual({ debug: undefined, warn: undefined });
    expect(safeLogger({ warn: () => undefined })).toEqual({ debug: undefined, warn: expect.any(Function) });
  });

  it('ignores what a logger throws or rejects with', async () => {
    const throwing: Logger = {
      debug: () => {
        throw new Error('of debug');
      },
      warn: async () => {
        throw new Error('of warn');
      },
    };
    const logger = safeLogger(throwing);
    expect(() => logger.debug?.('one')).not.toThrow();
    expect(() => logger.warn?.('two')).not.toThrow();
    // If there were an unhandled rejection, the test run would fail here.
    await new Promise((resolve) => setImmediate(resolve));
  });
});
