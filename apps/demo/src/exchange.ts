import { createSpotClient, type Environment, environments, rest, type SpotClient, split } from '@pkg/core';
import { wsApi } from '@pkg/streams';

/** The exchange on which the page trades, and the API key. */
export type Connection = {
  kind: 'server' | 'page' | 'live';
  rest: string;
  streams: string;
  wsApi: string;
  apiKey: string;
  apiSecret: string;
};

/** The connection at page load: the addresses that the page's server gives, or the default ones of the simulator. */
export async function initialConnection(): Promise<Connection> {
  const defaults = {
    rest: 'http://127.0.0.1:8080',
    streams: 'ws://127.0.0.1:8080',
    wsApi: 'ws://127.0.0.1:8080/ws-api/v3',
    apiKey: '',
    apiSecret: '',
  };
  const kind = new URLSearchParams(location.search).get('exchange');
  if (kind === 'page' || kind === 'live') return { kind, ...defaults };
  try {
    const answer = await fetch('exchange.json');
    const given: unknown = await answer.json();
    return { kind: 'server', ...defaults, ...(given as object) };
  } catch {
    return { kind: 'page', ...defaults };
  }
}

/** A client for the connection. Orders go over the WebSocket API, because CORS forbids a page to send signed REST requests. */
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
