import { createSpotClient, iterateAggregateTrades, iterateAllOrders, iterateKlines, iterateMyTrades } from '@pkg/core';
import { createExchange } from '@pkg/simulator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { caseCount } from '../support/case-count.js';

const symbol = 'BTCUSDT';
const minute = 60_000;
const bursts = 8;
const perBurst = caseCount(130, 600);

/** Reads all pages of trades with the real client. The trades come in bursts of one millisecond, minutes apart. */
describe('paging through the simulated exchange', () => {
  const exchange = createExchange({ symbols: [symbol], orderLimits: [] });
  const balances = { BTC: '1000', USDT: '100000000' };
  const [maker, taker] = [exchange.createAccount({ balances }), exchange.createAccount({ balances })];
  const clients = [maker, taker].map(({ apiKey, apiSecret }) =>
    createSpotClient({
      environment: exchange.environment,
      clock: exchange.clock,
      apiKey,
      apiSecret,
      limits: 'off',
      validateOrders: false,
    }),
  );
  const [seller, buyer] = clients as [(typeof clients)[0], (typeof clients)[0]];
  const placed: number[] = [];
  const traded: number[] = [];
  const times: number[] = [];

  beforeAll(async () => {
    for (let burst = 0; burst < bursts; burst++) {
      times.push(exchange.clock.now());
      const level = { symbol, side: 'SELL', type: 'LIMIT', timeInForce: 'GTC', price: '50000' } as const;
      await seller.createOrder({ ...level, quantity: '1' });
      for (let index = 0; index < perBurst; index++) {
        const order = { symbol, side: 'BUY', type: 'MARKET', quantity: '0.0005' } as const;
        const { orderId, fills } = await buyer.createOrder(order);
        placed.push(orderId);
        traded.push(...fills.map(({ tradeId }) => tradeId));
      }
      await seller.cancelOpenOrders({ symbol }).catch(() => undefined);
      await exchange.advance(10 * minute);
    }
  }, 120_000);
  afterAll(() => {
    for (const client of clients) client.close();
  });

  it('has more than a page of trades, in a few instants', async () => {
    expect(traded.length).toBeGreaterThan(1000);
    expect(new Set(traded).size).toBe(traded.length);
  });

  it('iterateMyTrades gives every trade once', async () => {
    expect(await idsOf(iterateMyTrades(buyer, { symbol }), ({ id }) => id)).toEqual(traded);
    const later = iterateMyTrades(buyer, { symbol, startTime: times[5] });
    expect(await idsOf(later, ({ id }) => id)).toEqual(traded.slice(5 * perBurst));
    const span = iterateMyTrades(buyer, { symbol, startTime: times[1], endTime: times[2] });
    expect(await idsOf(span, ({ id }) => id)).toEqual(traded.slice(perBurst, 3 * perBurst));
  });

  it('iterateAllOrders gives every order once', async () => {
    expect(await idsOf(iterateAllOrders(buyer, { symbol }), ({ orderId }) => orderId)).toEqual(placed);
    const span = iterateAllOrders(buyer, { symbol, startTime: times[7] });
    expect(await idsOf(span, ({ orderId }) => orderId)).toEqual(placed.slice(7 * perBurst));
  });

  it('iterateAggregateTrades gives every trade once, by time too', async () => {
    const firstIds = await idsOf(iterateAggregateTrades(buyer, { symbol }), ({ f }) => f);
    expect(firstIds).toEqual(traded);
    const later = iterateAggregateTrades(buyer, { symbol, startTime: times[3] });
    expect(await idsOf(later, ({ f }) => f)).toEqual(traded.slice(3 * perBurst));
  });

  it('iterateKlines gives every candle once', async () => {
    const opens = await idsOf(
      iterateKlines(buyer, { symbol, interval: '1s', startTime: times[0] }),
      ([openTime]) => openTime,
    );
    expect(opens.length).toBeGreaterThan(2000);
    expect(new Set(opens.slice(1).map((open, index) => open - (opens[index] ?? 0)))).toEqual(new Set([1000]));
    const closed = iterateKlines(buyer, { symbol, interval: '1h', startTime: times[0] }, { closedOnly: true });
    for await (const [, , , , , , closeTime] of closed) expect(closeTime).toBeLessThan(exchange.clock.now());
  });
});

async function idsOf<T>(rows: AsyncIterable<T>, idOf: (row: T) => number): Promise<number[]> {
  const ids: number[] = [];
  for await (const row of rows) ids.push(idOf(row));
  return ids;
}
