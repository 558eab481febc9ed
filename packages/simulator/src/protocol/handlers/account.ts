import { formatAmount } from '../../engine/types/amount.js';
import type { Fill, Order, Rates } from '../../engine/types/index.js';
import { refusal } from '../../refusals/refusal.js';
import { listedSymbol } from '../context.js';
import { orderCounts } from '../limits/rate-limits.js';
import {
  BOOLEAN,
  CLIENT_ID,
  EARLIEST_TIME,
  END_TIME,
  INT,
  LONG,
  limit,
  required,
  SYMBOL,
  TIME,
} from '../parameters/parameter-types.js';
import { discountOf, rateText } from '../render/commission.js';
import { orderList, preventedQuantities, queried } from '../render/order.js';
import { defineHandler, faultSubject, type Handler, type HandlerRequest } from './handler.js';

type Json = Record<string, unknown>;
type Time = (us: number) => number;

const DAY_MS = 86_400_000;
/** How far a time in a request may be ahead of the exchange's time, in µs. */
const LONGEST_AHEAD = 10_000_000;
const DEFAULT_LIMIT = 500;

/**
 * Refuses a request whose `startTime` and `endTime` are more than 24 hours apart. As documented, a time before 2017
 * counts as the start of 2017, and a time that is too far ahead counts as the latest permitted one.
 *
 * @param now the exchange's time in µs
 * @see https://github.com/binance/binance-spot-api-docs/blob/master/CHANGELOG.md#2024-12-09
 */
function checkSpan(
  { startTime, endTime }: { startTime: number | undefined; endTime: number | undefined },
  now: number,
): void {
  if (startTime === undefined || endTime === undefined) return;
  const adjusted = (time: number): number => Math.min(Math.max(time, EARLIEST_TIME * 1000), now + LONGEST_AHEAD);
  // An `endTime` in ms includes its whole millisecond, so the microseconds are cut off.
  const span = Math.floor((adjusted(endTime) - adjusted(startTime)) / 1000);
  if (span > DAY_MS) throw refusal('TIME_RANGE_TOO_LONG', { hours: 24 });
}

const isTimed = ({ startTime, endTime }: { startTime: number | undefined; endTime: number | undefined }): boolean =>
  startTime !== undefined || endTime !== undefined;

/**
 * Refuses combinations of parameters that Binance's documentation does not list. `symbol` and `limit` are always
 * allowed.
 */
function checkCombination(params: Readonly<Record<string, unknown>>, allowed: readonly (readonly string[])[]): void {
  const sent = Object.keys(params).filter(
    (name) => params[name] !== undefined && name !== 'symbol' && name !== 'limit',
  );
  if (!allowed.some((names) => names.length === sent.length && names.every((name) => sent.includes(name)))) {
    throw refusal('INVALID_COMBINATION');
  }
}

export const getAccount: Handler = defineHandler(
  { omitZeroBalances: BOOLEAN },
  ({ context, account, params, time }) => {
    const { engine } = context;
    const record = engine.account(account);
    const first = engine.symbols()[0];
    const rates = first && engine.commissionRates(account, first.symbol).standard;
    const held = new Map(engine.balances(account).map((row) => [row.asset, row]));
    const balances = engine.assets(account).map((asset) => held.get(asset) ?? { asset, free: 0n, locked: 0n });
    return {
      makerCommission: basisPoints(rates?.maker),
      takerCommission: basisPoints(rates?.taker),
      buyerCommission: basisPoints(rates?.buyer),
      sellerCommission: basisPoints(rates?.seller),
      commissionRates: ratesOf(rates ?? { maker: '0', taker: '0', buyer: '0', seller: '0' }),
      canTrade: record.canTrade,
      canWithdraw: record.canWithdraw,
      canDeposit: record.canDeposit,
      brokered: false,
      requireSelfTradePrevention: record.requireSelfTradePrevention,
      preventSor: record.preventSor,
      updateTime: time(record.updateTime),
      accountType: 'SPOT',
      // The trade group of an account: self-trade prevention also applies to trades between the accounts of one trade
      // group. According to Binance's FAQ on self-trade prevention, the field is -1 for an account without a trade
      // group.
      tradeGroupId: record.tradeGroupId,
      balances: balances
        .filter((row) => !params.omitZeroBalances || row.free > 0n || row.locked > 0n)
        .map(({ asset, free, locked }) => ({ asset, free: formatAmount(free), locked: formatAmount(locked) })),
      permissions: record.permissions,
      uid: record.id,
    };
  },
);

const basisPoints = (rate = '0'): number => Math.round(Number(rate) * 10_000);

function ratesOf({ maker, taker, buyer, seller }: Rates): Json {
  return {
    maker: rateText(maker),
    taker: rateText(taker),
    buyer: rateText(buyer),
    seller: rateText(seller),
  };
}

export const getCommissionRates: Handler = defineHandler(
  { symbol: required(SYMBOL) },
  ({ context, account, params: { symbol } }) => {
    listedSymbol(context, symbol);
    const { standard, special, tax, discount } = context.engine.commissionRates(account, symbol);
    return {
      symbol,
      standardCommission: ratesOf(standard),
      specialCommission: ratesOf(special),
      taxCommission: ratesOf(tax),
      discount: discountOf(discount),
    };
  },
);

export const getMyFilters: Handler = defineHandler(
  { symbol: required(SYMBOL) },
  ({ context, account, params: { symbol } }) => {
    listedSymbol(context, symbol);
    return context.engine.myFilters(account, symbol);
  },
);

export const getUnfilledOrderCount: Handler = defineHandler({}, ({ context, account }) =>
  orderCounts(context, account),
);

/**
 * Returns a function that says whether a query may return an order. A `queryLag` fault hides new orders for a while.
 */
function visibleIn(request: HandlerRequest<unknown>): (order: Order) => boolean {
  const lags = request.context.faults.applyTo(faultSubject(request), ['queryLag']);
  return ({ time }) => lags.every(({ ms }) => request.now - time >= ms * 1000);
}

export const getOrder: Handler = defineHandler(
  { symbol: required(SYMBOL), orderId: LONG, origClientOrderId: CLIENT_ID },
  (request) => {
    const { context, account, params, time } = request;
    const { symbol, orderId, origClientOrderId } = params;
    if (orderId === undefined && origClientOrderId === undefined)
      throw refusal('MISSING_BOTH_PARAMETERS', { one: 'origClientOrderId', other: 'orderId' });
    listedSymbol(context, symbol);
    const order = context.engine.order(account, params);
    if (!visibleIn(request)(order)) throw refusal('ORDER_DOES_NOT_EXIST');
    return queried(order, time);
  },
);

export const getOpenOrders: Handler = defineHandler({ symbol: SYMBOL }, (request) => {
  const { context, account, params, time } = request;
  const { symbol } = params;
  if (symbol !== undefined) listedSymbol(context, symbol);
  return context.engine
    .openOrders(account, symbol)
    .filter(visibleIn(request))
    .map((order) => queried(order, time));
});

export const getAllOrders: Handler = defineHandler(
  { symbol: required(SYMBOL), orderId: LONG, startTime: TIME, endTime: END_TIME, limit: limit(1000) },
  (request) => {
    const { context, account, params, now, time } = request;
    const { symbol, orderId, startTime, endTime, limit = DEFAULT_LIMIT } = params;
    listedSymbol(context, symbol);
    checkSpan(params, now);
    // As documented, `orderId` is ignored if `startTime` or `endTime` is given.
    const fromId = isTimed(params) ? undefined : orderId;
    return context.engine
      .allOrders(account, { symbol, fromId, startTime, endTime, limit })
      .filter(visibleIn(request))
      .map((order) => queried(order, time));
  },
);

export const getOrderAmendments: Handler = defineHandler(
  { symbol: required(SYMBOL), orderId: required(LONG), fromExecutionId: LONG, limit: limit(1000) },
  ({ context, account, params: { symbol, orderId, fromExecutionId, limit = DEFAULT_LIMIT }, time }) => {
    listedSymbol(context, symbol);
    return context.engine.amendments(account, { symbol, orderId, fromId: fromExecutionId, limit }).map((row) => ({
      symbol,
      orderId,
      executionId: row.executionId,
      origClientOrderId: row.origClientOrderId,
      newClientOrderId: row.newClientOrderId,
      origQty: formatAmount(row.origQty),
      newQty: formatAmount(row.newQty),
      time: time(row.time),
    }));
  },
);

export const getOrderList: Handler = defineHandler(
  { orderListId: LONG, origClientOrderId: CLIENT_ID },
  ({ context, account, params, time }) => {
    const { orderListId, origClientOrderId: listClientOrderId } = params;
    if (orderListId === undefined && listClientOrderId === undefined) {
      throw refusal('MISSING_BOTH_PARAMETERS', { one: 'orderListId', other: 'origClientOrderId' });
    }
    // As documented, `orderListId` is ignored if `origClientOrderId`, which is `listClientOrderId` here, is given.
    const reference = listClientOrderId === undefined ? { orderListId } : { listClientOrderId };
    return orderList(context.engine.orderList(account, reference), time);
  },
);

export const getOpenOrderLists: Handler = defineHandler({}, ({ context, account, time }) =>
  context.engine.openOrderLists(account).map((list) => orderList(list, time)),
);

export const getAllOrderLists: Handler = defineHandler(
  { fromId: LONG, startTime: TIME, endTime: END_TIME, limit: limit(1000) },
  ({ context, account, params, api, now, time }) => {
    const { startTime, endTime, limit = DEFAULT_LIMIT } = params;
    // As documented, REST forbids `fromId` together with `startTime` or `endTime`, and the WebSocket API ignores it.
    if (params.fromId !== undefined && isTimed(params) && api === 'REST') throw refusal('INVALID_COMBINATION');
    checkSpan(params, now);
    const fromId = isTimed(params) ? undefined : params.fromId;
    return context.engine
      .allOrderLists(account, { fromId, startTime, endTime, limit })
      .map((list) => orderList(list, time));
  },
);

export const getMyTrades: Handler = defineHandler(
  {
    symbol: required(SYMBOL),
    orderId: LONG,
    startTime: TIME,
    endTime: END_TIME,
    fromId: LONG,
    limit: limit(1000),
  },
  ({ context, account, params, now, time }) => {
    checkCombination(params, [
      [],
      ['orderId'],
      ['startTime'],
      ['endTime'],
      ['fromId'],
      ['startTime', 'endTime'],
      ['orderId', 'fromId'],
    ]);
    checkSpan(params, now);
    listedSymbol(context, params.symbol);
    return context.engine.myTrades(account, { ...params, limit: params.limit ?? DEFAULT_LIMIT }).map((row) => ({
      symbol: row.symbol,
      id: row.tradeId,
      ...fill(row, time),
      isBestMatch: true,
    }));
  },
);

export const getAllocations: Handler = defineHandler(
  {
    symbol: required(SYMBOL),
    startTime: TIME,
    endTime: END_TIME,
    fromAllocationId: INT,
    limit: limit(1000),
    orderId: LONG,
  },
  ({ context, account, params, now, time }) => {
    checkCombination(params, [
      [],
      ['startTime'],
      ['endTime'],
      ['startTime', 'endTime'],
      ['fromAllocationId'],
      ['orderId'],
      ['orderId', 'fromAllocationId'],
    ]);
    checkSpan(params, now);
    listedSymbol(context, params.symbol);
    const { fromAllocationId: fromId, limit = DEFAULT_LIMIT, ...query } = params;
    // As documented, the oldest allocations are returned if neither `startTime` nor `endTime` is given.
    const oldest = query.endTime === undefined && query.startTime === undefined && fromId === undefined ? 0 : fromId;
    return context.engine.allocations(account, { ...query, limit, fromId: oldest }).map((row) => ({
      symbol: row.symbol,
      allocationId: row.allocationId,
      allocationType: 'SOR',
      ...fill(row, time),
      isAllocator: false,
    }));
  },
);

function fill(row: Fill, time: Time): Json {
  return {
    orderId: row.orderId,
    orderListId: row.orderListId,
    price: formatAmount(row.price),
    qty: formatAmount(row.quantity),
    quoteQty: formatAmount(row.quoteQuantity),
    commission: formatAmount(row.commission),
    commissionAsset: row.commissionAsset,
    time: time(row.time),
    isBuyer: row.isBuyer,
    isMaker: row.isMaker,
  };
}

export const getPreventedMatches: Handler = defineHandler(
  {
    symbol: required(SYMBOL),
    preventedMatchId: LONG,
    orderId: LONG,
    fromPreventedMatchId: LONG,
    limit: limit(1000),
  },
  ({ context, account, params, time }) => {
    checkCombination(params, [['preventedMatchId'], ['orderId'], ['orderId', 'fromPreventedMatchId']]);
    const { symbol, preventedMatchId, orderId, fromPreventedMatchId, limit = DEFAULT_LIMIT } = params;
    listedSymbol(context, symbol);
    return context.engine
      .preventedMatches(account, { symbol, preventedMatchId, orderId, fromId: fromPreventedMatchId, limit })
      .map((row) => ({
        symbol: row.symbol,
        preventedMatchId: row.preventedMatchId,
        takerOrderId: row.takerOrderId,
        makerSymbol: row.makerSymbol,
        makerOrderId: row.makerOrderId,
        tradeGroupId: row.tradeGroupId,
        selfTradePreventionMode: row.selfTradePreventionMode,
        price: formatAmount(row.price),
        ...preventedQuantities(row),
        transactTime: time(row.transactTime),
      }));
  },
  { weightOnUnknownSymbol: 2 },
);
