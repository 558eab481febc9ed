import { expectTypeOf } from 'vitest';
import { KlineInterval, OrderSide, OrderType, TimeInForce } from './enums/index.js';
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

// `newOrderRespType` decides the type of the answer. If it is absent, the type of the order decides.
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

// If the type of a parameter is a union or allows undefined, the type of the answer is a union as well.
declare const anyOrder: operations.CreateOrderParams;
declare const perhapsFull: 'FULL' | undefined;
declare const perhapsMini: 'MINI' | undefined;
declare const anyDetail: 'FULL' | 'MINI';
declare const withRates: boolean | undefined;
expectTypeOf(client.createOrder(anyOrder)).resolves.toEqualTypeOf<operations.NewOrder>();
expectTypeOf(
  client.createOrder({ ...stop, newOrderRespType: perhapsFull }),
).resolves.toEqualTypeOf<operations.NewOrder>();
expectTypeOf(
  client.createSorOrder({ ...market, newOrderRespType: anyResponse }),
).resolves.toEqualTypeOf<operations.NewOrder>();
expectTypeOf(
  client.createSorOrder({ ...market, newOrderRespType: 'ACK' }),
).resolves.toEqualTypeOf<operations.OrderAck>();
expectTypeOf(client.createTestOrder({ ...limit, computeCommissionRates: withRates })).resolves.toEqualTypeOf<
  operations.Empty | operations.OrderCommission
>();
expectTypeOf(client.getTicker({ symbol: 'BNBBTC', type: anyDetail })).resolves.toEqualTypeOf<
  operations.Ticker | operations.MiniTicker
>();
// `perhapsMini` is `MINI` or undefined, so the answer is a mini or a full ticker. Its type is the mini ticker, because
// a full ticker has all fields of a mini ticker.
expectTypeOf(client.getTicker({ symbol: 'BNBBTC', type: perhapsMini })).resolves.toEqualTypeOf<operations.MiniTicker>();
expectTypeOf(client.getTickers({ symbols: ['BNBBTC'], type: anyDetail })).resolves.toEqualTypeOf<
  operations.Ticker[] | operations.MiniTicker[]
>();
expectTypeOf<Parameters<typeof client.getTradingDayTickers>[0]['symbols']>().toEqualTypeOf<readonly string[]>();

// Values of enums and plain strings are accepted. Decimals are accepted in every form.
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
// @ts-expect-error the interval does not exist
void client.getKlines({ symbol: 'BNBBTC', interval: '2m' });
void client.getRollingTicker({ symbol: 'BNBBTC', windowSize: '59m' });
// @ts-expect-error a window in minutes has at most 59
void client.getRollingTicker({ symbol: 'BNBBTC', windowSize: '60m' });

// A LIMIT order requires a price, a quantity and timeInForce.
// @ts-expect-error price is missing
void client.createOrder({ symbol: 'BNBBTC', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '1' });
// @ts-expect-error quantity is missing
void client.createOrder({ symbol: 'BNBBTC', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', price: '1' });
// @ts-expect-error timeInForce is missing
void client.createOrder({ symbol: 'BNBBTC', side: 'BUY', type: 'LIMIT', quantity: '1', price: '1' });
// @ts-expect-error LIMIT has no trigger
void client.createOrder({ ...limit, stopPrice: '1' });
// @ts-expect-error LIMIT_MAKER has no timeInForce
void client.createOrder({ ...maker, timeInForce: 'GTC' });
// @ts-expect-error side is missing
void client.createOrder({ symbol: 'BNBBTC', type: 'MARKET', quantity: '1' });

// A pegged order needs no price. With `pegOffsetValue`, it needs `pegOffsetType` too.
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
// @ts-expect-error the offset's unit is missing
void client.createOrder({ ...limit, pegPriceType: 'PRIMARY_PEG', pegOffsetValue: 2 });
// @ts-expect-error the offset has no peg
void client.createOrder({ ...limit, pegOffsetType: 'PRICE_LEVEL', pegOffsetValue: 2 });
// @ts-expect-error MARKET cannot be pegged
void client.createOrder({ ...market, pegPriceType: 'PRIMARY_PEG' });

// A MARKET order takes exactly one of the two quantities, and no price.
void client.createOrder({ symbol: 'BNBBTC', side: 'BUY', type: 'MARKET', quoteOrderQty: '1' });
// @ts-expect-error both quantities are given
void client.createOrder({ symbol: 'BNBBTC', side: 'BUY', type: 'MARKET', quantity: '1', quoteOrderQty: '1' });
// @ts-expect-error neither quantity is given
void client.createOrder({ symbol: 'BNBBTC', side: 'BUY', type: 'MARKET' });
// @ts-expect-error MARKET has no price
void client.createOrder({ ...market, price: '1' });
// @ts-expect-error smart order routing does not take quoteOrderQty
void client.createSorOrder({ symbol: 'BNBBTC', side: 'BUY', type: 'MARKET', quoteOrderQty: '1' });
// @ts-expect-error smart order routing takes only LIMIT and MARKET
void client.createSorOrder(maker);

// A trigger is a price, a trailing distance, or both of them.
void client.createOrder({ symbol: 'BNBBTC', side: 'BUY', type: 'TAKE_PROFIT', quantity: '1', trailingDelta: 100 });
void client.createOrder({ ...stop, trailingDelta: 100 });
// @ts-expect-error the trigger is missing
void client.createOrder({ symbol: 'BNBBTC', side: 'BUY', type: 'TAKE_PROFIT', quantity: '1' });
// @ts-expect-error STOP_LOSS places a MARKET order, which has no price
void client.createOrder({ ...stop, price: '1' });
// @ts-expect-error STOP_LOSS_LIMIT requires a price
void client.createOrder({ ...stop, type: 'STOP_LOSS_LIMIT', timeInForce: 'GTC' });

// Every operation on an existing order requires an id of this order.
void client.getOrder({ symbol: 'BNBBTC', orderId: 1 });
void client.getOrder({ symbol: 'BNBBTC', origClientOrderId: 'a' });
void client.getOrder({ symbol: 'BNBBTC', orderId: 1, origClientOrderId: 'a' });
// @ts-expect-error both ids are missing
void client.getOrder({ symbol: 'BNBBTC' });
// @ts-expect-error both ids are missing
void client.cancelOrder({ symbol: 'BNBBTC' });
// @ts-expect-error both ids are missing
void client.amendOrder({ symbol: 'BNBBTC', newQty: '1' });
// @ts-expect-error the id of the order to cancel is missing
void client.cancelReplaceOrder({ ...limit, cancelReplaceMode: 'STOP_ON_FAILURE' });
// @ts-expect-error both ids are missing
void client.getOrderList({});
// @ts-expect-error both ids are missing
void client.cancelOrderList({ symbol: 'BNBBTC' });
// @ts-expect-error both ids are missing
void client.getPreventedMatches({ symbol: 'BNBBTC' });

// Calls with misspelt names, or with parameters that exclude each other, do not compile.
// @ts-expect-error the parameter is misspelt
void client.createOrder({ ...limit, timeinForce: 'GTC' });
// @ts-expect-error the parameter is misspelt
void client.createOrder({ symbol: 'BNBBTC', side: 'BUY', type: 'MARKET', quantity: '1', newClientOrderID: 'a' });
// @ts-expect-error the parameter is misspelt
void client.getOrderBook({ symbol: 'BNBBTC', limitt: 5 });
// @ts-expect-error ping takes no parameters
void client.ping({ symbol: 'BNBBTC' });
// @ts-expect-error the option is misspelt
void client.ping({}, { signl: undefined });
// @ts-expect-error symbol and symbols exclude each other
void client.getExchangeInfo({ symbol: 'BNBBTC', symbols: ['BNBBTC'] });
// @ts-expect-error an id and times exclude each other
void client.getMyTrades({ symbol: 'BNBBTC', fromId: 1, startTime: 1 });
// @ts-expect-error an id and times exclude each other
void client.getAggregateTrades({ symbol: 'BNBBTC', fromId: 1, startTime: 1 });
// @ts-expect-error an id and times exclude each other
void client.getAllOrders({ symbol: 'BNBBTC', orderId: 1, startTime: 1 });
// @ts-expect-error an id and times exclude each other
void client.getAllOrderLists({ fromId: 1, startTime: 1 });
// @ts-expect-error symbol is missing
void client.getTicker({});
// @ts-expect-error getTicker takes one symbol
void client.getTicker({ symbols: ['BNBBTC'] });

// The names of the parameters of each order in a list begin with a prefix. Which parameters are legal depends on the
// type of that order.
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
// @ts-expect-error both orders take the profit
void client.createOcoOrder({ ...sell, ...profitAbove, ...profitBelow });
// @ts-expect-error both orders limit the loss
void client.createOcoOrder({ ...sell, ...stopAbove, ...stopBelow, belowTimeInForce: 'GTC' });
// @ts-expect-error STOP_LOSS_LIMIT requires belowTimeInForce
void client.createOcoOrder({ ...sell, ...profitAbove, ...stopBelow });
// @ts-expect-error the parameter is misspelt
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
// @ts-expect-error pendingQuantity is missing
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
// @ts-expect-error an OPO list sells what its working order bought, so it has no pendingQuantity
void client.createOpoOrder({ ...working, pendingType: 'MARKET', pendingSide: 'SELL', pendingQuantity: '1' });
// @ts-expect-error the pending order of an OPO list is a SELL
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
// @ts-expect-error the parameter is misspelt
void client.createOtocoOrder({ ...working, ...pair, pendingQuantity: '1', pendingAboveIcebergQuantity: '1' });
expectTypeOf(client.createOpocoOrder({ ...working, ...pair, newOrderRespType: 'RESULT' })).resolves.toEqualTypeOf<
  operations.NewOrderList<operations.ListedOrderResult>
>();
// @ts-expect-error stopLimitPrice requires stopLimitTimeInForce
void client.createLegacyOcoOrder({ symbol: 'A', side: 'BUY', quantity: 1, price: 1, stopPrice: 2, stopLimitPrice: 2 });
void client.createLegacyOcoOrder({ symbol: 'A', side: 'BUY', quantity: 1, price: 1, trailingDelta: 100 });
// @ts-expect-error stopPrice and trailingDelta are missing
void client.createLegacyOcoOrder({ symbol: 'A', side: 'BUY', quantity: 1, price: 1 });

// Parameters that the types do not have are accepted through `unknownParams`. The known ones are still checked.
const unknown = unknownParams({ newThing: 1 });
expectTypeOf(client.getOrderBook({ symbol: 'BNBBTC', ...unknown })).resolves.toEqualTypeOf<operations.OrderBook>();
expectTypeOf(client.createOrder({ ...limit, ...unknown })).resolves.toEqualTypeOf<operations.OrderFull>();
expectTypeOf(client.createOrder({ ...stop, ...unknown })).resolves.toEqualTypeOf<operations.OrderAck>();
void client.getServerTime({ ...unknown });
// @ts-expect-error the parameter is misspelt
void client.getOrderBook({ symbol: 'BNBBTC', limitt: 5, ...unknown });
// @ts-expect-error price is missing
void client.createOrder({ symbol: 'A', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: 1, ...unknown });

// Fields of answers accept values that the exchange adds later.
expectTypeOf<'A_NEW_STATUS'>().toExtend<operations.Order['status']>();
expectTypeOf<'FILLED'>().toExtend<operations.Order['status']>();
