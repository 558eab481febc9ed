import { expect, it } from 'vitest';
import { raw } from '../../test/raw-client.js';
import { createExchange } from '../index.js';

it('routes that the exchange has retired are gone', async () => {
  const exchange = createExchange();
  const routes = [
    ...['POST', 'PUT', 'DELETE'].map((method) => `${method} /api/v3/userDataStream`),
    ...['GET', 'POST', 'PUT', 'DELETE'].map((method) => `${method} /api/v1/userDataStream`),
    ...['ping', 'time', 'depth', 'klines', 'ticker/24hr', 'trades'].map((name) => `GET /api/v1/${name}`),
  ];
  for (const route of routes) {
    const { status, headers, body } = await raw(exchange, route, '', '');
    expect({ route, status, type: headers['content-type'] }).toEqual({ route, status: 410, type: 'text/html' });
    expect(body.text).toContain('<title>410 Gone</title>');
  }
});

it('routes that never existed are not found', async () => {
  expect(await raw(createExchange(), 'GET /api/v1/teleport', '', '')).toMatchObject({ status: 404 });
});
