import { createRequire } from 'node:module';
import { keepActing } from './keep-acting.mjs';

const { default: Binance } = createRequire(import.meta.url)('binance-api-node');
const symbol = 'BTCUSDT';

export function script({ apiKey, apiSecret }) {
  const options = { apiKey, apiSecret };
  const client = Binance(options);
  let orderId;
  return {
    time: async () => ({ serverTime: await client.time() }),
    exchangeInfo: async () => (await client.exchangeInfo()).symbols.map((row) => row.symbol),
    depth: () => client.book({ symbol, limit: 5 }),
    place: async () => {
      const order = await client.order({ symbol, side: 'BUY', type: 'LIMIT', quantity: '0.01', price: '59000' });
      orderId = order.orderId;
      return order;
    },
    query: () => client.getOrder({ symbol, orderId }),
    openOrders: () => client.openOrders({ symbol }),
    cancel: () => client.cancelOrder({ symbol, orderId }),
    marketFill: () => client.order({ symbol, side: 'BUY', type: 'MARKET', quantity: '0.02' }),
    account: async () => (await client.accountInfo()).balances,
    trades: () => client.myTrades({ symbol }),
    filterFailure: () => client.order({ symbol, side: 'BUY', type: 'LIMIT', quantity: '0.001', price: '0.001' }),
    badSignature: () => Binance({ ...options, apiSecret: 'wrong' }).accountInfo(),
    depthStream: () =>
      keepActing(
        (onEvent) => client.ws.depth(symbol, onEvent, false),
        () => client.order({ symbol, side: 'BUY', type: 'LIMIT', quantity: '0.01', price: '58000' }),
      ),
    userFill: async () => {
      let resolve;
      const fill = new Promise((found) => {
        resolve = found;
      });
      await client.ws.user((event) => {
        if (event.eventType === 'executionReport' && event.executionType === 'TRADE') resolve(event);
      });
      await client.order({ symbol, side: 'SELL', type: 'MARKET', quantity: '0.01' });
      return fill;
    },
  };
}
