import { createSpotClient, type Environment, environments, rest, type SpotClient, split } from '@pkg/core';
import { wsApi } from '@pkg/streams';

/** Where the page trades. */
export type Connection = {
  kind: 'server' | 'page' | 'live';
  rest: string;
  streams: string;
  wsApi: string;
  apiKey: string;
  apiSecret: string;
};

/** What the page knows when it loads: the address that its server tells, or the simulator's usual one. */
export async function initialConnection(): Promise<Connection> {
  const usual = {
    rest: 'http://127.0.0.1:8080',
    streams: 'ws://127.0.0.1:8080',
    wsApi: 'ws://127.0.0.1:8080/ws-api/v3',
    apiKey: '',
    apiSecret: '',
  };
  const asked = new URLSearchParams(location.search).get('exchange');
  if (asked === 'page' || asked === 'live') return { kind: asked, ...usual };
  try {
    const answer = await fetch('exchange.json');
    const told: unknown = await answer.json();
    return { kind: 'server', ...usual, ...(told as object) };
  } catch {
    return { kind: 'page', ...usual };
  }
}

/** A client for the connection. Orders go over the WebSocket API, since no page may send a signed REST request. */
export async function openClient(connection: Connection): Promise<SpotClient> {
  if (connection.kind === 'live') return createSpotClient({ environment: environments.marketData });
  if (connection.kind === 'page') {
    const { openPageExchange } = await import('./page-exchange.js');
    return openPageExchange();
  }
  const { streams, apiKey, apiSecret } = connection;
  const environment: Environment = { name: 'simulator', rest: connection.rest, streams, wsApi: connection.wsApi };
  const transport = split((call) => call.operation.security !== 'NONE', wsApi(), rest());
  return createSpotClient({
    environment,
    transport,
    ...(apiKey && apiSecret ? { apiKey, apiSecret, secretInPage: true } : {}),
  });
}
