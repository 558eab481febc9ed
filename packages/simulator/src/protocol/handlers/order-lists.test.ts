import { describe, expect, it } from 'vitest';
import { hmacKey, type Json, type Params, rest, WsClient } from '../../../test/raw-client.js';
import { createExchange } from '../../index.js';

const LIMITS = { symbol: 'BTCUSDT', side: 'SELL', quantity: '0.1', price: '70000' };
const STOP_LIMIT = { stopPrice: '50000', stopLimitPrice: '49000', stopLimitTimeInForce: 'GTC' };

function setUp() {
  const exchange = createExchange({ symbols: ['BTCUSDT'] });
  const key = hmacKey(exchange.createAccount({ balances: { BTC: '10', USDT: '1000000' } }));
  const socket = new WsClient(exchange);
  exchange.setBook('BTCUSDT', { bids: [['60000', '5']], asks: [['60010', '5']] });
  exchange.trade('BTCUSDT', { price: '60005', quantity: '1' });
  return {
    rest: async (params: Params) =>
      (await rest(exchange, 'POST /api/v3/order/oco', { ...LIMITS, ...params }, { key })).body,
    socket: async (params: Params): Promise<Json> => {
      const answer = await socket.request('orderList.place', { ...LIMITS, ...params }, key);
      return (answer.error ?? answer.result) as Json;
    },
  };
}

// Binance's rest-api.md, "New OCO - Deprecated", and web-socket-api.md, "Place new OCO - Deprecated", describe this
// list.
describe('the deprecated OCO', () => {
  it('needs a stop price over REST, and a stop price or a trailing delta over the WebSocket API', async () => {
    const { rest, socket } = setUp();
    const missing = { code: -1102, msg: "Mandatory parameter 'stopPrice' was not sent, was empty/null, or malformed." };
    expect(await rest({})).toEqual(missing);
    expect(await rest({ trailingDelta: 100 })).toEqual(missing);
    const both = "Param 'stopPrice' or 'trailingDelta' must be sent, but both were empty/null!";
    expect(await socket({})).toEqual({ code: -1102, msg: both });
    expect(await socket({ trailingDelta: 100 })).toMatchObject({ contingencyType: 'OCO' });
    expect(await rest({ stopPrice: '50000' })).toMatchObject({ contingencyType: 'OCO' });
  });

  it('needs price and time in force of the stop limit order together', async () => {
    const { rest, socket } = setUp();
    const msg =
      "Combination of optional fields invalid. Recommendation: 'stopLimitPrice' and 'stopLimitTimeInForce' must both be sent.";
    for (const send of [rest, socket]) {
      expect(await send({ stopPrice: '50000', stopLimitPrice: '49000' })).toEqual({ code: -1128, msg });
      expect(await send({ stopPrice: '50000', stopLimitTimeInForce: 'GTC' })).toEqual({ code: -1128, msg });
      expect(await send(STOP_LIMIT)).toMatchObject({ contingencyType: 'OCO' });
    }
  });

  it('reports a wrong parameter by the name that it was sent with', async () => {
    const { rest } = setUp();
    expect(await rest({ stopPrice: '50000', stopIcebergQty: '0.01' })).toEqual({
      code: -1106,
      msg: "Parameter 'stopIcebergQty' sent when not required.",
    });
    expect(await rest({ ...STOP_LIMIT, stopLimitTimeInForce: 'IOC', stopIcebergQty: '0.01' })).toEqual({
      code: -1160,
      msg: "Parameter 'stopIcebergQty' is not supported if stopLimitTimeInForce is not GTC.",
    });
  });

  it('has full reports by default over the WebSocket API', async () => {
    const reports = (answer: Json) => (answer.orderReports as Json[]).map((report) => 'fills' in report);
    expect(reports(await setUp().socket(STOP_LIMIT))).toEqual([true, true]);
    expect(reports(await setUp().rest(STOP_LIMIT))).toEqual([false, false]);
    expect(reports(await setUp().socket({ ...STOP_LIMIT, newOrderRespType: 'RESULT' }))).toEqual([false, false]);
  });
});
