import {
  BinanceApiError,
  BinanceOrderFilterError,
  BinanceOrderInactiveSymbolError,
  BinanceOrderMinAmountError,
  BinanceOrderMinPriceError,
  BinanceOrderTotalPriceError,
  BinanceOrderUnknownSymbolError,
  createSpotClient,
  type OcoOrderParams,
  type OpocoOrderParams,
  type OpoOrderParams,
  type OtocoOrderParams,
  type OtoOrderParams,
} from '@pkg/core';
import { createExchange } from '@pkg/simulator';
import { wsApi } from '@pkg/streams';
import { afterEach, describe, expect, it } from 'vitest';

const open: { close(): void }[] = [];
afterEach(() => {
  for (const each of open.splice(0)) each.close();
});

/**
 * Creates an exchange with BNBUSDT at a price of 600, tick 0.01, step 0.001 and minimum notional 5, and a client with
 * balances.
 */
function market(transport: 'REST' | 'WebSocket API' = 'REST', more: { validateOrders?: boolean } = {}) {
  const exchange = createExchange({
    symbols: [
      {
        symbol: 'BNBUSDT',
        baseAsset: 'BNB',
        quoteAsset: 'USDT',
        filters: [
          { filterType: 'PRICE_FILTER', minPrice: '0.01', maxPrice: '100000', tickSize: '0.01' },
          { filterType: 'LOT_SIZE', minQty: '0.001', maxQty: '9000', stepSize: '0.001' },
          {
            filterType: 'NOTIONAL',
            minNotional: '5',
            applyMinToMarket: true,
            maxNotional: '9000000',
            applyMaxToMarket: false,
            avgPriceMins: 5,
          },
          { filterType: 'MAX_NUM_ORDERS', maxNumOrders: 200 },
        ],
      },
    ],
    sors: [],
  });
  const sent: string[] = [];
  const environment = {
    ...exchange.environment,
    fetch: ((input: RequestInfo | URL, init?: RequestInit) => {
      sent.push(new URL(input instanceof Request ? input.url : input).pathname);
      return exchange.environment.fetch?.(input, init);
    }) as typeof fetch,
  };
  const { apiKey, apiSecret } = exchange.createAccount({ balances: { BNB: '100', USDT: '100000' } });
  exchange.trade('BNBUSDT', { price: '600', quantity: '1' });
  const { clock } = exchange;
  const options = { environment, clock, apiKey, apiSecret, ...more };
  const client = createSpotClient(transport === 'REST' ? options : { ...options, transport: wsApi() });
  open.push(client, exchange);
  return { exchange, client, sent };
}

const order = {
  symbol: 'BNBUSDT',
  side: 'BUY',
  type: 'LIMIT',
  timeInForce: 'GTC',
  quantity: '1',
  price: '500',
} as const;

describe.each(['REST', 'WebSocket API'] as const)('order rules of a client over %s', (transport) => {
  it.each([
    ['quantity off the step', { quantity: '1.0001' }, BinanceOrderMinAmountError],
    ['price below the minimum', { price: '0.001' }, BinanceOrderMinPriceError],
    ['total below the minimum', { quantity: '0.001' }, BinanceOrderTotalPriceError],
    ['a symbol that is not listed', { symbol: 'NOPEUSDT' }, BinanceOrderUnknownSymbolError],
    ['a symbol in lower case', { symbol: 'bnbusdt' }, BinanceOrderUnknownSymbolError],
    ['a trigger that no LIMIT order has', { stopPrice: '1' }, BinanceOrderFilterError],
  ])('error: %s', async (_, params, kind) => {
    const { client, exchange } = market(transport);
    const before = exchange.engine.accounts().map(({ id }) => exchange.engine.openOrders(id).length);
    const error = await client
      .createOrder({ ...order, ...params } as never)
      .then(undefined, (thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(kind);
    expect(error).toMatchObject({ code: -1013 });
    expect(exchange.engine.accounts().map(({ id }) => exchange.engine.openOrders(id).length)).toEqual(before);
  });

  it('names the symbol in capitals in the error of one in small letters', async () => {
    const { client } = market(transport);
    const placed = client.createOrder({ ...order, symbol: 'bnbusdt' } as never);
    await expect(placed).rejects.toThrow('symbol bnbusdt is not listed by the exchange: did you mean BNBUSDT?');
  });

  it('check every operation that places or amends an order', async () => {
    const { client } = market(transport);
    const { orderId } = await client.createOrder(order);
    const bad = { ...order, quantity: '1.0001' };
    const leg = { workingType: 'LIMIT', workingSide: 'BUY', workingTimeInForce: 'GTC', workingPrice: '500' } as const;
    const pending = { pendingSide: 'SELL', pendingType: 'LIMIT_MAKER', pendingPrice: '700' } as const;
    const pair = {
      ...{ pendingSide: 'SELL', pendingAboveType: 'LIMIT_MAKER', pendingAbovePrice: '700' },
      ...{ pendingBelowType: 'STOP_LOSS', pendingBelowStopPrice: '400' },
    } as const;
    const symbol = 'BNBUSDT';
    const quantity = '1.0001';
    const oco = {
      ...{ symbol, side: 'SELL', quantity, aboveType: 'LIMIT_MAKER', abovePrice: '700' },
      ...{ belowType: 'STOP_LOSS', belowStopPrice: '500' },
    } as const;
    const calls = [
      client.createTestOrder(bad),
      client.createSorOrder({ symbol, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity, price: '500' }),
      client.createTestSorOrder({ symbol, side: 'BUY', type: 'MARKET', quantity }),
      client.cancelReplaceOrder({ ...bad, cancelReplaceMode: 'STOP_ON_FAILURE', cancelOrderId: orderId }),
      client.amendOrder({ symbol, orderId, newQty: '0.9999' }),
      client.createOcoOrder(oco as OcoOrderParams),
      client.createLegacyOcoOrder({ symbol, side: 'SELL', quantity, price: '700', stopPrice: '500' }),
      client.createOtoOrder({
        symbol,
        ...leg,
        ...pending,
        workingQuantity: quantity,
        pendingQuantity: '1',
      } as OtoOrderParams),
      client.createOtocoOrder({
        symbol,
        ...leg,
        ...pair,
        workingQuantity: '1',
        pendingQuantity: quantity,
      } as OtocoOrderParams),
      client.createOpoOrder({ symbol, ...leg, ...pending, workingQuantity: quantity } as OpoOrderParams),
      client.createOpocoOrder({ symbol, ...leg, ...pair, workingQuantity: quantity } as OpocoOrderParams),
    ];
    for (const [index, result] of (await Promise.allSettled(calls)).entries()) {
      expect(result, `call ${index}`).toMatchObject({ status: 'rejected', reason: { code: -1013 } });
      const { reason } = result as PromiseRejectedResult;
      expect(reason.problems.map(({ filter }: { filter: string }) => filter)).toContain('LOT_SIZE');
    }
    expect((await client.getOpenOrders({ symbol })).map(({ origQty }) => origQty)).toEqual(['1.00000000']);
  });

  it('can be skipped for one call', async () => {
    const { client } = market(transport);
    const refused = client.createOrder({ ...order, quantity: '1.0001' }, { validate: false });
    await expect(refused).rejects.toThrow('Filter failure: LOT_SIZE');
    await expect(refused).rejects.toBeInstanceOf(BinanceApiError);
  });
});

describe('client.rules', () => {
  it('are requested once, on first use, and never with validateOrders: false', async () => {
    const { client, sent } = market();
    await Promise.all([client.createTestOrder(order), client.createTestOrder(order), client.rules.get('BNBUSDT')]);
    expect(sent.filter((path) => path.endsWith('/exchangeInfo'))).toHaveLength(1);
    const without = market('REST', { validateOrders: false });
    await expect(without.client.createTestOrder({ ...order, quantity: '0' })).rejects.toBeInstanceOf(BinanceApiError);
    expect(without.sent.filter((path) => path.endsWith('/exchangeInfo'))).toHaveLength(0);
  });

  it('are updated by refresh, by getExchangeInfo and after -1013', async () => {
    const { client, exchange, sent } = market();
    const step = (stepSize: string): void => {
      exchange.engine.changeSymbol('BNBUSDT', {
        filters: [{ filterType: 'LOT_SIZE', minQty: '0.001', maxQty: '9000', stepSize }],
      });
    };
    await client.createTestOrder({ ...order, quantity: '1.5' });
    step('1');
    await expect(client.createTestOrder({ ...order, quantity: '1.5' })).rejects.toThrow('Filter failure: LOT_SIZE');
    await client.rules.get('BNBUSDT');
    await expect(client.createTestOrder({ ...order, quantity: '1.5' })).rejects.toBeInstanceOf(
      BinanceOrderMinAmountError,
    );
    expect(sent.filter((path) => path.endsWith('/exchangeInfo'))).toHaveLength(2);
    step('0.5');
    await client.rules.refresh();
    await client.createTestOrder({ ...order, quantity: '1.5' });
    step('1');
    await client.getExchangeInfo();
    await expect(client.createTestOrder({ ...order, quantity: '1.5' })).rejects.toBeInstanceOf(
      BinanceOrderMinAmountError,
    );
  });

  it('let orders pass when the symbol trades again', async () => {
    const { client, exchange } = market();
    exchange.engine.setSymbolStatus('BNBUSDT', 'HALT');
    await expect(client.createOrder(order)).rejects.toBeInstanceOf(BinanceOrderInactiveSymbolError);
    exchange.engine.setSymbolStatus('BNBUSDT', 'TRADING');
    await exchange.advance(61_000);
    await client.createOrder(order);
  });
});
