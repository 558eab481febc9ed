/** The part of the DOM's `WebSocket` constructor that is used here. */
export type WebSocketConstructor = new (url: string, protocols?: string | string[]) => WebSocket;

/** Where an exchange is: its addresses and, for one without a network, its own `fetch` and `WebSocket`. */
export type Environment = {
  readonly name: string;
  /** REST origin, without `/api`: `https://api.binance.com`. */
  readonly rest: string;
  /** Market stream origin, without `/ws` or `/stream`: `wss://stream.binance.com:9443`. */
  readonly streams: string;
  /** The WebSocket API's whole address: `wss://ws-api.binance.com:443/ws-api/v3`. */
  readonly wsApi: string;
  readonly fetch?: typeof globalThis.fetch | undefined;
  readonly WebSocket?: WebSocketConstructor | undefined;
};

/**
 * The exchange's public environments.
 *
 * `marketData` serves public data only and has no WebSocket API.
 *
 * @see https://developers.binance.com/docs/binance-spot-api-docs/rest-api/general-api-information
 */
export const environments: Readonly<Record<'live' | 'testnet' | 'demo' | 'marketData', Environment>> = {
  live: {
    name: 'live',
    rest: 'https://api.binance.com',
    streams: 'wss://stream.binance.com:9443',
    wsApi: 'wss://ws-api.binance.com:443/ws-api/v3',
  },
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
