import type { ClientOptions, Environment } from '@pkg/core';
import { memoryStore } from '@pkg/core/internal';
import type { PortExchange } from '@pkg/simulator/worker';
import { type ExchangeDetails, type ExchangeStart, isSynthetic, PAGE_SYMBOLS } from '../worker/options.js';
import { startWorker } from '../worker/start-worker.js';
import { createMarketClient, type MarketClient } from './market-client.js';
import type { Wire } from './message-log.js';
import type { PageClock } from './page-clock.js';
import type { PageState } from './page-url.js';
import { type Key, type Source, sourceInfo } from './source.js';

/** An exchange that the page has opened: a client for it, and functions that control it if it is simulated. */
export type OpenSource = {
  readonly client: MarketClient;
  /** The options of {@link client}, for further clients of the exchange. All these clients share `limits.store`. */
  readonly options: ClientOptions;
  /** The key with which the page can trade; undefined if it has none. */
  readonly key: Key | undefined;
  /** Calls a `/sim/` route of a simulated exchange; undefined if the exchange is not simulated. */
  readonly control: ((route: string, fields?: object) => Promise<unknown>) | undefined;
  /** The exchange in the page's worker, whose time the page controls; undefined for an exchange outside of the page. */
  readonly exchange: PortExchange | undefined;
  /** When the exchange in the worker started, in ms since the epoch; undefined for an exchange outside of the page. */
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
    const start = exchangeStart(page);
    const { port, failed } = startWorker(start, signal);
    // The worker starts while the code for the connection to it is loaded.
    const connected = import('@pkg/simulator/worker').then(({ connectPort }) => connectPort(port));
    const exchange = await Promise.race([connected, failed]);
    return {
      ...clientOf(exchange.environment, options),
      key: exchange.details as ExchangeDetails,
      control: exchange.control,
      exchange,
      start: start.start,
    };
  }
  const other = { exchange: undefined, start: undefined };
  if (source.id === 'server') {
    const { server } = source;
    if (!server) throw new Error('This page comes from a host of static files, so there is no simulator server.');
    const { rest, streams, wsApi, apiKey = '', apiSecret = '' } = server;
    const environment: Environment = { name: 'simulator', rest, streams, wsApi };
    const key = apiKey && apiSecret ? { apiKey, apiSecret } : undefined;
    return { ...other, ...clientOf(environment, options), key, control: serverControl };
  }
  const { environment } = sourceInfo(source.id);
  if (!environment) throw new Error(`the source ${source.id} has no addresses`);
  return { ...other, ...clientOf(environment, options), key: source.key, control: undefined };
}

function clientOf(environment: Environment, { wire, clock }: OpenOptions): Pick<OpenSource, 'client' | 'options'> {
  const options = { environment: wire.tap(environment), clock, limits: { store: { ...memoryStore } } };
  return { client: createMarketClient(options), options };
}

function exchangeStart({ seed, symbol, replay, view }: PageState): ExchangeStart {
  return {
    seed,
    start: replay?.start ?? Date.now(),
    symbols: PAGE_SYMBOLS,
    shown: symbol ?? '',
    synthetic: view === 'wall' || isSynthetic(symbol) ? 1500 : 0,
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
