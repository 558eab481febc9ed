import { type Environment, environments } from '@pkg/core';

/**
 * The exchanges between which the user can choose. On the exchange with real money, `live`, the page shows only the
 * market and cannot trade.
 */
export type SourceId = 'server' | 'page' | 'live' | 'testnet' | 'demo';

/** A key for a test environment or for the simulator's server. The page keeps it in memory only. */
export type Key = { readonly apiKey: string; readonly apiSecret: string };

/** The addresses and the key of the simulated exchange, as the page's server returns them. */
export type ServerAddresses = {
  readonly rest: string;
  readonly streams: string;
  readonly wsApi: string;
} & Partial<Key>;

export type SourceInfo = {
  readonly id: SourceId;
  /** The name that the top bar shows. */
  readonly name: string;
  readonly canTrade: boolean;
  /** Whether the user has to enter a key. */
  readonly needsKey: boolean;
  readonly environment: Environment | undefined;
};

export const SOURCES: readonly SourceInfo[] = [
  {
    id: 'page',
    name: 'Simulated here',
    canTrade: true,
    needsKey: false,
    environment: undefined,
  },
  {
    id: 'server',
    name: 'Simulator server',
    canTrade: true,
    needsKey: false,
    environment: undefined,
  },
  {
    id: 'live',
    name: 'Live data',
    canTrade: false,
    needsKey: false,
    environment: environments.marketData,
  },
  {
    id: 'testnet',
    name: 'Spot testnet',
    canTrade: true,
    needsKey: true,
    environment: environments.testnet,
  },
  {
    id: 'demo',
    name: 'Demo mode',
    canTrade: true,
    needsKey: true,
    environment: environments.demo,
  },
];

export function sourceInfo(id: SourceId): SourceInfo {
  return SOURCES.find((source) => source.id === id) as SourceInfo;
}

/** The chosen exchange, with the addresses and the key for it. */
export type Source = {
  readonly id: SourceId;
  readonly key: Key | undefined;
  readonly server: ServerAddresses | undefined;
};

/**
 * Returns the name that the page shows for a source. A server may be a real exchange if it is on another machine, or if
 * its addresses came without an API key. The page then shows the server's host as the name.
 */
export function sourceName({ id, server }: Source): string {
  if (id !== 'server' || !server) return sourceInfo(id).name;
  const { hostname, host } = new URL(server.rest);
  const isHere = ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
  return isHere && server.apiKey ? sourceInfo(id).name : host;
}

/** Requests the addresses from the page's server. Returns undefined if that server has only static files. */
export async function serverAddresses(): Promise<ServerAddresses | undefined> {
  try {
    const answer = await fetch('exchange.json');
    const given: unknown = answer.ok ? await answer.json() : undefined;
    return isAddresses(given) ? given : undefined;
  } catch {
    return undefined;
  }
}

function isAddresses(given: unknown): given is ServerAddresses {
  const fields = Object(given) as Record<string, unknown>;
  return ['rest', 'streams', 'wsApi'].every((name) => typeof fields[name] === 'string');
}
