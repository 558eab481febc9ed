import { createHmac } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { createServer } from 'vite';
import { afterEach, expect, test, vi } from 'vitest';
import { signRequest } from '../src/sign-request.ts';

const policy = { symbols: ['BTCUSDT'], maxQuantity: 0.01 };
const order =
  'apiKey=key&quantity=0.001&side=BUY&symbol=BTCUSDT&timestamp=1767225600000&type=MARKET';
const signature = createHmac('sha256', 'secret').update(order).digest('hex');

afterEach(() => vi.unstubAllEnvs());

test('an order within the policy is signed', () => {
  expect(signRequest(order, 'secret', policy)).toBe(signature);
});

test.each([
  ['a larger quantity', order.replace('0.001', '0.02')],
  ['a quantity that is no number', order.replace('0.001', 'NaN')],
  ['a second quantity', `${order}&quantity=1`],
  ['an escaped name', `${order}&quantit%79=1`],
  ['an amount of the quote asset', order.replace('quantity=0.001', 'quoteOrderQty=100000')],
  ['another symbol', order.replace('BTCUSDT', 'ETHUSDT')],
  ['a withdrawal', 'address=abc&amount=1&coin=BTC&timestamp=1767225600000'],
  ['no parameters', ''],
])('not signed: %s', (_, payload) => {
  expect(signRequest(payload, 'secret', policy)).toBeUndefined();
});

test('`npm start` serves the page with the API key, and signs for this page only', async () => {
  vi.stubEnv('BINANCE_KEY', 'key');
  vi.stubEnv('BINANCE_SECRET', 'secret');
  const server = await createServer({
    root: fileURLToPath(new URL('..', import.meta.url)),
    server: { host: '127.0.0.1', port: 0 },
    optimizeDeps: { noDiscovery: true },
    logLevel: 'error',
  });
  try {
    await server.listen();
    const url = server.resolvedUrls?.local[0] ?? '';
    const page = await (await fetch(url)).text();
    expect(page).toContain('<meta name="api-key" content="key">');
    expect(page).not.toContain('secret');
    const sign = async (body: string, site: string) => {
      const answer = await fetch(`${url}sign`, {
        method: 'POST',
        body,
        headers: { 'sec-fetch-site': site },
      });
      return [answer.status, await answer.text()];
    };
    expect(await sign(order, 'same-origin')).toEqual([200, signature]);
    expect(await sign(order, 'cross-site')).toEqual([403, '']);
    expect(await sign(order.replace('0.001', '5'), 'same-origin')).toEqual([403, '']);
  } finally {
    await server.close();
  }
});
