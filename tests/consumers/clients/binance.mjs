import { MainClient, WebsocketAPIClient, WebsocketClient } from 'binance';

const quiet = { trace() {}, info() {}, error() {} };

export function script({ apiKey, apiSecret }) {
  const options = { api_key: apiKey, api_secret: apiSecret };
  const client = new MainClient(options);
  const symbol = 'BTCUSDT';
  let orderId;
  return {
    time: async () => ({ serverTime: await client.getServerTime() }),
    exchangeInfo: async () => (await client.getExchangeInfo()).symbols.map((row) => row.symbol),
    depth: () => client.getOrderBook({ symbol, limit: 5 }),
    place: async () => {
      const order = await client.submitNewOrder({
        symbol,
        side: 'BUY',
        type: 'LIMIT',
        timeInForce: 'GTC',
        quantity: '0.01',
        price: '59000',
        newOrderRespType: 'FULL',
      });
      orderId = order.orderId;
      return order;
    },
    query: () => client.getOrder({ symbol, orderId }),
    openOrders: () => client.getOpenOrders({ symbol }),
    cancel: () => client.cancelOrder({ symbol, orderId }),
    marketFill: () =>
      client.submitNewOrder({ symbol, side: 'BUY', type: 'MARKET', quantity: '0.02', newOrderRespType: 'FULL' }),
    account: async () => (await client.getAccountInformation()).balances,
    trades: () => client.getAccountTradeList({ symbol }),
    filterFailure: () =>
      client.submitNewOrder({
        symbol,
        side: 'BUY',
        type: 'LIMIT',
        timeInForce: 'GTC',
        quantity: '0.0000001',
        price: '59000',
      }),
    badSignature: () => new MainClient({ ...options, api_secret: 'wrong' }).getAccountInformation(),
    depthStream: () =>
      new Promise((resolve, reject) => {
        const sockets = new WebsocketClient({ beautify: false }, quiet);
        sockets.on('message', (message) => {
          const data = message.data ?? message;
          if (data.e === 'depthUpdate') resolve(data);
        });
        sockets.on('exception', reject);
        sockets.on('response', () => void change(client, symbol));
        sockets.subscribe(['btcusdt@depth@100ms'], 'main');
      }),
    userFill: () =>
      new Promise((resolve, reject) => {
        const api = new WebsocketAPIClient({ api_key: apiKey, api_secret: apiSecret, beautify: false }, quiet);
        api.getWSClient().on('message', (message) => {
          const event = message.event ?? message;
          if (event.e === 'executionReport' && event.x === 'TRADE') resolve(event);
        });
        api
          .subscribeUserDataStream('mainWSAPI')
          .then(() => client.submitNewOrder({ symbol, side: 'SELL', type: 'MARKET', quantity: '0.01' }))
          .catch(reject);
      }),
  };
}

async function change(client, symbol) {
  await client.submitNewOrder({
    symbol,
    side: 'BUY',
    type: 'LIMIT',
    timeInForce: 'GTC',
    quantity: '0.01',
    price: '58000',
  });
}
