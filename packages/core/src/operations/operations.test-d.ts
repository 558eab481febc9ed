import { expectTypeOf } from 'vitest';
import { KlineInterval, OrderSide, OrderType, TimeInForce } from './enums.js';
import type * as operations from './index.js';
import type { Methods } from './operation.js';
import { unknownParams } from './unknown-params.js';

declare const client: Methods<typeof operations>;
declare const big: { toFixed(dp?: number): string; plus(n: number): unknown };

const limit = {
  symbol: 'BNBBTC',
  side: 'BUY',
  type: 'LIMIT',
  timeInForce: 'GTC',
  quantity: '1',
  price: '0.1',
} as const;
const market = { symbol: 'BNBBTC', side: 'BUY', type: 'MARKET', quantity: '1' } as const;
const maker = { symbol: 'BNBBTC', side: 'BUY', type: 'LIMIT_MAKER', quantity: '1', price: '0.1' } as const;
const stop = { symbol: 'BNBBTC', side: 'SELL', type: 'STOP_LOSS', quantity: '1', stopPrice: '0.1' } as const;

// The answer follows newOrderRespType, and without it the type of the order.
expectTypeOf(client.createOrder(limit)).resolves.toEqualTypeOf<operations.OrderFull>();
expectTypeOf(client.createOrder(market)).resolves.toEqualTypeOf<operations.OrderFull>();
expectTypeOf(client.createOrder(maker)).resolves.toEqualTypeOf<operations.OrderAck>();
expectTypeOf(client.createOrder(stop)).resolves.toEqualTypeOf<operations.OrderAck>();
expectTypeOf(client.createOrder({ ...limit, newOrderRespType: 'ACK' })).resolves.toEqualTypeOf<operations.OrderAck>();
expectTypeOf(
  client.createOrder({ ...stop, newOrderRespType: 'RESULT' }),
).resolves.toEqualTypeOf<operations.OrderResult>();
expectTypeOf(client.createOrder({ ...stop, newOrderRespType: 'FULL' })).resolves.toEqualTypeOf<operations.OrderFull>();
declare const anyResponse: 'ACK' | 'RESULT' | 'FULL';
expectTypeOf(
  client.createOrder({ ...limit, newOrderRespType: anyResponse }),
).resolves.toEqualTypeOf<operations.NewOrder>();
expectTypeOf(client.createSorOrder(market)).resolves.toEqualTypeOf<operations.OrderFull>();
expectTypeOf(client.createTestOrder(limit)).resolves.toEqualTypeOf<operations.Empty>();
expectTypeOf(
  client.createTestOrder({ ...limit, computeCommissionRates: true }),
).resolves.toEqualTypeOf<operations.OrderCommission>();
expectTypeOf(
  client.cancelReplaceOrder({ ...stop, cancelReplaceMode: 'STOP_ON_FAILURE', cancelOrderId: 1 }),
).resolves.toEqualTypeOf<operations.CancelReplaced<operations.OrderAck>>();
expectTypeOf(client.getTicker({ symbol: 'BNBBTC' })).resolves.toEqualTypeOf<operations.Ticker>();
expectTypeOf(client.getTicker({ symbol: 'BNBBTC', type: 'MINI' })).resolves.toEqualTypeOf<operations.MiniTicker>();
expectTypeOf(client.getTickers()).resolves.toEqualTypeOf<operations.Ticker[]>();

// Enums and their plain strings, decimals in every form.
void client.createOrder({
  symbol: 'BNBBTC',
  side: OrderSide.BUY,
  type: OrderType.LIMIT,
  timeInForce: TimeInForce.GTC,
  quantity: 100,
  price: big,
});
void client.getKlines({ symbol: 'BNBBTC', interval: KlineInterval.THIRTY_MINUTES });
void client.getKlines({ symbol: 'BNBBTC', interval: '30m' });
// @ts-expect-error no such interval
void client.getKlines({ symbol: 'BNBBTC', interval: '2m' });
void client.getRollingTicker({ symbol: 'BNBBTC', windowSize: '59m' });
// @ts-expect-error windows of minutes end at 59
void client.getRollingTicker({ symbol: 'BNBBTC', windowSize: '60m' });

// LIMIT needs its price, its quantity and how long it is good for.
// @ts-expect-error no price
void client.createOrder({ symbol: 'BNBBTC', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '1' });
// @ts-expect-error no quantity
void client.createOrder({ symbol: 'BNBBTC', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', price: '1' });
// @ts-expect-error no timeInForce
void client.createOrder({ symbol: 'BNBBTC', side: 'BUY', type: 'LIMIT', quantity: '1', price: '1' });
// @ts-expect-error LIMIT has no trigger
void client.createOrder({ ...limit, stopPrice: '1' });
// @ts-expect-error LIMIT_MAKER has no timeInForce
void client.createOrder({ ...maker, timeInForce: 'GTC' });
// @ts-expect-error a side is missing
void client.createOrder({ symbol: 'BNBBTC', type: 'MARKET', quantity: '1' });

// A pegged order may leave its price out; an offset needs its unit.
void client.createOrder({
  symbol: 'BNBBTC',
  side: 'BUY',
  type: 'LIMIT',
  timeInForce: 'GTC',
  quantity: '1',
  pegPriceType: 'PRIMARY_PEG',
  pegOffsetType: 'PRICE_LEVEL',
  pegOffsetValue: 2,
});
// @ts-expect-error an offset without its unit
void client.createOrder({ ...limit, pegPriceType: 'PRIMARY_PEG', pegOffsetValue: 2 });
// @ts-expect-error an offset without a peg
void client.createOrder({ ...limit, pegOffsetType: 'PRICE_LEVEL', pegOffsetValue: 2 });
// @ts-expect-error MARKET cannot be pegged
void client.createOrder({ ...market, pegPriceType: 'PRIMARY_PEG' });

// MARKET takes one of the two quantities and no price.
void client.createOrder({ symbol: 'BNBBTC', side: 'BUY', type: 'MARKET', quoteOrderQty: '1' });
// @ts-expect-error both quantities
void client.createOrder({ symbol: 'BNBBTC', side: 'BUY', type: 'MARKET', quantity: '1', quoteOrderQty: '1' });
// @ts-expect-error neither quantity
void client.createOrder({ symbol: 'BNBBTC', side: 'BUY', type: 'MARKET' });
// @ts-expect-error a price
void client.createOrder({ ...market, price: '1' });
// @ts-expect-error smart order routing takes no quote quantity
void client.createSorOrder({ symbol: 'BNBBTC', side: 'BUY', type: 'MARKET', quoteOrderQty: '1' });
// @ts-expect-error smart order routing takes LIMIT and MARKET only
void client.createSorOrder(maker);

// A trigger is a price, a distance, or both.
void client.createOrder({ symbol: 'BNBBTC', side: 'BUY', type: 'TAKE_PROFIT', quantity: '1', trailingDelta: 100 });
void client.createOrder({ ...stop, trailingDelta: 100 });
// @ts-expect-error no trigger
void client.createOrder({ symbol: 'BNBBTC', side: 'BUY', type: 'TAKE_PROFIT', quantity: '1' });
// @ts-expect-error STOP_LOSS sends a MARKET order: it has no price
void client.createOrder({ ...stop, price: '1' });
// @ts-expect-error STOP_LOSS_LIMIT needs a price
void client.createOrder({ ...stop, type: 'STOP_LOSS_LIMIT', timeInForce: 'GTC' });

// A query names its order.
void client.getOrder({ symbol: 'BNBBTC', orderId: 1 });
void client.getOrder({ symbol: 'BNBBTC', origClientOrderId: 'a' });
void client.getOrder({ symbol: 'BNBBTC', orderId: 1, origClientOrderId: 'a' });
// @ts-expect-error neither id
void client.getOrder({ symbol: 'BNBBTC' });
// @ts-expect-error neither id
void client.cancelOrder({ symbol: 'BNBBTC' });
// @ts-expect-error neither id
void client.amendOrder({ symbol: 'BNBBTC', newQty: '1' });
// @ts-expect-error neither id of the order to cancel
void client.cancelReplaceOrder({ ...limit, cancelReplaceMode: 'STOP_ON_FAILURE' });
// @ts-expect-error neither id
void client.getOrderList({});
// @ts-expect-error neither id
void client.cancelOrderList({ symbol: 'BNBBTC' });
// @ts-expect-error neither a match nor an order
void client.getPreventedMatches({ symbol: 'BNBBTC' });

// Misspelt keys, and parameters that exclude each other.
// @ts-expect-error misspelt
void client.createOrder({ ...limit, timeinForce: 'GTC' });
// @ts-expect-error misspelt
void client.createOrder({ symbol: 'BNBBTC', side: 'BUY', type: 'MARKET', quantity: '1', newClientOrderID: 'a' });
// @ts-expect-error misspelt
void client.getOrderBook({ symbol: 'BNBBTC', limitt: 5 });
// @ts-expect-error takes no parameters
void client.ping({ symbol: 'BNBBTC' });
// @ts-expect-error misspelt option
void client.ping({}, { signl: undefined });
// @ts-expect-error one or many
void client.getExchangeInfo({ symbol: 'BNBBTC', symbols: ['BNBBTC'] });
// @ts-expect-error an id or times
void client.getMyTrades({ symbol: 'BNBBTC', fromId: 1, startTime: 1 });
// @ts-expect-error an id or times
void client.getAggregateTrades({ symbol: 'BNBBTC', fromId: 1, startTime: 1 });
// @ts-expect-error the exchange ignores the id when it is given times
void client.getAllOrders({ symbol: 'BNBBTC', orderId: 1, startTime: 1 });
// @ts-expect-error an id or times
void client.getAllOrderLists({ fromId: 1, startTime: 1 });
// @ts-expect-error the 24 hour ticker of one symbol needs it
void client.getTicker({});
// @ts-expect-error one symbol or many, by the method
void client.getTicker({ symbols: ['BNBBTC'] });

// Lists: each order by its prefix, and by its type.
void client.createOcoOrder({
  symbol: 'BNBBTC',
  side: 'SELL',
  quantity: '1',
  aboveType: 'LIMIT_MAKER',
  abovePrice: '2',
  belowType: 'STOP_LOSS_LIMIT',
  belowStopPrice: '1',
  belowPrice: '0.9',
  belowTimeInForce: 'GTC',
});
void client.createOcoOrder({
  symbol: 'BNBBTC',
  side: 'BUY',
  quantity: '1',
  aboveType: 'STOP_LOSS',
  aboveTrailingDelta: 10,
  belowType: 'LIMIT_MAKER',
  belowPegPriceType: 'PRIMARY_PEG',
  belowClientOrderId: 'a',
});
const sell = { symbol: 'BNBBTC', side: 'SELL', quantity: '1' } as const;
const profitAbove = { aboveType: 'LIMIT_MAKER', abovePrice: '2' } as const;
const profitBelow = { belowType: 'TAKE_PROFIT', belowStopPrice: '1' } as const;
const stopAbove = { aboveType: 'STOP_LOSS', aboveStopPrice: '2' } as const;
const stopBelow = { belowType: 'STOP_LOSS_LIMIT', belowStopPrice: '1', belowPrice: '0.9' } as const;
// @ts-expect-error two orders that take profit are no pair
void client.createOcoOrder({ ...sell, ...profitAbove, ...profitBelow });
// @ts-expect-error two orders that stop the loss are no pair
void client.createOcoOrder({ ...sell, ...stopAbove, ...stopBelow, belowTimeInForce: 'GTC' });
// @ts-expect-error STOP_LOSS_LIMIT needs belowTimeInForce
void client.createOcoOrder({ ...sell, ...profitAbove, ...stopBelow });
// @ts-expect-error misspelt
void client.createOcoOrder({ ...sell, ...profitAbove, ...stopBelow, belowTimeInforce: 'GTC' });
const working = {
  symbol: 'BNBBTC',
  workingType: 'LIMIT',
  workingSide: 'BUY',
  workingPrice: '1',
  workingQuantity: '1',
  workingTimeInForce: 'GTC',
} as const;
void client.createOtoOrder({ ...working, pendingType: 'MARKET', pendingSide: 'SELL', pendingQuantity: '1' });
// @ts-expect-error no pending quantity
void client.createOtoOrder({ ...working, pendingType: 'MARKET', pendingSide: 'SELL' });
const pending = { pendingType: 'MARKET', pendingSide: 'SELL', pendingQuantity: '1' } as const;
// @ts-expect-error the working order is LIMIT or LIMIT_MAKER
void client.createOtoOrder({ ...working, ...pending, workingType: 'MARKET' });
void client.createOpoOrder({
  ...working,
  pendingType: 'LIMIT',
  pendingSide: 'SELL',
  pendingPrice: '2',
  pendingTimeInForce: 'GTC',
});
// @ts-expect-error what an OPO sells is what its working order brings in
void client.createOpoOrder({ ...working, pendingType: 'MARKET', pendingSide: 'SELL', pendingQuantity: '1' });
// @ts-expect-error an OPO sells
void client.createOpoOrder({ ...working, pendingType: 'MARKET', pendingSide: 'BUY' });
const pair = {
  pendingSide: 'SELL',
  pendingAboveType: 'LIMIT_MAKER',
  pendingAbovePrice: '3',
  pendingBelowType: 'STOP_LOSS',
  pendingBelowStopPrice: '0.5',
} as const;
void client.createOtocoOrder({ ...working, ...pair, pendingQuantity: '1' });
void client.createOpocoOrder({ ...working, ...pair });
// @ts-expect-error misspelt
void client.createOtocoOrder({ ...working, ...pair, pendingQuantity: '1', pendingAboveIcebergQuantity: '1' });
expectTypeOf(client.createOpocoOrder({ ...working, ...pair, newOrderRespType: 'RESULT' })).resolves.toEqualTypeOf<
  operations.NewOrderList<operations.ListedOrderResult>
>();
// @ts-expect-error a limit price of the stop order needs its timeInForce
void client.createLegacyOcoOrder({ symbol: 'A', side: 'BUY', quantity: 1, price: 1, stopPrice: 2, stopLimitPrice: 2 });

// Parameters that the types do not know yet pass; those that they know stay checked.
const unknown = unknownParams({ newThing: 1 });
expectTypeOf(client.getOrderBook({ symbol: 'BNBBTC', ...unknown })).resolves.toEqualTypeOf<operations.OrderBook>();
expectTypeOf(client.createOrder({ ...limit, ...unknown })).resolves.toEqualTypeOf<operations.OrderFull>();
expectTypeOf(client.createOrder({ ...stop, ...unknown })).resolves.toEqualTypeOf<operations.OrderAck>();
void client.getServerTime({ ...unknown });
// @ts-expect-error misspelt
void client.getOrderBook({ symbol: 'BNBBTC', limitt: 5, ...unknown });
// @ts-expect-error no price
void client.createOrder({ symbol: 'A', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: 1, ...unknown });

// Answers stay open to values that are added later, and complete the known ones.
expectTypeOf<'A_NEW_STATUS'>().toExtend<operations.Order['status']>();
expectTypeOf<'FILLED'>().toExtend<operations.Order['status']>();
