import type { AnyOperation } from '@pkg/core';
import type { FaultSubject } from '../../faults/faults.js';
import type { ProtocolContext } from '../context.js';
import type { ParameterTable, Values } from '../parameters/parameter-types.js';
import type { ApiKey } from '../security/api-keys.js';
import type { WsSession } from '../ws-session.js';

/** A request that has passed all checks before its handler. */
export type HandlerRequest<P> = {
  readonly context: ProtocolContext;
  readonly operation: AnyOperation;
  readonly params: P;
  readonly api: 'REST' | 'WS';
  /** Time at which the request was accepted, in µs. */
  readonly now: number;
  /** Converts a time of the engine, in µs, to the time unit that the client has requested. */
  readonly time: (us: number) => number;
  readonly key: ApiKey | undefined;
  /** The id of the account to which the key belongs; -1 for a public request. */
  readonly account: number;
  /** The session of the WebSocket API connection on which the request was sent; undefined on REST. */
  readonly session: WsSession | undefined;
};

/**
 * How the simulator executes an operation: a table of the operation's parameters, and a function that gets their
 * values.
 */
export type Handler = {
  readonly parameters: ParameterTable;
  readonly handle: (request: HandlerRequest<Readonly<Record<string, unknown>>>) => unknown;
  /** The weight of a request whose symbol is unknown. @default the weight of the operation */
  readonly weightOnUnknownSymbol?: number;
};

/** An operation with its handler. */
export type Endpoint = {
  readonly operation: AnyOperation;
  readonly handler: Handler;
};

export function defineHandler<const P extends ParameterTable>(
  parameters: P,
  handle: (request: HandlerRequest<Values<P>>) => unknown,
  options: Pick<Handler, 'weightOnUnknownSymbol'> = {},
): Handler {
  // The cast is safe, because the values are read with the table `parameters`, which decides their types.
  return { parameters, handle: handle as Handler['handle'], ...options };
}

/**
 * Returns the API of a request and its REST route or WebSocket API method. They decide which faults apply to the
 * request.
 */
export function faultSubject({ api, operation }: HandlerRequest<unknown>): FaultSubject {
  return api === 'REST' ? { scope: 'rest', target: operation.rest ?? '' } : { scope: 'wsApi', target: operation.ws };
}
