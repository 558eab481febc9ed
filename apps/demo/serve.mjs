import { fileURLToPath } from 'node:url';
import { preview } from 'vite';

// Serves the built page on loopback. The page gets the addresses of the exchange from `exchange.json`, which is the
// JSON line that the simulator printed, passed in the environment variable `EXCHANGE`.

const exchange = process.env.EXCHANGE ?? '{}';

/** No other page may put this one into a frame. A `meta` element cannot say so. */
const headers = {
  'content-security-policy': "frame-ancestors 'none'",
  'x-frame-options': 'DENY',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};

const server = await preview({
  root: fileURLToPath(new URL('.', import.meta.url)),
  logLevel: 'warn',
  preview: { host: '127.0.0.1', port: Number(process.env.PORT ?? 4173) },
  plugins: [
    {
      name: 'exchange-address',
      configurePreviewServer({ middlewares }) {
        middlewares.use((_request, response, next) => {
          for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
          next();
        });
        middlewares.use('/exchange.json', (_request, response) => {
          response.setHeader('content-type', 'application/json');
          response.setHeader('cache-control', 'no-store');
          response.end(exchange);
        });
      },
    },
  ],
});

console.log(`Page: ${server.resolvedUrls?.local[0] ?? 'http://127.0.0.1/'}`);
