import { type SpotClient, withEvents } from '@pkg/core';
import { BinanceApiError, BinanceTransportError, BinanceUnknownOutcomeError } from '@pkg/core/errors';
import type { ExchangeAccount } from '@pkg/simulator';
import { DECIMALS, type Trader } from './orders.js';
import { LONGEST_CALL, ROOM } from './outcomes.js';
import { READ_LEVELS, SYMBOLS, type World } from './world.js';

/**
 * How many queries and orders {@link CalmCalls.useUpLimits} sends, as a multiple of what the exchange's limits allow.
 */
const USED = 1.2;
/**
 * How long a write may take while queries have used up the part of the limits that the client gives to queries, in ms.
 */
const WRITE_WITHIN = 3_000;
/** The length of the window of the limit of orders, in ms. */
const ORDER_WINDOW = 10_000;
/** After how many ms the orders that have used up the limit of orders are cancelled. */
const CANCELS_AT = 40_000;
/**
 * After how many ms the sent queries have certainly used up the part of the limits that the client gives to queries.
 */
const USED_UP_AFTER = 5_000;

/** Calls of one account that must succeed soon, because nothing or little disturbs the client. */
export class CalmCalls {
  readonly #world: World;
  readonly #client: SpotClient;
  readonly #account: ExchangeAccount;
  /** How many queries have ended. */
  #endedQueries = 0;

  constructor(world: World, { client, account }: Trader) {
    this.#world = world;
    this.#client = client;
    this.#account = account;
  }

  /**
   * Sends two queries, and an order with its cancellation. Each call must end within `most` ms. It may fail only
   * because the exchange refuses it.
   *
   * @param mayReconnect whether a connection may be lost, so that the client may fail to send a write
   */
  call(what: string, most: number, mayReconnect = false, hasOrder = true): void {
    const { clock, host, pending, fail } = this.#world;
    const client = this.#client;
    const [symbol] = SYMBOLS;
    const order = this.#restingOrder();
    const calls: [name: string, call: () => Promise<unknown>][] = [
      ['getAccount', () => client.getAccount()],
      ['getOrderBook', () => client.getOrderBook({ symbol, limit: READ_LEVELS })],
      [
        'createOrder and cancelOrder',
        async () => {
          if (!order) return;
          const isStopped = client.limits.stoppedUntil !== undefined;
          const before = this.#endedQueries;
          let ended = 0;
          // Counts the queries that end while the order waits in the client. After its request was sent, the order
          // waits only for the exchange.
          const stop = withEvents(client).on('request', ({ operation }) => {
            if (operation === 'createOrder') ended = this.#endedQueries - before;
          });
          const { orderId } = await client.createOrder(order).finally(stop);
          if (isStopped && ended > 0) fail(`${what}: an order waited for ${ended} queries that have a lower priority`);
          await client.cancelOrder({ symbol, orderId });
        },
      ],
    ];
    for (const [at, [name, call]] of calls.slice(0, hasOrder ? 3 : 2).entries()) {
      clock.setTimeout(() => {
        const from = host.attended;
        const hadRoom = this.#hasRoom;
        const ended = (error?: unknown): void => {
          if (name.startsWith('get')) this.#noteQuery();
          const took = host.attended - from;
          if (took > most && hadRoom && this.#hasRoom) fail(`${what}: ${name} took ${took} ms`);
          const isExpected =
            isRefusedByExchange(error) || (mayReconnect && error instanceof BinanceTransportError && !error.sent);
          if (error !== undefined && !isExpected) fail(`${what}: ${name} failed: ${error}`);
        };
        pending.watch(`${what}: ${name}`, call()).then(() => ended(), ended);
      }, at * 200);
    }
  }

  /**
   * Sends more queries than the exchange allows in a minute. The client gives queries only a part of the limit. When
   * this part is used up, sends an order, which must not wait for the queries. Then sends more orders than the exchange
   * allows in ten seconds, if the client knows this limit. A client without order rules learns it only from the
   * WebSocket API.
   */
  useUpLimits(): void {
    const { clock, conditions, host, pending, fail } = this.#world;
    const send = (name: string, call: Promise<unknown>, most: number): void => {
      const from = host.attended;
      const ended = (error?: unknown): void => {
        const took = host.attended - from;
        if (took > most) fail(`${name} took ${took} ms`);
        if (error !== undefined && !isRefusedByExchange(error)) fail(`${name} failed: ${error}`);
      };
      pending.watch(name, call).then(() => ended(), ended);
    };
    // This query has the weight 80. A ping has the weight 1. The client gives queries only a part of the limit, and the
    // pings use up what the other queries leave of this part.
    for (let weight = 0; weight < USED * conditions.weight; weight += 80)
      send('getOpenOrders', this.#client.getOpenOrders(), LONGEST_CALL);
    for (let count = 0; count < 80; count++) send('ping', this.#client.ping(), LONGEST_CALL);
    const [symbol] = SYMBOLS;
    // The client keeps a part of the request weight for writes, so this order and this cancellation need not wait.
    const order = { symbol: SYMBOLS[0], side: 'BUY', type: 'MARKET', quantity: '0.1' } as const;
    clock.setTimeout(() => {
      send('createOrder', this.#client.createOrder(order), WRITE_WITHIN);
      send('cancelOpenOrders', this.#client.cancelOpenOrders({ symbol }), WRITE_WITHIN);
    }, USED_UP_AFTER);
    clock.setTimeout(() => {
      if (!this.#client.limits.use.some(({ rateLimitType, limit }) => rateLimitType === 'ORDERS' && limit)) return;
      // The exchange counts orders only until they are filled, so these orders must rest on the book.
      const resting = this.#restingOrder();
      for (let count = 0; resting && count < USED * conditions.orders; count++)
        send('createOrder', this.#client.createOrder(resting), LONGEST_CALL);
    }, USED_UP_AFTER + WRITE_WITHIN);
    clock.setTimeout(
      () => send('cancelOpenOrders', this.#client.cancelOpenOrders({ symbol }), LONGEST_CALL),
      CANCELS_AT,
    );
  }

  /**
   * Sends as many orders as the exchange allows in ten seconds. The exchange refuses each of them, because the balance
   * is too small. Then sends an order that must not wait.
   */
  sendRefusedOrders(): void {
    const { conditions, pending } = this.#world;
    const order = { symbol: SYMBOLS[1], side: 'SELL', type: 'MARKET', quantity: '5000' } as const;
    const refused = Array.from({ length: conditions.orders }, () =>
      pending.watch('a refused order', this.#client.createOrder(order)).catch(() => undefined),
    );
    void Promise.all(refused).then(() => this.call('after refused orders', WRITE_WITHIN));
  }

  /**
   * Sends as many orders as the exchange allows in ten seconds. The exchange executes these orders, but the answers are
   * lost. Then sends more orders, which must wait for the next ten seconds.
   *
   * @param lose makes the answers to the next `times` orders get lost
   */
  loseOrders(lose: (times: number) => void): void {
    const { clock, conditions, pending } = this.#world;
    const order = this.#restingOrder();
    if (!order || !this.#client.limits.use.some(({ rateLimitType, limit }) => rateLimitType === 'ORDERS' && limit))
      return;
    const send = (count: number): void => {
      for (let left = count; left > 0; left--)
        pending.watch('a lost order', this.#client.createOrder(order)).catch(() => undefined);
    };
    const beginsIn = ORDER_WINDOW - (clock.now() % ORDER_WINDOW) + 1_000;
    clock.setTimeout(() => {
      lose(conditions.orders);
      send(conditions.orders);
    }, beginsIn);
    // The client knows only roughly when the ten seconds end, so orders that are sent shortly before the end must wait
    // a little longer.
    for (const left of [4_000, 120, 90, 60, 30])
      clock.setTimeout(() => send(1), beginsIn - 1_000 + ORDER_WINDOW - left);
    const { symbol } = order;
    clock.setTimeout(() => {
      pending.watch('cancelOpenOrders', this.#client.cancelOpenOrders({ symbol })).catch(() => undefined);
    }, beginsIn + 15_000);
  }

  /** Sends several queries at the same time. They may fail. */
  queryAtOnce(): void {
    const client = this.#client;
    const [symbol] = SYMBOLS;
    for (const call of [client.getMyTrades({ symbol }), client.getAllOrders({ symbol })]) {
      this.#world.pending.watch('query', call as Promise<unknown>).then(this.#noteQuery, this.#noteQuery);
    }
  }

  /** Sends a query that must not be sent soon after a 403 to the same query. It may fail. */
  queryAccount(): void {
    this.#world.pending.watch('query', this.#client.getAccount()).then(this.#noteQuery, this.#noteQuery);
  }

  readonly #noteQuery = (): void => void this.#endedQueries++;

  /** Returns an order that rests on the book below the best price; undefined if the book is empty. */
  #restingOrder() {
    const [symbol] = SYMBOLS;
    const { bid } = this.#world.exchange.engine.bestPrices(symbol);
    if (!bid) return undefined;
    const price = ((Number(bid[0]) / 1e8) * 0.99).toFixed(DECIMALS[symbol]);
    return { symbol, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', price, quantity: '1.0' } as const;
  }

  /** Whether the limits of the exchange have room, by the exchange's own count. */
  get #hasRoom(): boolean {
    const { exchange, conditions, use, clock } = this.#world;
    const weight = use.minute === Math.floor(clock.now() / 60_000) ? use.weight : 0;
    const counts = exchange.engine.unfilledOrderCounts(this.#account.uid);
    return weight <= ROOM * conditions.weight && counts.every(({ count, limit }) => count <= ROOM * limit);
  }
}

/**
 * The codes with which the exchange refuses a well-formed order or cancellation, such as for its quantity or the
 * balance.
 */
const REFUSALS: readonly (number | undefined)[] = [-2010, -2011, -1013];

/**
 * Whether the exchange refused a call for a reason other than a fault of the client, such as a balance that is too
 * small.
 */
function isRefusedByExchange(error: unknown): boolean {
  if (!(error instanceof BinanceApiError)) return false;
  return error.statusCode === 403 || (REFUSALS.includes(error.code) && !(error instanceof BinanceUnknownOutcomeError));
}
