import { createExchange } from '@pkg/simulator';
import { expect, test } from 'vitest';
import { createWorker } from '../src/index.ts';

test('answers with the price, and with 404 for an unknown symbol', async () => {
  const exchange = createExchange({ symbols: ['BTCUSDT'] });
  exchange.setBook('BTCUSDT', { asks: [['60100', '1']] });
  exchange.trade('BTCUSDT', { price: '60100', quantity: '0.1' });
  const worker = createWorker({ environment: exchange.environment });

  const known = await worker.fetch(new Request('https://worker.test/btcusdt'));
  expect(await known.json()).toEqual({ symbol: 'BTCUSDT', price: '60100.00000000' });
  const unknown = await worker.fetch(new Request('https://worker.test/NOPE'));
  expect([unknown.status, await unknown.json()]).toEqual([404, { error: 'BAD_SYMBOL' }]);

  exchange.faults.script({ kind: 'status', status: 418, times: 1 });
  const failed = await worker.fetch(new Request('https://worker.test/btcusdt'));
  expect(failed.status).toBe(502);
});
