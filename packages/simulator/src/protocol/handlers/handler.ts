import type { AnyOperation } from '@pkg/core';
import type { FaultSubject } from '../../faults/faults.js';
import type { ProtocolContext } from '../context.js';
import type { ParameterTable, Values } from '../parameters/parameter-types.js';
import type { ApiKey } from '../security/api-keys.js';
import type { WsSession } from '../ws-session.js';

/** A request that has passed every check. */
export type HandlerRequest<P> = {
  readonly context: ProtocolContext;
  readonly operation: AnyOperation;
  readonly params: P;
  readonly api: 'REST' | 'WS';
  /** When the request was accepted, µs. */
  readonly now: number;
  /** Converts an engine time (µs) to the unit that the client asked for. */
  readonly time: (us: number) => number;
  readonly key: ApiKey | undefined;
  /** The id of the key's account; -1 for a public request. */
  readonly account: number;
  /** The session of the WebSocket API connection that carried the request. */
  readonly session: WsSession | undefined;
};

/** The simulator's side of an operation: its parameters, and the function that executes it. */
export type Handler = {
  readonly parameters: ParameterTable;
  readonly handle: (request: HandlerRequest<Readonly<Record<string, unknown>>>) => unknown;
  /** The weight of a request that names an unknown symbol. @default the weight of the operation */
  readonly weightOnUnknownSymbol?: number;
};

export function defineHandler<const P extends ParameterTable>(
  parameters: P,
  handle: (request: HandlerRequest<Values<P>>) => unknown,
  options: Pick<Handler, 'weightOnUnknownSymbol'> = {},
): Handler {
  // The pipeline reads the parameters by this table, so at run time they have the types that the handler expects.
  return { parameters, handle: handle as Handler['handle'], ...options };
}

/** How faults select a request: by its API, and its REST route or WebSocket API method. */
export function faultSubject({ api, operation }: HandlerRequest<unknown>): FaultSubject {
  return api === 'REST' ? { scope: 'rest', target: operation.rest ?? '' } : { scope: 'wsApi', target: operation.ws };
}
