import {
  createRandom,
  type Exchange,
  type ExchangeAccount,
  type ExchangeOptions,
  SyntheticMarket,
} from '../src/index.js';
import { encode, hmacKey, type Params, type TestKey } from './raw-client.js';

const B = 'BTCUSDT';
const E = 'ETHUSDT';

/** Options that enable all features of an exchange. */
export const busyOptions: ExchangeOptions = {
  symbols: [
    B,
    E,
    'BNBUSDT',
    {
      symbol: 'LTCUSDT',
      baseAsset: 'LTC',
      quoteAsset: 'USDT',
      defaultSelfTradePreventionMode: 'NONE',
      referencePriceCalculation: { calculationType: 'ARITHMETIC_MEAN', bucketCount: 5, bucketWidthMs: 10_000 },
    },
  ],
  history: { trades: 3000, candles: 500, orders: 300 },
};

export const newMarket = (exchange: Exchange): SyntheticMarket =>
  new SyntheticMarket(exchange, { symbols: [B, 'BNBUSDT'], mode: 'bursty', stepMs: 700, levels: 8 });

/** Adds accounts, markets and faults to a new exchange. */
export function makeBusy(exchange: Exchange): ExchangeAccount[] {
  const { engine, faults } = exchange;
  const balances = { USDT: '500000', BTC: '20', ETH: '200', BNB: '100', LTC: '500' };
  const accounts = [
    exchange.createAccount({ balances, account: { tradeGroupId: 7 }, fees: { maker: '0.0003', taker: '0.0007' } }),
    exchange.createAccount({ balances, account: { tradeGroupId: 7 } }),
    exchange.createAccount({ balances, keys: [{ permissions: ['USER_DATA'] }] }),
  ];
  const [, second, third] = accounts as [ExchangeAccount, ExchangeAccount, ExchangeAccount];
  const rates = engine.commissionRates(second.uid, B);
  engine.setCommissionRates(second.uid, B, { ...rates, discount: { ...rates.discount, enabledForAccount: true } });
  engine.setAssetFilters(third.uid, [{ filterType: 'MAX_ASSET', asset: 'BTC', limit: '5' }]);
  engine.setReferencePrice(E, 310_000_000_000n);
  engine.lockExternally(third.uid, 'USDT', 100_000_000n);
  newMarket(exchange).start();
  exchange.setBook(E, { bids: [['3090', '50']], asks: [['3110', '50']] });
  exchange.trade(E, { price: '3100', quantity: '1' });
  exchange.setBook('LTCUSDT', { bids: [['80', '500']], asks: [['81', '500']] });
  exchange.trade('LTCUSDT', { price: '80.5', quantity: '3' });
  exchange.blockTrade(B, { price: '61000', quantity: '12' });
  faults.script({ kind: 'delay', ms: 20, jitter: 200, probability: 0.3 });
  faults.script({ kind: 'status', status: 503, scope: 'rest', probability: 0.02, after: 30_000 });
  faults.script({ kind: 'loseAnswer', probability: 0.02, times: 40 });
  faults.script({ kind: 'staleSnapshot', ms: 9000, probability: 0.5 });
  faults.script({ kind: 'queryLag', ms: 4000, probability: 0.5, for: 1_500_000 });
  faults.script({ kind: 'reject', code: -2010, probability: 0.05 });
  return accounts;
}

/**
 * A client that uses random features of the exchange, and logs every answer and every frame. Its choices come from a
 * random generator of its own.
 */
export class BusyBot {
  readonly log: string[] = [];
  readonly #exchange: Exchange;
  readonly #keys: readonly TestKey[];
  readonly #random = createRandom(99);

  /** @param random the state of another bot's random generator. This bot continues from that state. */
  constructor(exchange: Exchange, keys: readonly TestKey[], random?: readonly number[]) {
    this.#exchange = exchange;
    this.#keys = keys;
    if (random) this.#random.importState(random);
  }

  get random(): readonly number[] {
    return this.#random.exportState();
  }

  async run(actions: number): Promise<void> {
    const { environment } = this.#exchange;
    const streams = [
      'btcusdt@trade',
      'btcusdt@depth@100ms',
      'btcusdt@kline_1m',
      'ethusdt@bookTicker',
      'bnbusdt@ticker',
    ];
    const socket = new environment.WebSocket!(`${environment.streams}/stream?streams=${streams.join('/')}`);
    socket.onmessage = ({ data }) => void this.log.push(String(data));
    for (let done = 0; done < actions; done += 1) {
      await this.#act();
      await this.#exchange.advance(Math.floor(this.#random.next() * 3000));
    }
    socket.close();
    await this.#exchange.advance(0);
  }

  #pick<T>(from: readonly T[]): T {
    return from[Math.floor(this.#random.next() * from.length)] as T;
  }

  async #act(): Promise<void> {
    const symbol = this.#pick([B, B, E, 'BNBUSDT', 'LTCUSDT']);
    const key = this.#pick(this.#keys);
    const side = this.#pick(['BUY', 'SELL']);
    const last = Number(this.#exchange.engine.lastPrice(symbol) ?? 0n) / 1e8;
    const decimals = symbol === 'BNBUSDT' ? 1 : 2;
    const near = (spread: number): string => (last * (1 + (this.#random.next() - 0.5) * spread)).toFixed(decimals);
    const away = (by: number): string => (last * (1 + by)).toFixed(decimals);
    const quantity = ((20 + this.#random.next() * 3000) / last).toFixed(symbol === B ? 5 : 3);
    const signed = (route: string, params: Params): Promise<void> => this.#send(route, { symbol, ...params }, key);
    const isBuy = side === 'BUY';
    const stp = this.#pick([undefined, 'EXPIRE_TAKER', 'EXPIRE_MAKER', 'EXPIRE_BOTH', 'DECREMENT', 'TRANSFER']);
    const limit = { side, type: 'LIMIT', timeInForce: 'GTC', quantity, ...(stp && { selfTradePreventionMode: stp }) };
    const openIds = this.#exchange.engine
      .accounts()
      .filter(({ house }) => !house)
      .flatMap(({ id }) => this.#exchange.engine.openOrders(id, symbol))
      .map(({ orderId }) => orderId);
    const orderId = this.#pick(openIds) ?? 1;
    const actions: (() => unknown)[] = [
      () => signed('POST /api/v3/order', { ...limit, price: near(0.004) }),
      () =>
        signed('POST /api/v3/order', { ...limit, price: near(0.002), icebergQty: (Number(quantity) / 5).toFixed(3) }),
      () => signed('POST /api/v3/order', { side, type: 'MARKET', quoteOrderQty: 200 }),
      () =>
        signed('POST /api/v3/order', { side, type: 'STOP_LOSS', quantity, stopPrice: away(isBuy ? 0.002 : -0.002) }),
      () => signed('POST /api/v3/order', { side, type: 'TAKE_PROFIT', quantity, trailingDelta: 20 }),
      () => signed('POST /api/v3/order', { side, type: 'STOP_LOSS', quantity, trailingDelta: 15 }),
      () =>
        signed('POST /api/v3/orderList/oco', {
          side,
          quantity,
          aboveType: isBuy ? 'STOP_LOSS' : 'LIMIT_MAKER',
          ...(isBuy ? { aboveStopPrice: away(0.003) } : { abovePrice: away(0.003) }),
          belowType: isBuy ? 'LIMIT_MAKER' : 'STOP_LOSS',
          ...(isBuy ? { belowPrice: away(-0.003) } : { belowStopPrice: away(-0.003) }),
        }),
      () =>
        signed('POST /api/v3/orderList/otoco', {
          workingType: 'LIMIT',
          workingTimeInForce: 'GTC',
          workingSide: 'BUY',
          workingPrice: near(0.002),
          workingQuantity: quantity,
          pendingSide: 'SELL',
          pendingQuantity: quantity,
          pendingAboveType: 'LIMIT_MAKER',
          pendingAbovePrice: away(0.01),
          pendingBelowType: 'STOP_LOSS',
          pendingBelowStopPrice: away(-0.01),
        }),
      () => signed('DELETE /api/v3/order', { orderId }),
      () => signed('PUT /api/v3/order/amend/keepPriority', { orderId, newQty: (Number(quantity) / 10).toFixed(3) }),
      () =>
        signed('POST /api/v3/order/cancelReplace', {
          ...limit,
          price: near(0.01),
          cancelReplaceMode: 'ALLOW_FAILURE',
          cancelOrderId: orderId,
        }),
      () => signed('GET /api/v3/order', { orderId }),
      () => signed('GET /api/v3/allOrders', {}),
      () => signed('GET /api/v3/myTrades', {}),
      () => signed('GET /api/v3/myPreventedMatches', { orderId }),
      () => this.#send('GET /api/v3/account', {}, key),
      () => this.#send('GET /api/v3/depth', { symbol }),
      () => this.#send('GET /api/v3/aggTrades', { symbol, limit: 20 }),
      () => this.#send('GET /api/v3/klines', { symbol, interval: this.#pick(['1s', '1m', '1h']), limit: 50 }),
      () => this.#send('GET /api/v3/klines', { symbol, interval: '1h', timeZone: '5:45', limit: 50 }),
      () => this.#send('GET /api/v3/ticker/24hr', { symbol }),
      () => this.#send('GET /api/v3/avgPrice', { symbol }),
      () => this.#send('GET /api/v3/referencePrice', { symbol: this.#pick([E, 'LTCUSDT']) }),
      () => symbol !== B && this.#exchange.trade(symbol, { price: near(0.004), quantity: '0.1' }),
      () => symbol === E && this.#exchange.price(symbol, near(0.01)),
    ];
    await this.#pick(actions)();
  }

  async #send(route: string, params: Params, key?: TestKey): Promise<void> {
    const { environment, clock } = this.#exchange;
    const [method = '', path = ''] = route.split(' ');
    let query = encode(key ? { ...params, timestamp: Math.floor(clock.now()) } : params);
    if (key) query += `&signature=${key.sign(query)}`;
    const headers = key ? { 'x-mbx-apikey': key.apiKey } : {};
    void environment.fetch!(`${environment.rest}${path}?${query}`, { method, headers }).then(
      async (answer) => {
        const [weight, text] = [answer.headers.get('x-mbx-used-weight-1m'), await answer.text()];
        this.log.push(`${route} ${answer.status} ${weight} ${text}`);
      },
      (error: Error) => void this.log.push(`${route} ${error.message}`),
    );
    await this.#exchange.advance(0);
  }
}

export const keysOf = (accounts: readonly ExchangeAccount[]): TestKey[] => accounts.map(hmacKey);
