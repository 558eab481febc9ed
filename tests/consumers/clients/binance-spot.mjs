import { Spot } from '@binance/spot';

const symbol = 'BTCUSDT';

export function script({ apiKey, apiSecret }) {
  const make = (secret) =>
    new Spot({
      configurationRestAPI: { apiKey, apiSecret: secret },
      configurationWebsocketAPI: { apiKey, apiSecret: secret },
      configurationWebsocketStreams: {},
    });
  const { restAPI, websocketAPI, websocketStreams } = make(apiSecret);
  const data = async (answer) => (await answer).data();
  let orderId;
  return {
    time: () => data(restAPI.time()),
    exchangeInfo: async () => (await data(restAPI.exchangeInfo())).symbols.map((row) => row.symbol),
    depth: () => data(restAPI.depth({ symbol, limit: 5 })),
    place: async () => {
      const order = await data(
        restAPI.newOrder({ symbol, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: 0.01, price: 59000 }),
      );
      orderId = order.orderId;
      return order;
    },
    query: () => data(restAPI.getOrder({ symbol, orderId })),
    openOrders: () => data(restAPI.getOpenOrders({ symbol })),
    cancel: () => data(restAPI.deleteOrder({ symbol, orderId })),
    marketFill: () => data(restAPI.newOrder({ symbol, side: 'BUY', type: 'MARKET', quantity: 0.02 })),
    account: async () => (await data(restAPI.getAccount())).balances,
    trades: () => data(restAPI.myTrades({ symbol })),
    filterFailure: () =>
      data(restAPI.newOrder({ symbol, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: 0.001, price: 0.001 })),
    badSignature: () => data(make('wrong').restAPI.getAccount()),
    depthStream: async () => {
      const connection = await websocketStreams.connect();
      return new Promise((resolve) => {
        const stream = connection.diffBookDepth({ symbol: 'btcusdt', updateSpeed: '100ms' });
        stream.on('message', (message) => resolve(message));
        restAPI.newOrder({ symbol, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: 0.01, price: 58000 });
      });
    },
    userFill: async () => {
      const connection = await websocketAPI.connect();
      const subscribed = await connection.userDataStreamSubscribeSignature();
      return new Promise((resolve) => {
        subscribed.stream.on('message', (event) => {
          if (event.e === 'executionReport' && event.x === 'TRADE') resolve(event);
        });
        restAPI.newOrder({ symbol, side: 'SELL', type: 'MARKET', quantity: 0.01 });
      });
    },
  };
}
