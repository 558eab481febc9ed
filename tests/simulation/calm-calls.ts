import type { SpotClient } from '@pkg/core';
import { BinanceApiError, BinanceTransportError, BinanceUnknownOutcomeError } from '@pkg/core/errors';
import type { ExchangeAccount } from '@pkg/simulator';
import { DECIMALS, type Trader } from './orders.js';
import { LONGEST_CALL, ROOM } from './outcomes.js';
import { READ_LEVELS, SYMBOLS, type World } from './world.js';

/** How much more queries would use than the request weight that the exchange allows, and orders than its limit. */
const USED = 1.2;
/** How long a write may take while queries have used up their part of the limits, in ms. */
const WRITE_WITHIN = 3_000;
/** After how many ms the queries have certainly used up their part of the limits. */
const USED_UP_AFTER = 5_000;

/** How many queries wait together with an order. */
const QUEUED = 3;

/** Calls of one account that must succeed soon, because nothing or little disturbs the client. */
export class CalmCalls {
  readonly #world: World;
  readonly #client: SpotClient;
  readonly #account: ExchangeAccount;

  constructor(world: World, { client, account }: Trader) {
    this.#world = world;
    this.#client = client;
    this.#account = account;
  }

  /**
   * Sends two queries, and an order with its cancellation. Each must end within `most` ms, and must not fail for a
   * reason that lies in the client.
   *
   * @param mayReconnect whether a connection may be lost, so that the client sends no write
   */
  call(what: string, most: number, mayReconnect = false, hasOrder = true): void {
    const { clock, exchange, host, pending, fail } = this.#world;
    const client = this.#client;
    const [symbol] = SYMBOLS;
    const { bid } = exchange.engine.bestPrices(symbol);
    const price = ((Number(bid?.[0]) / 1e8) * 0.99).toFixed(DECIMALS[symbol]);
    const calls: [name: string, call: () => Promise<unknown>][] = [
      ['getAccount', () => client.getAccount()],
      ['getOrderBook', () => client.getOrderBook({ symbol, limit: READ_LEVELS })],
      [
        'createOrder and cancelOrder',
        async () => {
          const order = { symbol, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', price, quantity: '1.0' } as const;
          const { orderId } = await client.createOrder(order);
          await client.cancelOrder({ symbol, orderId });
        },
      ],
    ];
    for (const [at, [name, call]] of calls.slice(0, hasOrder && bid ? 3 : 2).entries()) {
      clock.setTimeout(() => {
        const from = host.attended;
        const hadRoom = this.#hasRoom;
        const ended = (error?: unknown): void => {
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
   * Sends more queries than the exchange allows in a minute. When they have used up their part of the limit, sends an
   * order: the client must hold queries back, but not the order. Then sends more orders than the exchange allows in ten
   * seconds, if the client knows this limit. A client without order rules learns it only from the WebSocket API.
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
    // The weight of this query is 80.
    for (let weight = 0; weight < USED * conditions.weight; weight += 80)
      send('getOpenOrders', this.#client.getOpenOrders(), LONGEST_CALL);
    // Queries leave a part of the weight to writes.
    const order = { symbol: SYMBOLS[0], side: 'BUY', type: 'MARKET', quantity: '0.1' } as const;
    clock.setTimeout(() => send('createOrder', this.#client.createOrder(order), WRITE_WITHIN), USED_UP_AFTER);
    clock.setTimeout(() => {
      if (!this.#client.limits.use.some(({ rateLimitType, limit }) => rateLimitType === 'ORDERS' && limit)) return;
      for (let count = 0; count < USED * conditions.orders; count++)
        send('createOrder', this.#client.createOrder(order), LONGEST_CALL);
    }, USED_UP_AFTER + WRITE_WITHIN);
  }

  /** Sends several queries at the same time. They may fail. */
  queryAtOnce(): void {
    const client = this.#client;
    const [symbol] = SYMBOLS;
    for (const call of [client.getMyTrades({ symbol }), client.getAllOrders({ symbol })]) {
      this.#world.pending.watch('query', call as Promise<unknown>).catch(() => undefined);
    }
  }

  /**
   * If the exchange has stopped the client, sends queries and then an order. When the exchange accepts requests again,
   * the client must send the order before the queries, although it was called later.
   */
  queueOrder(): void {
    const { pending, fail } = this.#world;
    const client = this.#client;
    const [symbol] = SYMBOLS;
    if (!client.limits.stoppedUntil) return;
    let ended = 0;
    for (let count = 0; count < QUEUED; count++) {
      const note = (): void => void ended++;
      pending.watch('waiting query', client.getMyTrades({ symbol })).then(note, note);
    }
    const order = { symbol, side: 'BUY', type: 'MARKET', quantity: '0.1' } as const;
    const check = (): void => {
      if (ended > 1) fail(`an order waited for ${ended} queries of lower priority`);
    };
    pending.watch('waiting order', client.createOrder(order)).then(check, check);
  }

  /** Whether the limits of the exchange have room, by the exchange's own count. */
  get #hasRoom(): boolean {
    const { exchange, conditions, use, clock } = this.#world;
    const weight = use.minute === Math.floor(clock.now() / 60_000) ? use.weight : 0;
    const counts = exchange.engine.unfilledOrderCounts(this.#account.uid);
    return weight <= ROOM * conditions.weight && counts.every(({ count, limit }) => count <= ROOM * limit);
  }
}

/** The codes by which the exchange refuses an order or a cancellation itself. */
const REFUSALS: readonly (number | undefined)[] = [-2010, -2011, -1013];

/** Whether the exchange refused a call for a reason that does not lie in how the client sent it. */
function isRefusedByExchange(error: unknown): boolean {
  if (!(error instanceof BinanceApiError)) return false;
  return error.statusCode === 403 || (REFUSALS.includes(error.code) && !(error instanceof BinanceUnknownOutcomeError));
}
