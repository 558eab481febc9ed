import { type Environment, liveStreams } from './environment.js';

/**
 * The live exchange. It is a constant of its own, so that a page that uses only this environment does not bundle the
 * others.
 */
export const liveEnvironment: Environment = {
  name: 'live',
  rest: 'https://api.binance.com',
  streams: liveStreams,
  wsApi: 'wss://ws-api.binance.com:443/ws-api/v3',
};

/**
 * The exchange's public environments.
 *
 * `marketData` serves public data only and has no WebSocket API.
 *
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/general-api-information
 */
export const environments: Readonly<Record<'live' | 'testnet' | 'demo' | 'marketData', Environment>> = {
  live: liveEnvironment,
  testnet: {
    name: 'testnet',
    rest: 'https://testnet.binance.vision',
    streams: 'wss://stream.testnet.binance.vision',
    wsApi: 'wss://ws-api.testnet.binance.vision/ws-api/v3',
  },
  demo: {
    name: 'demo',
    rest: 'https://demo-api.binance.com',
    streams: 'wss://demo-stream.binance.com',
    wsApi: 'wss://demo-ws-api.binance.com/ws-api/v3',
  },
  marketData: {
    name: 'marketData',
    rest: 'https://data-api.binance.vision',
    streams: 'wss://data-stream.binance.vision',
    wsApi: '',
  },
};
