import { fileURLToPath } from 'node:url';
import { preview } from 'vite';

// Serves the built page on loopback. The environment variable `EXCHANGE` holds the addresses and the key of the
// simulator as JSON. `npm start` sets this variable. The page reads the JSON from `exchange.json`. Requests below
// `/sim/` are forwarded to the simulator, so that the page can control it.

const exchange = process.env.EXCHANGE ?? 'null';
const { rest } = JSON.parse(exchange) ?? {};

/**
 * HTTP headers that protect the page. The policy `frame-ancestors` has to be a header, because browsers ignore it in a
 * `meta` element.
 */
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
        middlewares.use('/sim/', (request, response) => {
          passOn(request, response).catch((error) => {
            response.statusCode = 502;
            response.end(JSON.stringify({ error: String(error) }));
          });
        });
      },
    },
  ],
});

/** Forwards a request from this page to the simulator. Refuses requests from other pages. */
async function passOn(request, response) {
  const { origin, host, 'sec-fetch-site': site = 'same-origin' } = request.headers;
  response.setHeader('content-type', 'application/json');
  if (!rest || site !== 'same-origin' || (origin !== undefined && new URL(origin).host !== host)) {
    response.statusCode = rest ? 403 : 404;
    response.end(JSON.stringify({ error: rest ? 'expected a request of this page' : 'there is no simulator' }));
    return;
  }
  const body = [];
  for await (const chunk of request) body.push(chunk);
  const answer = await fetch(`${rest}/sim${request.url}`, {
    method: request.method,
    ...(body.length > 0 ? { body: Buffer.concat(body) } : {}),
  });
  response.statusCode = answer.status;
  response.end(await answer.text());
}

console.log(`Page: ${server.resolvedUrls?.local[0] ?? 'http://127.0.0.1/'}`);
