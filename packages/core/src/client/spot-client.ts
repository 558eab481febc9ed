import { rulesPart } from '#parts';
import type * as operations from '../operations/index.js';
import type { SocketTransportFactory } from '../operations/operation.js';
import * as restOperations from '../operations/rest.js';
import { lateGuard } from '../parts/late-guard.js';
import type { RulesPart, SignedPart } from '../parts/parts.js';
import type { OrderRules, RuledExchange } from '../rules/guard.js';
import { buildClient, type Client, type SocketClient } from './create-client.js';
import type { ClientOptions } from './options.js';

/** Options of {@link createSpotClient}. */
export type SpotClientOptions = ClientOptions & {
  /** `false` sends orders without the check against the trading rules. @default true */
  readonly validateOrders?: boolean | undefined;
};

type WithRules = {
  /** The trading rules, by symbol. */
  readonly rules: OrderRules;
};

/** A client with every operation of the Spot API that REST has. */
export type SpotClient = Client<typeof operations> & WithRules;

/** A client with every operation of the Spot API. */
export type SpotSocketClient = SocketClient<typeof operations> & WithRules;

/**
 * A client with every operation of the Spot API, which checks orders against the trading rules before it sends them.
 *
 * @example
 * const client = createSpotClient({ apiKey, apiSecret });
 * const book = await client.getOrderBook({ symbol: 'BNBBTC' });
 * @throws {BinanceConfigError} when the options do not fit together.
 */
export function createSpotClient(
  options: SpotClientOptions & { readonly transport: SocketTransportFactory },
): SpotSocketClient;
/**
 * A client with every operation of the Spot API, which checks orders against the trading rules before it sends them.
 *
 * @example
 * const client = createSpotClient({ apiKey, apiSecret });
 * const book = await client.getOrderBook({ symbol: 'BNBBTC' });
 * @throws {BinanceConfigError} when the options do not fit together.
 */
export function createSpotClient(options?: SpotClientOptions): SpotClient;
export function createSpotClient(options: SpotClientOptions = {}): SpotClient {
  return buildSpotClient(options);
}

/** That client, of the given parts. */
export function buildSpotClient(
  options: SpotClientOptions,
  rules: RulesPart = rulesPart,
  signed?: SignedPart,
): SpotClient {
  const { getExchangeInfo } = restOperations;
  let guard: ReturnType<typeof lateGuard> | undefined;
  const guardWith: Parameters<typeof buildClient>[1] = (invoke, clock) => {
    const fetchExchangeInfo = async (symbols: readonly string[] | undefined): Promise<RuledExchange> =>
      (await invoke('getExchangeInfo', getExchangeInfo, { symbols })) as RuledExchange;
    const question = { name: 'rules', operation: getExchangeInfo, params: {}, options: {} };
    guard = lateGuard(rules, { fetchExchangeInfo, clock }, question);
    return options.validateOrders === false ? { ...guard, check: () => undefined } : guard;
  };
  const all = { ...restOperations, ...options.transport?.socket };
  const client = buildClient({ ...options, operations: all }, guardWith, signed);
  // The methods are made from the records that the type is made from.
  return Object.assign(client, { rules: guard?.rules }) as unknown as SpotClient;
}
