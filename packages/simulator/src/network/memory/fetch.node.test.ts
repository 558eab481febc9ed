import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { createExchange } from '../../index.js';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

describe('fetch of an exchange in memory', () => {
  it('error: never end an aborted request without a response after a garbage collection', async () => {
    const exchange = createExchange({ symbols: ['BTCUSDT'] });
    exchange.faults.script({ kind: 'hang', scope: 'rest' });
    const controller = new AbortController();
    const { fetch } = exchange.environment as { fetch: typeof globalThis.fetch };
    const url = `${exchange.environment.rest}/api/v3/ping`;
    let ending = 'none';
    void fetch(new Request(url, { signal: controller.signal })).catch((error: Error) => {
      ending = error.message;
    });
    for (let round = 0; round < 3; round++) {
      await new Promise(setImmediate);
      collect();
    }
    controller.abort(new Error('aborted by the caller'));
    await new Promise(setImmediate);
    expect(ending).toBe('aborted by the caller');
    exchange.close();
  });
});
