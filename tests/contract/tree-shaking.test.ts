import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { expect, it } from 'vitest';

it('one operation imported alone brings no other along', async () => {
  const { outputFiles } = await build({
    stdin: {
      contents: "import { getKlines } from '@pkg/core/operations'; console.log(getKlines);",
      resolveDir: fileURLToPath(new URL('.', import.meta.url)),
    },
    conditions: ['@pkg/source'],
    bundle: true,
    write: false,
    format: 'esm',
  });
  const text = outputFiles[0]?.text ?? '';
  expect(text).toContain('/api/v3/klines');
  expect(text.match(/\/api\/v3\/\w+/g)).toEqual(['/api/v3/klines']);
});

it('a client in a bundle of one file has every method, signs, and checks orders', async () => {
  const { outputFiles } = await build({
    stdin: {
      contents: `
        import { BinanceOrderError, createSpotClient } from '@pkg/core';
        import * as operations from '@pkg/core/operations';
        const answers = {
          time: () => ({ serverTime: Date.now() }),
          exchangeInfo: () => ({ timezone: 'UTC', serverTime: 0, rateLimits: [], exchangeFilters: [], symbols: [{
            symbol: 'BNBBTC', status: 'TRADING', baseAsset: 'BNB', quoteAsset: 'BTC', orderTypes: ['MARKET'],
            filters: [{ filterType: 'LOT_SIZE', minQty: '1', maxQty: '9', stepSize: '1' }],
          }] }),
          order: () => ({ symbol: 'BNBBTC', orderId: 1, orderListId: -1, clientOrderId: 'a', transactTime: 1 }),
        };
        const sent = [];
        const fetch = async (url) => {
          const name = new URL(url).pathname.split('/').pop();
          sent.push(name);
          return Response.json(answers[name]());
        };
        const client = createSpotClient({ apiKey: 'key', apiSecret: 'secret', secretInPage: true, fetch });
        const buy = (quantity) => client.createOrder({ symbol: 'BNBBTC', side: 'BUY', type: 'MARKET', quantity });
        export const refused = await buy('0.5').catch((error) => [error.name, error instanceof BinanceOrderError]);
        export const accepted = (await buy('2')).orderId;
        export const requests = sent.filter((name) => name !== 'time');
        export const missing = Object.keys(operations).filter((name) => operations[name]?.rest && !client[name]);
        export const undefinedRecords = Object.keys(operations).filter((name) => operations[name] === undefined);
        client.close();`,
      resolveDir: fileURLToPath(new URL('.', import.meta.url)),
    },
    conditions: ['@pkg/source'],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
  });
  const text = outputFiles[0]?.text ?? '';
  const bundle = await import(`data:text/javascript,${encodeURIComponent(text)}`);
  expect(bundle).toMatchObject({
    missing: [],
    undefinedRecords: [],
    refused: ['BinanceOrderMinAmountError', true],
    accepted: 1,
    requests: ['exchangeInfo', 'order'],
  });
});
