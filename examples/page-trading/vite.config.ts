import { defineConfig } from 'vite';
import { signRequest } from './src/sign-request.ts';

// `BINANCE_KEY=… BINANCE_SECRET=… npm start` serves the page and signs its requests, with a key of the test network.

const { BINANCE_KEY: apiKey = '', BINANCE_SECRET: apiSecret = '' } = process.env;
const policy = { symbols: ['BTCUSDT'], maxQuantity: 0.01 };

export default defineConfig({
  plugins: [
    {
      name: 'sign',
      // The API key is not secret, so the page may have it.
      transformIndexHtml: () => [
        { tag: 'meta', attrs: { name: 'api-key', content: apiKey }, injectTo: 'head' },
      ],
      configureServer({ middlewares }) {
        middlewares.use('/sign', async (request, response) => {
          let payload = '';
          for await (const chunk of request) payload += chunk;
          // Pages of other origins must get no signatures.
          const isOwnPage =
            request.headers['sec-fetch-site'] === 'same-origin' && request.method === 'POST';
          const signature =
            isOwnPage && apiSecret ? signRequest(payload, apiSecret, policy) : undefined;
          response.statusCode = signature ? 200 : 403;
          response.end(signature);
        });
      },
    },
  ],
});
