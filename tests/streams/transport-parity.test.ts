import { BinanceError, rest, type SpotClient, type SpotClientOptions } from '@pkg/core';
import { wsApi } from '@pkg/streams';
import { describe, expect, it } from 'vitest';
import { run, setUpExchange, socketClient } from './support.js';

const symbol = 'BNBBTC';
const order = { symbol, type: 'LIMIT', timeInForce: 'GTC', side: 'BUY', quantity: '1', price: '0.011' } as const;

/** Calls of every kind. Each call finds the data that it needs, because earlier calls have created it. */
const calls: ((client: SpotClient) => Promise<unknown>)[] = [
  (client) => client.ping(),
  (client) => client.getServerTime(),
  // Only the symbols are compared, because the answer of the WebSocket API also lists limits of connections.
  async (client) => (await client.getExchangeInfo({ symbol })).symbols,
  (client) => client.getOrderBook({ symbol, limit: 5 }),
  (client) => client.createOrder({ ...order, newClientOrderId: 'one' }),
  (client) => client.createOrder({ ...order, side: 'SELL', price: '0.01', newClientOrderId: 'two' }),
  (client) => client.createTestOrder(order),
  (client) => client.getOrder({ symbol, origClientOrderId: 'one' }),
  (client) => client.getOpenOrders({ symbol }),
  (client) => client.getAllOrders({ symbol }),
  (client) => client.getMyTrades({ symbol }),
  (client) => client.getRecentTrades({ symbol }),
  (client) => client.getAggregateTrades({ symbol }),
  (client) => client.getKlines({ symbol, interval: '1m' }),
  (client) => client.getTicker({ symbol }),
  (client) => client.getSymbolTicker({ symbol }),
  (client) => client.getOrderbookTicker({ symbol }),
  (client) => client.getAveragePrice({ symbol }),
  (client) => client.getAccount(),
  (client) => client.getUnfilledOrderCount(),
  (client) => client.getCommissionRates({ symbol }),
  (client) => client.cancelOrder({ symbol, origClientOrderId: 'one', newClientOrderId: 'gone' }),
  // The exchange refuses the following calls.
  (client) => client.cancelOrder({ symbol, origClientOrderId: 'one' }),
  (client) => client.getOrder({ symbol, orderId: 999_999 }),
  (client) => client.getOrderBook({ symbol: 'NOPE' }),
  (client) => client.createOrder({ ...order, quantity: '999999999' }),
  (client) => client.getKlines({ symbol, interval: 'nope' as '1m' }),
];

async function outcomes(transport: NonNullable<SpotClientOptions['transport']>): Promise<unknown[]> {
  const { exchange, clock, account } = setUpExchange();
  exchange.setBook(symbol, { bids: [['0.0100000', '500.000']], asks: [['0.0200000', '500.000']] });
  const client = socketClient(exchange, account, { transport });
  const all: unknown[] = [];
  for (const call of calls) {
    all.push(
      await run(clock, call(client)).catch((error: unknown) => {
        if (!(error instanceof BinanceError)) throw error;
        const { name, code, codeName, statusCode } = error as BinanceError & Record<string, unknown>;
        return { name, code, codeName, statusCode };
      }),
    );
  }
  client.close();
  exchange.close();
  return all;
}

describe('transports', () => {
  it('return the same results and errors for every operation', async () => {
    const [overRest, overSocket] = [await outcomes(rest()), await outcomes(wsApi())];
    expect(overSocket).toHaveLength(calls.length);
    for (const [i, call] of calls.entries()) expect(overSocket[i], String(call)).toEqual(overRest[i]);
  });
});
