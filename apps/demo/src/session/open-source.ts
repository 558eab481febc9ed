import { createSpotClient, type Environment, rest, type SpotClient, split } from '@pkg/core';
import type { PortExchange } from '@pkg/simulator/worker';
import { type ExchangeDetails, type ExchangeStart, PAGE_SYMBOLS } from '../worker/options.js';
import { lazyWsApi } from './lazy-ws-api.js';
import type { Wire } from './message-log.js';
import type { PageClock } from './page-clock.js';
import type { PageState } from './page-url.js';
import { type Key, type Source, sourceInfo } from './source.js';

/** An exchange that the page has opened: a client for it, and functions that control it if it is simulated. */
export type OpenSource = {
  readonly client: SpotClient;
  /** Calls a `/sim/` route of a simulated exchange; undefined if the exchange is not simulated. */
  readonly control: ((route: string, fields?: object) => Promise<unknown>) | undefined;
  /** The exchange in the page's worker, whose time the page controls; undefined for other sources. */
  readonly exchange: PortExchange | undefined;
  /** When the exchange in the worker started, in ms since the epoch; undefined for other sources. */
  readonly start: number | undefined;
};

export type OpenOptions = {
  readonly source: Source;
  readonly page: PageState;
  readonly wire: Wire;
  readonly clock: PageClock;
  readonly signal: AbortSignal;
};

export async function openSource(options: OpenOptions): Promise<OpenSource> {
  const { source, page, signal } = options;
  if (source.id === 'page') {
    const { startWorker } = await import('../worker/start-worker.js');
    const start = exchangeStart(page);
    const exchange = await startWorker(start, signal);
    const key = exchange.details as ExchangeDetails;
    const client = createClient(exchange.environment, key, options);
    return { client, control: exchange.control, exchange, start: start.start };
  }
  if (source.id === 'server') {
    const { server } = source;
    if (!server) throw new Error('This page comes from a host of static files, so there is no simulator server.');
    const { rest: origin, streams, wsApi: api, apiKey = '', apiSecret = '' } = server;
    const environment: Environment = { name: 'simulator', rest: origin, streams, wsApi: api };
    const key = apiKey && apiSecret ? { apiKey, apiSecret } : undefined;
    return {
      client: createClient(environment, key, options),
      control: serverControl,
      exchange: undefined,
      start: undefined,
    };
  }
  const { environment } = sourceInfo(source.id);
  if (!environment) throw new Error(`the source ${source.id} has no addresses`);
  return {
    client: createClient(environment, source.key, options),
    control: undefined,
    exchange: undefined,
    start: undefined,
  };
}

/**
 * Creates the client. It sends signed requests over the WebSocket API, because browsers do not allow a page to send
 * signed REST requests to the exchange (CORS).
 */
function createClient(environment: Environment, key: Key | undefined, { wire, clock }: OpenOptions): SpotClient {
  const transport = split((call) => call.operation.security !== 'NONE', lazyWsApi, rest());
  // The page may hold the secret of this key: a key of a simulated exchange works nowhere else, and a key of a test
  // network moves no real money.
  return createSpotClient({
    environment: wire.tap(environment),
    clock,
    ...(key ? { ...key, transport, secretInPage: true } : {}),
  });
}

function exchangeStart({ seed, replay, view }: PageState): ExchangeStart {
  return {
    seed,
    start: replay?.start ?? Date.now(),
    symbols: PAGE_SYMBOLS,
    synthetic: view === 'wall' ? 1500 : 0,
    commands: replay?.commands ?? [],
    until: replay?.until ?? 0,
    speed: replay ? 0 : 1,
  };
}

/**
 * Calls a `/sim/` route through the page's server, because the simulator refuses requests from pages of another origin.
 */
async function serverControl(route: string, fields: object = {}): Promise<unknown> {
  const [method = 'GET', path = ''] = route.split(' ');
  const body = method === 'GET' ? undefined : JSON.stringify(fields);
  const answer = await fetch(`.${path}`, { method, ...(body ? { body } : {}) });
  const json: unknown = await answer.json();
  if (!answer.ok) throw new RangeError(String((json as { error?: unknown }).error));
  return json;
}
