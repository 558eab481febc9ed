import { assertObject } from '../errors/assert-option.js';
import type * as operations from '../operations/index.js';
import * as restOperations from '../operations/rest-operations.js';
import type { OrderRules } from '../rules/guard.js';
import type { RuledExchange } from '../rules/rule-cache.js';
import type { SocketTransportFactory } from '../transports/transport.js';
import { buildClient, type Client, type SocketClient } from './create-client.js';
import { createLazyOrderGuard } from './lazy-order-guard.js';
import type { ClientOptions } from './options.js';

/** Options of {@link createSpotClient}. */
export type SpotClientOptions = ClientOptions & {
  /**
   * `false` sends orders without checking them against the order rules. Even with `true`, most rules that depend on the
   * account or on the market price, such as PERCENT_PRICE, are checked by the exchange only. @default true
   */
  readonly validateOrders?: boolean | undefined;
};

type WithRules = {
  /** The order rules of the symbols that the client uses. */
  readonly rules: OrderRules;
};

/** A client with every operation of the Spot API that has a REST route. */
export type SpotClient = Client<typeof operations> & WithRules;

/** A client with every operation of the Spot API. */
export type SpotSocketClient = SocketClient<typeof operations> & WithRules;

/**
 * Creates a client with every operation of the Spot API. It checks orders against the order rules before it sends them.
 *
 * @example
 * const client = createSpotClient({ apiKey, apiSecret });
 * const book = await client.getOrderBook({ symbol: 'BNBBTC' });
 * @throws {BinanceConfigError} if an option is illegal or does not fit the others.
 */
export function createSpotClient(
  options: SpotClientOptions & { readonly transport: SocketTransportFactory },
): SpotSocketClient;
/**
 * Creates a client with every operation of the Spot API. It checks orders against the order rules before it sends them.
 *
 * @example
 * const client = createSpotClient({ apiKey, apiSecret });
 * const book = await client.getOrderBook({ symbol: 'BNBBTC' });
 * @throws {BinanceConfigError} if an option is illegal or does not fit the others.
 */
export function createSpotClient(options?: SpotClientOptions): SpotClient;
export function createSpotClient(options: SpotClientOptions = {}): SpotClient {
  assertObject('options', options);
  const { validateOrders, transport } = options;
  // `transport.socket` has the operations that only the WebSocket API offers. It is undefined if the transport does not
  // use the WebSocket API.
  const all = { ...restOperations, ...transport?.socket };
  let rules: OrderRules | undefined;
  // The functions that this callback creates stay in memory as long as the client. They must not refer to `options`,
  // because the options contain the secret and would stay in memory too.
  const client = buildClient({ ...options, operations: all }, (ask, clock) => {
    const guard = createLazyOrderGuard({
      clock,
      // The cast is safe: answers to `getExchangeInfo` have this type.
      fetchExchangeInfo: (symbols) =>
        ask('getExchangeInfo', restOperations.getExchangeInfo, { symbols }) as Promise<RuledExchange>,
      fetchMyFilters: (symbol) => ask('getMyFilters', restOperations.getMyFilters, { symbol }),
    });
    rules = guard.rules;
    return validateOrders === false ? { ...guard, check: () => undefined } : guard;
  });
  // The cast is safe: the methods of `client` and their types follow from the same records of operations.
  return Object.assign(client, { rules }) as unknown as SpotClient;
}
