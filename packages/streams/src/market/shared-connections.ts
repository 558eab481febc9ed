import type { Clock } from '@pkg/core';
import { type ConnectionOptions, MarketConnection, STREAMS_PER_CONNECTION } from './market-connection.js';

/** All market connections, by their clock. A connection removes itself when its last manager has left it. */
const connections: WeakMap<Clock, Set<MarketConnection>> = new WeakMap();

/**
 * Returns a connection for a stream: the one that carries the stream already, or else one that has space for it. Only
 * connections with the same options are considered. If none is found, creates a connection.
 */
export function connectionFor(stream: string, options: ConnectionOptions): MarketConnection {
  const all = connections.get(options.clock) ?? new Set();
  connections.set(options.clock, all);
  const shared = [...all].filter((each) => each.hasOptions(options));
  return (
    shared.find((each) => each.carries(stream)) ??
    shared.find(({ size }) => size < STREAMS_PER_CONNECTION) ??
    new MarketConnection(options, all)
  );
}
