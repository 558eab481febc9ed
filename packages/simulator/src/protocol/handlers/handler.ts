import type { Core } from '../context.js';
import type { ParameterTable, Values } from '../parameters/parameter-types.js';
import type { ApiKey } from '../security/api-keys.js';
import type { WsSession } from '../session/ws-session.js';

/** One request that has passed every check, as a handler sees it. */
export type Call<P> = {
  readonly core: Core;
  readonly params: P;
  readonly face: 'REST' | 'WS';
  /** When it was taken in, µs. */
  readonly now: number;
  /** Turns an engine time (µs) into the unit that the caller asked for. */
  readonly time: (us: number) => number;
  readonly key: ApiKey | undefined;
  /** The caller's account; -1 on a public request. */
  readonly account: number;
  /** The WebSocket API connection it came by. */
  readonly session: WsSession | undefined;
};

/** An operation's parameters with what answers them. REST and the WebSocket API share it. */
export type Route = {
  readonly parameters: ParameterTable;
  readonly handle: (call: Call<Readonly<Record<string, unknown>>>) => unknown;
};

export function route<const P extends ParameterTable>(
  parameters: P,
  handle: (call: Call<Values<P>>) => unknown,
): Route {
  // The pipeline reads the parameters by this very table, so they have the handler's types.
  return { parameters, handle: handle as Route['handle'] };
}
