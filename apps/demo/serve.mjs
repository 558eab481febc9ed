import { fileURLToPath } from 'node:url';
import { preview } from 'vite';

// Serves the built page on loopback. The page gets the addresses of the exchange from `exchange.json`, which is the
// JSON line that the simulator printed, passed in the environment variable `EXCHANGE`.

const exchange = process.env.EXCHANGE ?? '{}';

const server = await preview({
  root: fileURLToPath(new URL('.', import.meta.url)),
  logLevel: 'warn',
  preview: { host: '127.0.0.1', port: Number(process.env.PORT ?? 4173) },
  plugins: [
    {
      name: 'exchange-address',
      configurePreviewServer({ middlewares }) {
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
