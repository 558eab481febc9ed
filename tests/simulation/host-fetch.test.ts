import { createExchange } from '@pkg/simulator';
import { expect, it } from 'vitest';
import { hostFetch, readRequest, responseOf } from './host-fetch.js';

it('reads the body of each reply in one microtask, so that versions of Node read replies in the same order', async () => {
  const exchange = createExchange({ symbols: ['BTCUSDT'] });
  const url = `${exchange.environment.rest}/api/v3/depth?symbol=BTCUSDT`;
  const response = responseOf(await hostFetch(exchange)(readRequest(url)));
  const read: string[] = [];
  void response.text().then((text) => read.push(text));
  await undefined;
  const real = await (exchange.environment.fetch as typeof fetch)(url);
  expect(read).toEqual([await real.text()]);
  expect([...response.headers.keys()]).toEqual([...real.headers.keys()]);
});
