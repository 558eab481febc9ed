import type { SpotClient } from '@pkg/core';
import {
  BinanceApiError,
  BinanceOrderError,
  BinanceTransportError,
  BinanceUnknownOutcomeError,
} from '@pkg/core/errors';
import type { ExchangeAccount } from '@pkg/simulator';
import type { BinanceSocketManager, UserData, UserDataEvent } from '@pkg/streams';
import { formatAmount } from '../../packages/simulator/src/engine/types/amount.js';
import { SYMBOLS, type World } from './world.js';

type Outcome = 'accepted' | 'refused' | 'not sent' | 'unknown' | 'pending';

type Intent = {
  readonly id: string;
  readonly symbol: string;
  outcome: Outcome;
  error: unknown;
};

const DECIMALS = { BNBBTC: 6, LTCUSDT: 2 } as const;
const QUANTITIES = { BNBBTC: 1, LTCUSDT: 3 } as const;
const ENDS = ['FILLED', 'CANCELED', 'EXPIRED', 'EXPIRED_IN_MATCH', 'REJECTED'];

/** The client's orders and user data of one account, which are compared with those of the exchange. */
export class Orders {
  readonly #world: World;
  readonly #client: SpotClient;
  readonly #account: ExchangeAccount;
  readonly #intents: Intent[] = [];
  /** Ids of the orders that the exchange has accepted, by client order id. */
  readonly #accepted = new Map<string, Set<number>>();
  readonly #user: Promise<UserData>;
  /** The last user data event of each order: the executed quantity, and whether the order has ended. */
  readonly #reported = new Map<string, { executed: number; isOver: boolean }>();
  readonly #trades = new Set<string>();

  constructor(world: World, client: SpotClient, sockets: BinanceSocketManager, account: ExchangeAccount) {
    this.#world = world;
    this.#client = client;
    this.#account = account;
    world.exchange.engine.on((event) => {
      if (event.type !== 'ORDER' || event.executionType !== 'NEW' || event.order.accountId !== account.uid) return;
      const ids = this.#accepted.get(event.clientOrderId) ?? new Set();
      this.#accepted.set(event.clientOrderId, ids.add(event.order.orderId));
    });
    this.#user = sockets.userData({ symbols: [...SYMBOLS] });
    this.#user.then(
      (user) => user.listen({ event: (event) => this.#see(event) }),
      (error: unknown) => world.fail(`user data: ${error}`),
    );
  }

  get count(): number {
    return this.#intents.length;
  }

  /** Places, cancels and aborts orders at random times for `ms`. */
  start(ms: number): void {
    const { clock, exchange } = this.#world;
    const dice = this.#world.dice('orders');
    for (let at = 500 + dice.below(2_000); at < ms; at += dice.pick([0, 20, 300, 1_000, 2_500])) {
      const numbers = Array.from({ length: 8 }, () => dice.next());
      clock.setTimeout(() => this.#act(numbers), at);
    }
    const deposits = dice.below(4);
    for (let done = 0; done < deposits; done++) {
      const asset = dice.pick(['BTC', 'USDT', 'LTC']);
      clock.setTimeout(() => exchange.fund(this.#account.apiKey, { [asset]: '1.5' }), dice.below(ms));
    }
  }

  #act(numbers: readonly number[]): void {
    let next = 0;
    const draw = (): number => numbers[next++] as number;
    const symbol = SYMBOLS[Math.floor(draw() * SYMBOLS.length)] as (typeof SYMBOLS)[number];
    const kind = draw();
    const { engine } = this.#world.exchange;
    const open = engine.openOrders(this.#account.uid, symbol);
    if (kind < 0.35 && open.length > 0) {
      const { orderId } = open[Math.floor(draw() * open.length)] as (typeof open)[number];
      const change =
        kind < 0.03 ? this.#client.cancelOpenOrders({ symbol }) : this.#client.cancelOrder({ symbol, orderId });
      change.catch((error: unknown) => this.#expectKnown('cancel', error));
      return;
    }
    const { bid, ask } = engine.bestPrices(symbol);
    if (!bid || !ask) return;
    const near = Number(bid[0] + ask[0]) / 2e8;
    const price = (near * (1 + (draw() - 0.5) * 0.01)).toFixed(DECIMALS[symbol]);
    const quantity = (0.5 + draw() * 2).toFixed(QUANTITIES[symbol]);
    this.#place(symbol, price, quantity, draw(), draw(), draw());
  }

  #place(symbol: string, price: string, quantity: string, kind: number, side: number, abort: number): void {
    const { trace, clock, host } = this.#world;
    const id = `intent-${this.#intents.length + 1}`;
    const intent: Intent = { id, symbol, outcome: 'pending', error: undefined };
    this.#intents.push(intent);
    const order = { symbol, side: side < 0.5 ? 'BUY' : 'SELL', quantity, newClientOrderId: id } as const;
    const stop = { stopPrice: price };
    const controller = new AbortController();
    if (abort < 0.1) clock.setTimeout(() => controller.abort(new Error('the caller has aborted')), abort * 5_000);
    const params =
      kind < 0.15
        ? ({ ...order, type: 'MARKET' } as const)
        : kind < 0.25
          ? ({ ...order, type: 'STOP_LOSS_LIMIT', timeInForce: 'GTC', price, ...stop } as const)
          : kind < 0.35
            ? ({ ...order, type: 'LIMIT', timeInForce: 'IOC', price } as const)
            : ({ ...order, type: 'LIMIT', timeInForce: 'GTC', price } as const);
    const settle = (outcome: Outcome, error?: unknown): void => {
      intent.outcome = outcome;
      intent.error = error;
      trace.add(`${id} ${params.type} ${outcome}${error === undefined ? '' : `: ${(error as Error).message}`}`);
    };
    const from = host.monotonic();
    this.#client.createOrder(params, { signal: controller.signal }).then(
      () => settle('accepted'),
      (error: unknown) => {
        settle(outcomeOf(error, controller.signal), error);
        if (intent.outcome === 'pending') this.#expectKnown(id, error);
        if (host.monotonic() - from > 120_000) this.#world.fail(`${id}: took ${host.monotonic() - from} ms`);
      },
    );
  }

  #expectKnown(what: string, error: unknown): void {
    if (outcomeOf(error, undefined) === 'pending') this.#world.fail(`${what}: ended with ${error}`);
  }

  #see(event: UserDataEvent): void {
    const { fail, trace } = this.#world;
    if (event.e !== 'executionReport') return;
    const order = `${event.s} ${event.i}`;
    trace.add(`report of ${order}: ${event.x} ${event.X} ${event.z}${event.recovered ? ', recovered' : ''}`);
    const known = this.#reported.get(order) ?? { executed: 0, isOver: false };
    if (known.isOver) fail(`order ${order}: ${event.x} after its end`);
    if (Number(event.z) < known.executed) fail(`order ${order}: executed ${event.z} after ${known.executed}`);
    if (event.x === 'TRADE') {
      const key = `${order} ${event.t}`;
      if (this.#trades.has(key)) fail(`order ${order}: trade ${event.t} was reported twice`);
      this.#trades.add(key);
    }
    this.#reported.set(order, { executed: Number(event.z), isOver: ENDS.includes(event.X) });
  }

  /** Checks the outcome of each order, and that the client's orders and balances equal those of the exchange. */
  async checkEnd(): Promise<void> {
    const { exchange, fail, clock } = this.#world;
    for (const intent of this.#intents) {
      const { id, outcome, error } = intent;
      const count = this.#accepted.get(id)?.size ?? 0;
      if (count > 1) fail(`${id}: ${count} orders`);
      if (outcome === 'pending') fail(`${id}: has not ended`);
      if (outcome === 'accepted' && count !== 1) fail(`${id}: reported as accepted, but not executed`);
      if (outcome === 'refused' && count > 0) fail(`${id}: reported as refused, but executed: ${error}`);
      if (outcome === 'not sent' && count > 0) fail(`${id}: reported as not sent, but executed: ${error}`);
      if (outcome === 'unknown') await this.#resolve(intent, count);
    }
    const user = await settled(this.#user);
    if (!user) return fail('user data: not ready after the quiet phase');
    if (user.status !== 'live') return fail(`user data: ${user.status} after the quiet phase`);
    await clock.advance(0);
    const { balances, openOrders } = user.accountState();
    const { uid } = this.#account;
    const expected = exchange.engine
      .openOrders(uid)
      .map((o) => `${o.symbol} ${o.orderId} ${formatAmount(o.executedQty)}`);
    const actual = [...openOrders.values()].map((o) => `${o.symbol} ${o.orderId} ${o.executedQty}`);
    compare(fail, 'open orders', expected, actual);
    const rows = exchange.engine
      .balances(uid)
      .map((b) => `${b.asset} ${formatAmount(b.free)} ${formatAmount(b.locked)}`);
    const isHeld = (row: string): boolean => !/ 0\.0+ 0\.0+$/.test(row);
    const known = [...balances].map(([asset, { free, locked }]) => `${asset} ${free} ${locked}`);
    compare(fail, 'balances', rows.filter(isHeld), known.filter(isHeld));
  }

  async #resolve({ id, error }: Intent, count: number): Promise<void> {
    const { fail, clock } = this.#world;
    let result: string | undefined;
    (error as BinanceUnknownOutcomeError).resolve().then(
      ({ outcome }) => {
        result = outcome;
      },
      (failure: unknown) => {
        result = String(failure);
      },
    );
    for (let waited = 0; result === undefined && waited < 120_000; waited += 1_000) await clock.advance(1_000);
    const expected = count > 0 ? 'executed' : 'notExecuted';
    // A cancellation gives an order another client order id. Then its outcome may stay unknown.
    if (result === 'unknown' && count > 0) return;
    if (result !== expected) fail(`${id}: resolve() gave ${result}, expected ${expected}`);
  }

  async close(): Promise<void> {
    await (await settled(this.#user))?.close();
  }
}

function outcomeOf(error: unknown, signal: AbortSignal | undefined): Outcome {
  if (error instanceof BinanceUnknownOutcomeError) return 'unknown';
  if (error instanceof BinanceOrderError) return 'not sent';
  if (error instanceof BinanceApiError) return 'refused';
  if (error instanceof BinanceTransportError) return 'not sent';
  return signal?.aborted && error === signal.reason ? 'not sent' : 'pending';
}

/** Returns the value of a promise if it has settled, otherwise undefined. */
function settled<T>(promise: Promise<T>): Promise<T | undefined> {
  return Promise.race([promise.catch(() => undefined), Promise.resolve().then(() => Promise.resolve(undefined))]);
}

function compare(fail: (text: string) => void, what: string, expected: string[], actual: string[]): void {
  const [one, other] = [expected.sort().join(', '), actual.sort().join(', ')];
  if (one !== other) fail(`${what}:\n  has      ${other}\n  expected ${one}`);
}
