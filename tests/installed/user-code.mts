import {
  BinanceApiError,
  BinanceError,
  BinanceOrderError,
  BinanceUnknownOutcomeError,
  type CreateOrderParams,
  createSpotClient,
  iterateKlines,
  iterateMyTrades,
  KlineInterval,
  klineObject,
  type Order,
  OrderSide,
  OrderType,
  type SpotClient,
  TimeInForce,
} from '@pkg/core';
import { compileRules, fitOrder, type RuledSymbol, validateOrder } from '@pkg/core/filters';
import {
  BinanceSocketManager,
  DepthCacheManager,
  kline,
  type StreamNotice,
  type TradeEvent,
  trade,
  type UserDataEvent,
} from '@pkg/streams';
import { z } from 'zod';

declare const client: SpotClient;
declare const info: RuledSymbol;

/** Uses fields of an answer in the next requests. */
export async function repeat(order: Order): Promise<void> {
  const { symbol, side, timeInForce, selfTradePreventionMode } = order;
  await client.createOrder({ symbol, side, type: 'LIMIT', timeInForce, quantity: '1', price: order.price });
  await client.createOrder({ symbol, side, type: 'MARKET', quantity: order.origQty, selfTradePreventionMode });
  if (order.type === 'LIMIT' || order.type === 'LIMIT_MAKER') {
    const terms =
      order.type === 'LIMIT' ? ({ type: order.type, timeInForce } as const) : ({ type: order.type } as const);
    await client.createOrder({ symbol, side, quantity: '1', price: '2', ...terms });
  }
  const other: OrderSide = side === OrderSide.BUY ? OrderSide.SELL : OrderSide.BUY;
  await client.createOrder({ symbol, side: other, type: OrderType.MARKET, quantity: order.executedQty });
  await client.cancelOrder({ symbol, orderId: order.orderId });
  const type: OrderType = order.type;
  const placed = await client.createOrder({ symbol, side, type: 'MARKET', quantity: '1', newOrderRespType: 'RESULT' });
  const again: TimeInForce = placed.timeInForce;
  await client.createOrder({ symbol, side: placed.side, type: 'LIMIT', timeInForce: again, quantity: 1, price: 2n });
  const pegged = order.pegPriceType;
  if (pegged) {
    await client.createOrder({ symbol, side, type: 'LIMIT', timeInForce, quantity: '1', pegPriceType: pegged });
  }
  void type;
}

/** Uses variables of type string after their values were checked. */
export async function fromInput(symbol: string, side: string, type: string, interval: string): Promise<void> {
  if (side !== 'BUY' && side !== 'SELL') return;
  await client.createOrder({ symbol, side, type: 'MARKET', quantity: '1' });
  if (type === 'LIMIT') {
    await client.createOrder({ symbol, side, type, timeInForce: TimeInForce.GTC, quantity: '1', price: '1' });
  } else if (type === 'STOP_LOSS' || type === 'TAKE_PROFIT') {
    await client.createOrder({ symbol, side, type, quantity: '1', stopPrice: '1' });
  }
  if (isInterval(interval)) await client.getKlines({ symbol, interval });
}

function isInterval(text: string): text is KlineInterval {
  return Object.values<string>(KlineInterval).includes(text);
}

interface LimitOrder {
  symbol: string;
  side: OrderSide;
  type: 'LIMIT';
  timeInForce: TimeInForce;
  quantity: string;
  price: string;
  newClientOrderId?: string;
}

interface Trailing {
  symbol: string;
  side: 'SELL';
  type: 'STOP_LOSS';
  quantity: string;
  trailingDelta: number;
}

/** Uses orders whose types are interfaces. */
export async function byInterface(order: LimitOrder, trailing: Trailing): Promise<void> {
  const rules = compileRules(info);
  const { problems } = validateOrder(order, rules);
  if (problems.length > 0) return;
  await client.createOrder(order);
  const fitted = fitOrder(order, rules, { rounding: 'down' });
  if (fitted.params) await client.createOrder(fitted.params);
  else console.log(fitted.problems.map(({ fix }) => fix?.down));
  const fittedTrailing = fitOrder(trailing, rules, { rounding: 'nearest' });
  if (!fittedTrailing.params) return;
  const delta: number = fittedTrailing.params.trailingDelta;
  await client.createOrder(fittedTrailing.params);
  void delta;
}

/** Passes orders of every type through `fitOrder`. */
export async function fitted(order: CreateOrderParams, price: number | undefined): Promise<void> {
  const rules = await client.rules.get(order.symbol);
  const one = fitOrder(order, rules, { rounding: 'down' });
  if (one.params) await client.createOrder(one.params);
  const literal = fitOrder(
    { symbol: 'BNBBTC', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: 0.123456, price: 1 / 3 },
    rules,
    { rounding: 'nearest' },
  );
  if (literal.params) await client.createOrder(literal.params);
  const { params } = fitOrder({ symbol: 'BNBBTC', side: 'BUY', type: 'MARKET', quoteOrderQty: 10 }, rules, {
    rounding: 'down',
  });
  if (params) await client.createOrder(params);
  const oco = fitOrder(
    {
      ...{ symbol: 'BNBBTC', side: 'SELL', quantity: '1', aboveType: 'LIMIT_MAKER', abovePrice: price ?? 3 },
      ...{ belowType: 'STOP_LOSS', belowStopPrice: 1 },
    } as const,
    rules,
    { rounding: 'up', operation: 'createOcoOrder' },
  );
  if (oco.params) await client.createOcoOrder(oco.params);
}

/** Spreads objects into parameters, with and without conditions. */
export async function spread(id: string | undefined, isMaker: boolean): Promise<void> {
  const base = { symbol: 'BNBBTC', side: OrderSide.BUY, quantity: '1' } as const;
  await client.createOrder({ ...base, type: 'MARKET', ...(id !== undefined && { newClientOrderId: id }) });
  await client.createOrder({ ...base, type: 'MARKET', newClientOrderId: id });
  const terms = isMaker
    ? ({ type: 'LIMIT_MAKER' } as const)
    : ({ type: 'LIMIT', timeInForce: TimeInForce.GTC } as const);
  await client.createOrder({ ...base, price: '1', ...terms });
  const list: CreateOrderParams[] = [
    { ...base, type: 'MARKET' },
    { ...base, type: 'LIMIT', timeInForce: 'IOC', price: '1' },
  ];
  await Promise.all(list.map((order) => client.createOrder(order)));
}

/** Uses the client in generic functions. */
export async function place<P extends CreateOrderParams>(params: P, log: (params: P) => void): Promise<string> {
  log(params);
  const { clientOrderId } = await client.createOrder(params);
  return clientOrderId;
}

type Caller = Pick<SpotClient, 'createOrder' | 'getOrder' | 'getMyTrades'>;

export async function wait<C extends Caller>(caller: C, params: LimitOrder): Promise<string> {
  const { symbol, orderId } = await caller.createOrder(params);
  const order = await caller.getOrder({ symbol, orderId });
  for await (const { qty } of iterateMyTrades(caller, { symbol, orderId })) console.log(qty);
  return order.status === 'FILLED' ? order.executedQty : '0';
}

const limitSchema = z.object({
  symbol: z.string().min(1),
  side: z.enum(['BUY', 'SELL']),
  type: z.literal('LIMIT'),
  timeInForce: z.enum(TimeInForce).default('GTC'),
  quantity: z.string(),
  price: z.union([z.string(), z.number()]),
  newClientOrderId: z.string().optional(),
});
const marketSchema = z.object({
  symbol: z.string(),
  side: z.enum(OrderSide),
  type: z.literal('MARKET'),
  quantity: z.coerce.string(),
});
const orderSchema = z.discriminatedUnion('type', [limitSchema, marketSchema]);

/** Places orders that a schema has checked. */
export async function fromBody(body: unknown): Promise<void> {
  const order = orderSchema.parse(body);
  await client.createOrder(order);
  await client.createTestOrder(limitSchema.parse(body));
  validateOrder(order, compileRules(info), { averagePrice: '1' });
  const parsed: z.infer<typeof marketSchema> = marketSchema.parse(body);
  const fittedOrder = fitOrder(parsed, compileRules(info), { rounding: 'down' });
  if (fittedOrder.params) await client.createOrder(fittedOrder.params);
}

/** Takes options from environment variables, which may be undefined. */
export function fromEnvironment(env: Record<string, string | undefined>, signal?: AbortSignal): SpotClient {
  const made = createSpotClient({ apiKey: env.KEY, apiSecret: env.SECRET, timeout: env.TIMEOUT ? 5000 : undefined });
  void made.getAccount({ omitZeroBalances: true }, { signal });
  return made;
}

/** Uses values of `exchangeInfo` in orders. */
export async function everySymbol(): Promise<void> {
  const { symbols } = await client.getExchangeInfo();
  for (const entry of symbols) {
    const type = entry.orderTypes.find((each) => each === 'MARKET');
    const mode = entry.defaultSelfTradePreventionMode;
    if (type === undefined || mode === undefined) continue;
    await client.createOrder({ symbol: entry.symbol, side: 'BUY', type, quantity: '1', selfTradePreventionMode: mode });
    compileRules(entry);
  }
}

type PlaceOrder = SpotClient['createOrder'];
type AccountAnswer = Awaited<ReturnType<SpotClient['getAccount']>>;

/** A class around the client, with types derived from its methods. */
export class Portfolio {
  readonly #orders = new Map<number, Order>();

  readonly spot: SpotClient;

  constructor(spot: SpotClient) {
    this.spot = spot;
  }

  get place(): PlaceOrder {
    return this.spot.createOrder;
  }

  async refresh(symbol: string): Promise<Record<string, string>> {
    for (const order of await this.spot.getOpenOrders({ symbol })) this.#orders.set(order.orderId, order);
    const account: AccountAnswer = await this.spot.getAccount({ omitZeroBalances: true });
    return Object.fromEntries(account.balances.map(({ asset, free }) => [asset, free]));
  }

  get open(): readonly Order[] {
    return [...this.#orders.values()].filter(({ status }) => status === 'NEW' || status === 'PARTIALLY_FILLED');
  }
}

/** Handles every kind of error, from the special to the general. */
export async function attempt(params: CreateOrderParams): Promise<'done' | 'refused' | 'unknown' | Error> {
  try {
    await client.createOrder(params);
    return 'done';
  } catch (error) {
    if (error instanceof BinanceUnknownOutcomeError) {
      const { outcome, order } = await error.resolve({ signal: AbortSignal.timeout(60_000) });
      return outcome === 'executed' && order ? 'done' : outcome === 'notExecuted' ? 'refused' : 'unknown';
    }
    if (error instanceof BinanceOrderError) return new Error(error.problems.map(({ message }) => message).join('; '));
    if (error instanceof BinanceApiError) return error.code === -2010 ? 'refused' : error;
    return error instanceof BinanceError ? error : new Error('not of the exchange', { cause: error });
  }
}

/** Reads candles as objects, from pages and from one call. */
export async function closes(symbol: string, interval: KlineInterval): Promise<number[]> {
  const found: number[] = [];
  for await (const candle of iterateKlines(client, { symbol, interval, startTime: 0 })) {
    found.push(Number(klineObject(candle).close));
  }
  const page = await client.getKlines({ symbol, interval, limit: 10 });
  const [[openTime, open] = [0, '0']] = page;
  return [...found, openTime, Number(open), ...page.map((candle) => Number(klineObject(candle).high))];
}

/** Reads streams by a listener and by loops. The field `e` tells the kinds of events apart. */
export async function follow(symbols: readonly string[], signal: AbortSignal): Promise<void> {
  const manager = new BinanceSocketManager(client);
  const last = new Map<string, TradeEvent>();
  const notice = (each: StreamNotice): void => console.warn(each);
  const stop = await manager.subscribe(trade('BNBBTC'), (event) => last.set(event.s, event), { signal, notice });
  for await (const event of manager.stream([trade('BNBBTC'), kline('BNBBTC', '1m')], { signal })) {
    if (event.e === 'trade') console.log(event.p, event.q);
    else console.log(event.k.c);
  }
  for await (const event of manager.stream(symbols.map((symbol) => kline(symbol, KlineInterval.ONE_HOUR)))) {
    if (event.k.x) console.log(event.s, event.k.o);
  }
  await stop();
}

/** Reads the events and the state of user data. The field `e` tells the kinds of events apart. */
export async function watchAccount(manager: BinanceSocketManager): Promise<string[]> {
  const show = (event: UserDataEvent): string => {
    switch (event.e) {
      case 'executionReport':
        return event.x === 'TRADE' ? `${event.S} ${event.l} at ${event.L}` : event.X;
      case 'outboundAccountPosition':
        return event.B.map(({ a, f }) => `${a} ${f}`).join(', ');
      case 'balanceUpdate':
        return `${event.a} ${event.d}`;
      default:
        return event.e;
    }
  };
  const data = await manager.userData({ symbols: ['BNBBTC'] });
  await data.ready();
  data.listen({ event: (event) => void show(event), status: (status) => console.log(status) });
  const { openOrders, balances } = data.accountState();
  return [...openOrders.values()].map(({ symbol, price }) => `${symbol} ${price} ${balances.get('BNB')?.free}`);
}

/** Reads an order book by a listener. */
export async function spreadOf(symbol: string, render: (bid: string, ask: string) => void): Promise<void> {
  const books = new DepthCacheManager(
    client,
    symbol,
    ({ status, bestBid, bestAsk }) => {
      if (status === 'live' && bestBid && bestAsk) render(bestBid[0], bestAsk[0]);
    },
    { speed: 100 },
  );
  await books.ready();
  const book = books.getDepthCache();
  const total = book.getBids(5).reduce((sum, [, quantity]) => sum + Number(quantity), 0);
  console.log(total, book.status);
  await books.close();
}

/** Checks parameters by `satisfies`, and replaces an order by another one. */
export async function replace(orderId: number): Promise<string> {
  const params = { symbol: 'BNBBTC', side: 'SELL', type: 'LIMIT_MAKER', quantity: '1', price: '2' } as const;
  const checked = params satisfies CreateOrderParams;
  const { newOrderResponse } = await client.cancelReplaceOrder({
    ...checked,
    cancelReplaceMode: 'STOP_ON_FAILURE',
    cancelOrderId: orderId,
  });
  return newOrderResponse ? 'replaced' : 'kept';
}

// Wrong calls do not compile.
// @ts-expect-error a side with a spelling mistake
void client.createOrder({ symbol: 'BNBBTC', side: 'BYU', type: 'MARKET', quantity: '1' });
// @ts-expect-error a misspelt parameter
void client.createOrder({ symbol: 'BNBBTC', side: 'BUY', type: 'MARKET', quantiy: '1' });
// @ts-expect-error a LIMIT order without a price
void client.createOrder({ symbol: 'BNBBTC', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '1' });
