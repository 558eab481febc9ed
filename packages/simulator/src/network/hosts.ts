/**
 * The public host names of the exchange, by the API that they serve. A test compares these names with the environments
 * of `@pkg/core`.
 *
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/general-api-information
 */
export const exchangeHosts: Readonly<Record<'rest' | 'streams' | 'wsApi' | 'otherProducts', readonly string[]>> = {
  rest: [
    'api.binance.com',
    'api-gcp.binance.com',
    'api1.binance.com',
    'api2.binance.com',
    'api3.binance.com',
    'api4.binance.com',
    'data-api.binance.vision',
    'testnet.binance.vision',
    'demo-api.binance.com',
  ],
  streams: [
    'stream.binance.com',
    'data-stream.binance.vision',
    'stream.testnet.binance.vision',
    'demo-stream.binance.com',
  ],
  wsApi: ['ws-api.binance.com', 'ws-api.testnet.binance.vision', 'demo-ws-api.binance.com'],
  // REST APIs of futures, options and portfolio margin. Some clients for Spot, such as ccxt, load the lists of futures
  // when they start. The simulator answers with empty lists, and refuses all other requests.
  otherProducts: [
    'fapi.binance.com',
    'dapi.binance.com',
    'eapi.binance.com',
    'papi.binance.com',
    'testnet.binancefuture.com',
    'demo-fapi.binance.com',
    'demo-dapi.binance.com',
  ],
};

/** The ports on which the live exchange serves its hosts. */
export const exchangePorts: readonly number[] = [443, 9443];
