import Binance from 'node-binance-api';
import { keepActing } from './keep-acting.mjs';

const symbol = 'BTCUSDT';

export function script({ apiKey, apiSecret }) {
  const make = (secret) => new Binance({ APIKEY: apiKey, APISECRET: secret });
  const client = make(apiSecret);
  let orderId;
  return {
    time: async () => ({ serverTime: (await client.time()).serverTime }),
    exchangeInfo: async () => (await client.exchangeInfo()).symbols.map((row) => row.symbol),
    depth: () => client.depth(symbol, 5),
    place: async () => {
      const order = await client.buy(symbol, 0.01, 59000);
      orderId = order.orderId;
      return order;
    },
    query: () => client.orderStatus(symbol, orderId),
    openOrders: () => client.openOrders(symbol),
    cancel: () => client.cancel(symbol, orderId),
    marketFill: () => client.marketBuy(symbol, 0.02),
    account: async () => (await client.account()).balances,
    trades: () => client.trades(symbol),
    filterFailure: () => client.buy(symbol, 0.001, 0.001),
    badSignature: () => make('wrong').account(),
    depthStream: () =>
      keepActing(
        (onEvent) => client.depthStream([symbol], onEvent),
        () => client.buy(symbol, 0.01, 58000),
      ),
    userFill: () =>
      new Promise((resolve, reject) => {
        client.userData(
          (event) => {
            if (event.e === 'executionReport' && event.x === 'TRADE') resolve(event);
          },
          undefined,
          (event) => {
            if (event.e === 'executionReport' && event.x === 'TRADE') resolve(event);
          },
          () => client.marketSell(symbol, 0.01).catch(reject),
        );
      }),
  };
}
