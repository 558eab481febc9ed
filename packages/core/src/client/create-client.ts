import { assertConfig } from '../errors/assert-config.js';
import { assertMs, assertObject, assertOneOf } from '../errors/assert-option.js';
import { BinanceConfigError } from '../errors/binance-config-error.js';
import type { Limits } from '../limits/limiter.js';
import { resolveLimitOptions } from '../limits/options.js';
import { getServerTime, type ServerTimeAnswer } from '../operations/general/connectivity.js';
import type { CallOptions, Methods, Operations, RestMethods } from '../operations/operation.js';
import type { Clock } from '../platform/clock.js';
import { paramProblem } from '../request/param-problem.js';
import { type CallGuard, Pipeline } from '../request/pipeline.js';
import { rest } from '../transports/rest.js';
import type { SocketTransportFactory } from '../transports/transport.js';
import type { ClientContext } from './context.js';
import { type ClientOptions, createContext } from './options.js';

/** The members that every client has in addition to its operations. */
export type ClientBase = {
  /** The objects and settings that the client shares with its transports and with the packages that extend it. */
  readonly context: ClientContext;
  /** The rate limits of the exchange, and how much of each is used and left. */
  readonly limits: Limits & {
    /**
     * Discards what the exchange reported about its limits: the limits, how much of them is used, and the time until
     * which the exchange accepts no requests. This affects all clients that share the limits. Call this method if a
     * report was wrong, for example because a proxy sent it.
     */
    reset(): void;
  };
  /** Aborts every call in progress and closes the transport. Later calls fail. */
  close(): void;
};

/** A client with the operations `T`, without those that only the WebSocket API offers. */
export type Client<T> = RestMethods<T> & ClientBase;

/** A client with all of the operations `T`, including those that only the WebSocket API offers. */
export type SocketClient<T> = Methods<T> & ClientBase;

/** Options of {@link createClient}. */
export type CreateClientOptions<T extends Operations> = ClientOptions & {
  /** The operations of the client. The keys become the names of its methods. Other operations are not bundled. */
  readonly operations: T;
};

/**
 * Creates a client with the given operations only.
 *
 * @example
 * import { getKlines } from '@pkg/core/operations';
 *
 * const client = createClient({ operations: { getKlines } });
 * @throws {BinanceConfigError} if an option is illegal or does not fit the others.
 */
export function createClient<T extends Operations>(
  options: CreateClientOptions<T> & { readonly transport: SocketTransportFactory },
): SocketClient<T>;
/**
 * Creates a client with the given operations only.
 *
 * @example
 * import { getKlines } from '@pkg/core/operations';
 *
 * const client = createClient({ operations: { getKlines } });
 * @throws {BinanceConfigError} if an option is illegal or does not fit the others.
 */
export function createClient<T extends Operations>(options: CreateClientOptions<T>): Client<T>;
export function createClient<T extends Operations>(options: CreateClientOptions<T>): Client<T> {
  return buildClient(options) as Client<T>;
}

/** Creates a client. `createGuard` creates the object that checks each call before it is sent. */
export function buildClient(
  options: CreateClientOptions<Operations>,
  createGuard?: (ask: Pipeline['ask'], clock: Clock) => CallGuard,
): ClientBase & Record<string, unknown> {
  assertObject('options', options);
  const { operations, transport: factory = rest(), timeout = 10_000 } = options;
  assertObject('operations', operations);
  assertConfig(typeof factory === 'function', 'transport', 'a transport factory', factory);
  assertMs('timeout', timeout);
  for (const [name, { effect }] of Object.entries(operations)) {
    assertOneOf(`operations.${name}.effect`, effect, ['read', 'write', 'test']);
  }
  const context = createContext(options, async () => {
    const { serverTime } = (await pipeline.ask('getServerTime', getServerTime)) as ServerTimeAnswer;
    return context.timeUnit === 'microsecond' ? serverTime / 1000 : serverTime;
  });
  const limits = resolveLimitOptions(options.limits);
  context.limiter.known.initialize(limits.rateLimits);
  const transport = factory(context);
  const pipeline: Pipeline = new Pipeline(context, transport, {
    limits,
    timeout,
    guard: createGuard?.((...call) => pipeline.ask(...call), context.clock),
  });
  const methods = Object.entries(operations)
    .filter(([, operation]) => operation.rest || factory.socket)
    .map(([name, operation]) => [
      name,
      (params?: object, callOptions?: CallOptions) => {
        const problem = paramProblem(operation, params);
        if (problem) return Promise.reject(new BinanceConfigError(`${name}: ${problem}`));
        return pipeline.invoke(name, operation, params, callOptions);
      },
    ]);
  return {
    ...Object.fromEntries(methods),
    context,
    get limits() {
      const { limiter, credentials } = context;
      return { ...limiter.limitsOf(credentials?.apiKey), reset: () => limiter.reset() };
    },
    close() {
      pipeline.close();
      // A transport of the caller may reject. Unhandled, the rejection would end a process of Node.
      Promise.resolve(transport.close()).catch(() => undefined);
    },
  };
}
