import { createSpotClient } from '@pkg/core';
import { describe, expect, it } from 'vitest';
import { createExchange, SyntheticMarket } from '../index.js';
import { symbolByName } from './symbol-by-name.js';

describe('symbolByName', () => {
  it('error: SHIBUSDT had a tick size above its price', async () => {
    // The values that the live exchange has for this symbol.
    expect(symbolByName('SHIBUSDT').filters).toEqual(
      expect.arrayContaining([
        { filterType: 'PRICE_FILTER', minPrice: '0.00000001', maxPrice: '1.00000000', tickSize: '0.00000001' },
        { filterType: 'LOT_SIZE', minQty: '1.00000000', maxQty: '46116860414.00000000', stepSize: '1.00000000' },
      ]),
    );
    const exchange = createExchange({ symbols: ['SHIBUSDT'] });
    exchange.setBook('SHIBUSDT', { asks: [['0.00000880', '50000000']] });
    const client = exchange.createAccount({ balances: { USDT: '1000' } }).createClient(createSpotClient);
    const order = { symbol: 'SHIBUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC' } as const;
    // The number 8.8e-6 would be an exponent as text.
    const bought = await exchange.run(client.createOrder({ ...order, quantity: 41_070_807, price: 0.0000088 }));
    expect([bought.status, bought.price, bought.cummulativeQuoteQty]).toEqual(['FILLED', '0.00000880', '361.42310160']);
    client.close();
  });

  it.each(['SHIBUSDT', 'BTTCUSDT', 'SHIBBTC', 'PEPEETH'])('has a synthetic market for %s', async (symbol) => {
    const exchange = createExchange({ symbols: [symbol] });
    const market = new SyntheticMarket(exchange, { mode: 'bursty' });
    market.start();
    await exchange.advance(20_000);
    const client = exchange.createAccount().createClient(createSpotClient);
    const { bids, asks } = await exchange.run(client.getOrderBook({ symbol }));
    expect([bids.length > 0, asks.length > 0]).toEqual([true, true]);
    expect((await exchange.run(client.getRecentTrades({ symbol }))).length).toBeGreaterThan(0);
    expect(exchange.failures).toEqual([]);
    market.stop();
    client.close();
  });
});
