import { signedPart } from '#parts';
import { demand } from '../errors/demand.js';
import type { Limits } from '../limits/limiter.js';
import { limitingOf } from '../limits/options.js';
import { getTime } from '../operations/get-time.js';
import type { CallOptions, Methods, Operations, RestMethods, SocketTransportFactory } from '../operations/operation.js';
import type { SignedPart } from '../parts/parts.js';
import type { Clock } from '../platform/clock.js';
import { type CallGuard, Pipeline } from '../request/pipeline.js';
import { rest } from '../transports/rest.js';
import type { ClientContext } from './context.js';
import { type ClientOptions, createContext } from './options.js';

/** What every client has besides its operations. */
export type ClientBase = {
  /** What the client shares with transports and with the packages built on it. */
  readonly context: ClientContext;
  /** The limits of the exchange, their use and what is left of them. */
  readonly limits: Limits;
  /** Ends every call on its way, and the transport; calls made later are refused. */
  close(): void;
};

/** A client with the operations of a set that REST has. */
export type Client<T> = RestMethods<T> & ClientBase;

/** A client with all operations of a set, those of the socket only included. */
export type SocketClient<T> = Methods<T> & ClientBase;

/** Options of {@link createClient}. */
export type CreateClientOptions<T extends Operations> = ClientOptions & {
  /** The operations of the client; nothing else is bundled. */
  readonly operations: T;
};

/**
 * A client with only the operations that are named.
 *
 * @example
 * const client = createClient({ operations: { getKlines } });
 * @throws {BinanceConfigError} when the options do not fit together.
 */
export function createClient<T extends Operations>(
  options: CreateClientOptions<T> & { readonly transport: SocketTransportFactory },
): SocketClient<T>;
/**
 * A client with only the operations that are named.
 *
 * @example
 * const client = createClient({ operations: { getKlines } });
 * @throws {BinanceConfigError} when the options do not fit together.
 */
export function createClient<T extends Operations>(options: CreateClientOptions<T>): Client<T>;
export function createClient<T extends Operations>(options: CreateClientOptions<T>): Client<T> {
  return buildClient(options) as Client<T>;
}

/** The parts of a client, put together; `guardWith` makes what looks at each call before it is sent. */
export function buildClient(
  options: CreateClientOptions<Operations>,
  guardWith?: (invoke: Pipeline['invoke'], clock: Clock) => CallGuard,
  part: SignedPart = signedPart,
): ClientBase & Record<string, unknown> {
  const { operations, transport: factory = rest(), timeout = 10_000 } = options;
  demand(typeof factory === 'function', 'transport: not a function');
  demand(timeout > 0, `timeout: ${timeout} is not above 0 ms`);
  const context = createContext(options, part, async () => {
    const { serverTime } = (await pipeline.invoke('getServerTime', getTime)) as { serverTime: number };
    return context.timeUnit === 'microsecond' ? serverTime / 1000 : serverTime;
  });
  const transport = factory(context);
  const pipeline: Pipeline = new Pipeline(context, transport, {
    limits: limitingOf(options.limits),
    timeout,
    guard: guardWith?.((...call) => pipeline.invoke(...call), context.clock),
  });
  // Soon needed. What cannot be loaded now is tried again by the call that needs it.
  if (context.credentials) part.load().catch(() => undefined);
  const methods = Object.entries(operations)
    .filter(([, operation]) => operation.rest || factory.socket)
    .map(([name, operation]) => [
      name,
      (params?: object, callOptions?: CallOptions) => pipeline.invoke(name, operation, params, callOptions),
    ]);
  return {
    ...Object.fromEntries(methods),
    context,
    get limits() {
      return context.limiter.limitsOf(context.credentials?.apiKey);
    },
    close() {
      pipeline.close();
      void transport.close();
    },
  };
}
