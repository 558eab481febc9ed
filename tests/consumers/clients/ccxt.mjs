import ccxt from 'ccxt';
import { keepActing } from './keep-acting.mjs';

const symbol = 'BTC/USDT';

export function script({ apiKey, apiSecret }) {
  const make = (secret) => new ccxt.pro.binance({ apiKey, secret });
  const client = make(apiSecret);
  let orderId;
  return {
    time: async () => ({ serverTime: await client.fetchTime() }),
    exchangeInfo: async () => Object.values(await client.loadMarkets()).map((market) => market.id),
    depth: () => client.fetchOrderBook(symbol, 5),
    place: async () => {
      const order = await client.createOrder(symbol, 'limit', 'buy', 0.01, 59000);
      orderId = order.id;
      return order.info;
    },
    query: async () => (await client.fetchOrder(orderId, symbol)).info,
    openOrders: async () => (await client.fetchOpenOrders(symbol)).map((order) => order.info),
    cancel: async () => (await client.cancelOrder(orderId, symbol)).info,
    marketFill: async () => (await client.createOrder(symbol, 'market', 'buy', 0.02)).info,
    account: async () => (await client.fetchBalance()).info.balances,
    trades: async () => (await client.fetchMyTrades(symbol)).map((trade) => trade.info),
    filterFailure: () => client.createOrder(symbol, 'limit', 'buy', 0.001, 1),
    badSignature: () => make('wrong').fetchBalance(),
    depthStream: async () => {
      await client.watchOrderBook(symbol);
      const changed = client.watchOrderBook(symbol);
      await client.createOrder(symbol, 'limit', 'buy', 0.01, 58000);
      const { bids } = await changed;
      return { bids };
    },
    userFill: () =>
      keepActing(
        (onEvent) => client.watchMyTrades(symbol).then(([trade]) => onEvent(trade.info)),
        () => client.createOrder(symbol, 'market', 'sell', 0.01),
      ),
  };
}
