import type { SpotClient } from '@pkg/core';
import {
  BinanceApiError,
  BinanceOrderError,
  BinanceRateLimitError,
  BinanceTransportError,
  BinanceUnknownOutcomeError,
} from '@pkg/core/errors';
import type { ExchangeAccount } from '@pkg/simulator';
import type { Dice } from '../support/dice.js';
import { type Draw, drawList, drawOrder, type TradedSymbol } from './draw-order.js';
import { amendmentId, Effects, type PlacedOrder } from './effects.js';
import { isOn } from './profile.js';
import { READ_LEVELS, type Stop, SYMBOLS, type World } from './world.js';

type Outcome = 'accepted' | 'refused' | 'not sent' | 'unknown' | 'pending';

/**
 * A write, such as an order or a cancellation, that the run has asked the client to send. `id` is its client order id,
 * by which its effect at the exchange is found.
 */
type Intent = {
  readonly name: string;
  readonly id: string;
  outcome: Outcome;
  error: unknown;
  resolved: string | undefined;
  isResolving: boolean;
  /**
   * Whether another write can have the same effect, such as another call that cancels the same order. The effect then
   * does not prove which of the writes was executed.
   */
  readonly isForState: boolean;
  /** The parameters of a single new order; undefined for any other write. */
  readonly params: PlacedOrder | undefined;
};

/** An account of the exchange, with the client that uses it. */
export type Trader = {
  readonly client: SpotClient;
  readonly account: ExchangeAccount;
  /** When the exchange accepts requests of this client again after 418 or 429. */
  readonly stop: Stop;
};

export const DECIMALS: Readonly<Record<TradedSymbol, number>> = { BNBBTC: 6, LTCUSDT: 2 };
const QUANTITIES: Readonly<Record<TradedSymbol, number>> = { BNBBTC: 1, LTCUSDT: 3 };

/** The longest time that a call may take, in ms, including the wait for a permit and the deadline of its request. */
export const LONGEST_CALL = 75_000;
/**
 * If the machine pauses for longer than this during a call, in ms, the client may refuse to send the request after the
 * pause.
 */
const LONGEST_PAUSE = 10_000;
/** How long a call may go on after its signal was aborted, in ms. */
const ABORTED_WITHIN = 1_000;
/** The largest number of writes of an account in a phase with disturbances, for each second of the phase. */
const WRITES_PER_SECOND = 2;
/** For how many ms after a change of a symbol's status the client may still use the old status to check orders. */
const OLD_RULES = 70_000;
/** For each kind of write, a number by which it is selected. */
const KINDS = [0.06, 0.09, 0.14, 0.2, 0.28, 0.35, 0.35, 0.6, 0.8];
/** The error codes by which the exchange says that it does not know the outcome of a write. */
const UNKNOWN_CODES: readonly number[] = [-1001, -1006, -1007];
/** While less than this share of a limit is used, the exchange certainly accepts another request. */
export const ROOM = 0.5;

/** Sends the orders of one account, and compares the outcomes that the client reports with what the exchange did. */
export class Orders {
  readonly #world: World;
  readonly #client: SpotClient;
  readonly #account: ExchangeAccount;
  readonly #prefix: string;
  readonly #stop: Stop;
  readonly #effects: Effects;
  readonly #intents: Intent[] = [];
  /** The share of orders that use one and the same client order id. */
  readonly #twins: number;
  readonly #haltedAt = new Map<string, number>();
  #isClosed = false;
  #writes = 0;
  /** The names of the orders and other calls of the run. */
  readonly actions: string[] = [];

  constructor(world: World, { client, account, stop }: Trader, prefix: string) {
    this.#world = world;
    this.#client = client;
    this.#account = account;
    this.#prefix = prefix;
    this.#stop = stop;
    this.#twins = world.dice(`twins ${prefix}`).pick([0, 0.03, 0.3]);
    this.#effects = new Effects(world.exchange, account.uid);
    world.exchange.engine.on((event) => {
      if (event.type === 'SYMBOL') this.#haltedAt.set(event.symbol.symbol, world.clock.monotonic());
    });
  }

  get count(): number {
    return this.#intents.length;
  }

  /** Sends orders, cancellations and other writes at random times for `ms`. */
  start(ms: number): void {
    const { clock, exchange, profile } = this.#world;
    const { number } = this.#world.cycle;
    const dice = this.#world.dice(`orders ${this.#prefix}`);
    const pauses = dice.pick([
      [0, 20, 300, 1_000, 2_500],
      [0, 0, 20, 200],
      [300, 2_000, 5_000],
    ]);
    for (let at = 500 + dice.below(2_000), count = 1; at < ms; at += dice.pick(pauses), count++) {
      const name = `order ${this.#prefix}${number > 0 ? `${number}x` : ''}${count}`;
      const drawn = this.#world.dice(name);
      if (count > (ms / 1_000) * WRITES_PER_SECOND) break;
      if (!isOn(profile, name)) continue;
      this.actions.push(name);
      clock.setTimeout(() => {
        if (!this.#isClosed) this.#act(name, drawn, drawn.next());
      }, at);
    }
    const deposits = dice.below(4);
    for (let done = 0; done < deposits; done++) {
      const asset = dice.pick(['BTC', 'USDT', 'LTC']);
      clock.setTimeout(() => exchange.fund(this.#account.apiKey, { [asset]: '1.5' }), dice.below(ms));
    }
  }

  /** Drops recorded data that the next cycle of the run (disturbances, then a quiet phase) does not need. */
  forget(): void {
    this.#intents.length = 0;
    this.actions.length = 0;
    this.#effects.forget();
  }

  close(): void {
    this.#isClosed = true;
  }

  /** Sends a random order, cancellation or other write. Each kind of write is equally likely. */
  write(options: WriteOptions = {}): void {
    const name = `trial ${this.#prefix}${++this.#writes}`;
    const dice = this.#world.dice(name);
    this.#act(name, dice, dice.pick(KINDS), options);
  }

  /** Buys a little at the market. */
  buy(id: string): void {
    const order = { symbol: SYMBOLS[0], side: 'BUY', type: 'MARKET', quantity: '0.1' } as const;
    const newClientOrderId = this.#prefix + id;
    this.#send(id, newClientOrderId, this.#client.createOrder({ ...order, newClientOrderId }));
  }

  /** Places an order that rests on the book, below the best price. */
  rest(id: string): void {
    const [symbol] = SYMBOLS;
    const { bid } = this.#world.exchange.engine.bestPrices(symbol);
    if (!bid) return;
    const price = ((Number(bid[0]) / 1e8) * 0.98).toFixed(DECIMALS[symbol]);
    const order = { symbol, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', price, quantity: '1.0' } as const;
    const newClientOrderId = this.#prefix + id;
    this.#send(id, newClientOrderId, this.#client.createOrder({ ...order, newClientOrderId }));
  }

  /** Cancels all open orders of the symbol of {@link rest}. */
  cancelAll(): void {
    this.#send('cancel all', '', this.#client.cancelOpenOrders({ symbol: SYMBOLS[0] }));
  }

  /** Reduces the order that {@link rest} has placed with the id `id`. Without `newId`, the order keeps its id. */
  reduce(id: string, newQty: string, newId?: string): void {
    const [symbol] = SYMBOLS;
    const own = this.#prefix + id;
    const { engine } = this.#world.exchange;
    const order = engine.openOrders(this.#account.uid, symbol).find(({ clientOrderId }) => clientOrderId === own);
    if (!order) return;
    const { orderId } = order;
    const newClientOrderId = newId === undefined ? own : this.#prefix + newId;
    const effect = newId === undefined ? amendmentId(symbol, orderId, newQty) : newClientOrderId;
    const call = this.#client.amendOrder({ symbol, orderId, newClientOrderId, newQty });
    this.#send(`${id} to ${newQty}`, effect, call);
  }

  #send(name: string, id: string, call: Promise<unknown>): void {
    this.#run(`trial ${this.#prefix}${name}`, id, { signal: new AbortController().signal, at: undefined }, call);
  }

  #act(name: string, dice: Dice, kind: number, { abortAfter, most }: WriteOptions = {}): void {
    const { engine } = this.#world.exchange;
    const symbol = dice.pick(SYMBOLS);
    const { bid, ask } = engine.bestPrices(symbol);
    if (!bid || !ask) return;
    const middle = Number(bid[0] + ask[0]) / 2e8;
    const priceAt = (share: number): string => (middle * (1 + share)).toFixed(DECIMALS[symbol]);
    const price = priceAt((dice.next() - 0.5) * 0.01);
    const quantity = (0.5 + dice.next() * 2).toFixed(QUANTITIES[symbol]);
    const side = dice.pick(['BUY', 'SELL'] as const);
    const open = engine.openOrders(this.#account.uid, symbol);
    const target = open.length > 0 ? dice.pick(open) : undefined;
    const id = name.replace(' ', '-');
    const client = this.#client;
    const signal = this.#signal(dice, abortAfter);
    signal.most = most;
    const options = { signal: signal.signal };
    if (kind < 0.05) return this.#read(name, dice, symbol);
    if (target && kind < 0.3) {
      const { orderId } = target;
      if (kind < 0.07) return this.#run(name, '', signal, client.cancelOpenOrders({ symbol }, options));
      if (kind < 0.11 && target.quantity !== undefined) {
        const newQty = (Number(target.quantity) / 2e8).toFixed(QUANTITIES[symbol]);
        // An amendment may keep the client order id of the order.
        const keepsId = dice.chance(0.3);
        const newClientOrderId = keepsId ? target.clientOrderId : id;
        const call = client.amendOrder({ symbol, orderId, newClientOrderId, newQty }, options);
        return this.#run(name, keepsId ? amendmentId(symbol, orderId, newQty) : id, signal, call, keepsId);
      }
      if (kind < 0.17) {
        const cancelReplaceMode = dice.pick(['STOP_ON_FAILURE', 'ALLOW_FAILURE'] as const);
        const order = { symbol, side, type: 'LIMIT', timeInForce: 'GTC', price, quantity } as const;
        const replacement = { ...order, newClientOrderId: id, cancelOrderId: orderId, cancelReplaceMode };
        return this.#run(name, id, signal, client.cancelReplaceOrder(replacement, options));
      }
      if (target.orderListId >= 0 && dice.chance(0.5)) {
        const list = { symbol, orderListId: target.orderListId, newClientOrderId: id };
        return this.#run(name, '', signal, client.cancelOrderList(list, options));
      }
      return this.#run(name, id, signal, client.cancelOrder({ symbol, orderId, newClientOrderId: id }, options), true);
    }
    const draw: Draw = { symbol, side, quantity, price, priceAt, dice };
    if (kind < 0.4) {
      const list = drawList(client, draw);
      return this.#run(`${name} ${list.kind}`, id, signal, list.send(id, options));
    }
    const hasId = dice.chance(0.8);
    // Sometimes several orders have the same client order id.
    const orderId = dice.chance(this.#twins) ? `${this.#prefix}twin` : id;
    const order = drawOrder(client, draw);
    const call = order.send(hasId ? orderId : undefined, options);
    const { params } = order;
    this.#run(`${name} ${order.kind}`, hasId ? orderId : '', signal, call, false, params as PlacedOrder);
  }

  /** Sends a random query. It may fail, but only with one of the client's error classes. */
  #read(name: string, dice: Dice, symbol: TradedSymbol): void {
    const client = this.#client;
    const isOfSymbol = (rows: readonly { readonly symbol: string }[]): boolean =>
      rows.every((row) => row.symbol === symbol);
    /** Sends a query. Resolves with whether the answer is one to this query. */
    const read = dice.pick<() => Promise<boolean>>([
      async () => (await client.getAccount()).uid === this.#account.uid,
      async () => isOfSymbol(await client.getOpenOrders({ symbol })),
      async () => {
        const { bids, asks } = await client.getOrderBook({ symbol, limit: READ_LEVELS });
        return bids.length <= READ_LEVELS && asks.length <= READ_LEVELS;
      },
      async () => isOfSymbol(await client.getMyTrades({ symbol })),
    ]);
    const { pending, trace, checkError, fail } = this.#world;
    const answered = (isAnswer: boolean): void => {
      if (!isAnswer) fail(`${name}: got the answer to another query`);
    };
    pending.watch(name, read().then(answered)).catch((error: unknown) => {
      trace.add('order', `${name} read: ${(error as Error).message}`);
      checkError(name, error);
      if (outcomeOf(error) === 'pending' || outcomeOf(error) === 'unknown')
        this.#world.fail(`${name}: ended with ${error}`);
    });
  }

  /** Returns the abort signal of a call. A tenth of the signals are aborted soon. */
  #signal(dice: Dice, abortAfter?: number): Aborting {
    const { clock, host } = this.#world;
    const controller = new AbortController();
    const aborting: Aborting = { signal: controller.signal, at: undefined };
    if (dice.chance(0.1) || abortAfter !== undefined) {
      clock.setTimeout(
        () => {
          aborting.at = host.attended;
          controller.abort(new Error('the caller has aborted'));
        },
        abortAfter ?? dice.pick([0, 5, 50, 500, 3_000]),
      );
    }
    return aborting;
  }

  #run(
    name: string,
    id: string,
    aborting: Aborting,
    call: Promise<unknown>,
    isForState = false,
    params?: PlacedOrder,
  ): void {
    const { trace, clock, host, pending, fail, checkError } = this.#world;
    const intent: Intent = {
      name,
      id,
      outcome: 'pending',
      error: undefined,
      resolved: undefined,
      isResolving: false,
      isForState,
      params,
    };
    this.#intents.push(intent);
    const from = host.attended;
    const began = clock.monotonic();
    const { most = LONGEST_CALL } = aborting;
    const ended = (outcome: Outcome, error?: unknown): void => {
      intent.outcome = outcome;
      intent.error = error;
      trace.add('order', `${name} ${outcome}${error === undefined ? '' : `: ${(error as Error).message}`}`);
      const took = host.attended - from;
      if (took > most) fail(`${name}: took ${took} ms`);
      const late = aborting.at === undefined ? 0 : host.attended - aborting.at;
      if (late > ABORTED_WITHIN) fail(`${name}: ended ${late} ms after it was aborted`);
      if (!this.#effects.canBeListenedTo(aborting.signal)) fail(`${name}: left a listener on the signal`);
    };
    pending.watch(name, call).then(
      (answer) => {
        ended('accepted');
        if (!isForState) this.#checkAnswer(name, id, answer);
      },
      (error: unknown) => {
        checkError(name, error);
        ended(outcomeOf(error), error);
        if (intent.outcome === 'pending') fail(`${name}: ended with ${error}`);
        this.#checkRefusal(name, error, clock.monotonic() - began - (host.attended - from));
        this.#checkUnknown(name, error);
        if (intent.outcome === 'unknown' && this.#effects.random(name) < 0.5) void this.#resolve(intent);
      },
    );
  }

  /** Checks that the answer to a new order or a new order list is about this order or list. */
  #checkAnswer(name: string, id: string, answer: unknown): void {
    const { newOrderResponse = answer } = Object(answer) as { newOrderResponse?: unknown };
    const { clientOrderId, listClientOrderId = clientOrderId } = Object(newOrderResponse) as {
      clientOrderId?: unknown;
      listClientOrderId?: unknown;
    };
    if (id !== '' && listClientOrderId !== undefined && listClientOrderId !== id)
      this.#world.fail(`${name}: got the answer to ${listClientOrderId}`);
  }

  /**
   * Checks that there was a reason to refuse a write. For example, the client must not refuse a write while the symbol
   * can be traded and the exchange's limits have room for it. `paused` is how long the machine was paused during the
   * call, in ms.
   */
  #checkRefusal(name: string, error: unknown, paused: number): void {
    const { fail, clock, exchange, host, conditions } = this.#world;
    if (error instanceof BinanceOrderError) {
      const halted = [...this.#haltedAt.values()].some((at) => clock.monotonic() - at < OLD_RULES);
      if (!halted) fail(`${name}: refused by the client: ${error.message}`);
    }
    const couldSend = host.monotonic() > this.#stop.until && paused < LONGEST_PAUSE;
    if (error instanceof BinanceRateLimitError && !error.sent && couldSend) {
      const counts = exchange.engine.unfilledOrderCounts(this.#account.uid);
      const hasRoom = counts.every(({ count, limit }) => count <= ROOM * limit);
      const { use, stoppedUntil, ordersStoppedUntil } = this.#client.limits;
      const isFree = use.every(({ count, limit }) => count <= ROOM * (limit ?? Infinity));
      if (hasRoom && isFree && !stoppedUntil && !ordersStoppedUntil && conditions.weight > 0) {
        fail(`${name}: not sent, although the exchange has room: ${error.message}`);
      }
    }
    if (error instanceof BinanceApiError && error.code === -1022) fail(`${name}: the signature was refused`);
    if (error instanceof BinanceApiError && /[Dd]uplicate/.test(error.message) && !/twin/.test(String(error.message))) {
      const isTwin = this.#intents.some(({ id }) => id === `${this.#prefix}twin`);
      if (!isTwin) fail(`${name}: refused as a duplicate`);
    }
  }

  /**
   * Checks that the client does not report the outcome of a write as unknown if the exchange or the client knows it.
   */
  #checkUnknown(name: string, error: unknown): void {
    const { fail } = this.#world;
    if (!(error instanceof BinanceUnknownOutcomeError)) return;
    const { code, statusCode = 0, cause } = error;
    const isRefusal = statusCode >= 400 && statusCode < 500 && code !== undefined && !UNKNOWN_CODES.includes(code);
    if (isRefusal) fail(`${name}: refused with ${statusCode} ${code}, but reported as unknown`);
    if (cause instanceof BinanceTransportError && !cause.sent) fail(`${name}: not sent, but reported as unknown`);
  }

  async #resolve(intent: Intent): Promise<void> {
    if (intent.isResolving) return;
    intent.isResolving = true;
    const { fail, pending, checkError, trace } = this.#world;
    const { error, name } = intent;
    try {
      const { outcome } = await pending.watch(`resolve() of ${name}`, (error as BinanceUnknownOutcomeError).resolve());
      intent.resolved = outcome;
      trace.add('order', `${name} resolved: ${outcome}`);
    } catch (failure) {
      if (this.#isClosed) return;
      checkError(name, failure);
      fail(`${name}: resolve() failed: ${failure}`);
    }
  }

  /** Checks the outcome of each write, after the disturbances have ended. */
  async checkEnd(): Promise<void> {
    const { clock } = this.#world;
    // 240 s are enough for the two longest waits. A call may wait for the exchange's rate limits, and `resolve()` waits
    // until the exchange can no longer execute the write.
    for (let waited = 0; waited < 240_000; waited += 1_000) {
      const open = this.#intents.filter(({ outcome, resolved }) => outcome === 'unknown' && !resolved);
      for (const intent of open) void this.#resolve(intent);
      if (open.length === 0 && this.#intents.every(({ outcome }) => outcome !== 'pending')) break;
      await clock.advance(1_000);
    }
    const byId = new Map<string, Intent[]>();
    for (const intent of this.#intents) if (intent.id) byId.set(intent.id, [...(byId.get(intent.id) ?? []), intent]);
    for (const [id, intents] of byId) this.#checkId(id, intents);
  }

  /**
   * Checks how often the exchange executed the writes with one client order id. The number must agree with the outcomes
   * that the client reported. Usually only one write has the id.
   */
  #checkId(id: string, intents: readonly Intent[]): void {
    const { fail } = this.#world;
    const count = this.#effects.count(id);
    const is = (outcome: Outcome, resolved?: string): number =>
      intents.filter((each) => each.outcome === outcome && (resolved === undefined || each.resolved === resolved))
        .length;
    const executed = is('unknown', 'executed');
    const [{ isForState }] = intents as [Intent];
    const sure = is('accepted') + (isForState ? 0 : executed);
    const maybe = is('accepted') + executed + is('unknown', 'unknown') + is('pending');
    const [{ name, outcome, error, resolved, params }] = intents as [Intent];
    const difference = params && intents.length === 1 ? this.#effects.differenceOf(id, params) : undefined;
    if (difference) fail(`${name}: the exchange has placed it with ${difference}`);
    const story = `${name}: ${outcome}${resolved ? `, then ${resolved}` : ''}`;
    if (count > maybe) fail(`${story}, but the exchange has executed it ${count} times: ${error}`);
    if (count < sure) fail(`${story}, but the exchange has executed it ${count} times`);
    if (is('pending') > 0) fail(`${name}: has not ended`);
  }
}

type Aborting = {
  readonly signal: AbortSignal;
  at: number | undefined;
  /** The longest time that the call may take, in ms. */
  most?: number | undefined;
};

type WriteOptions = {
  /** After how many ms the caller aborts the call. */
  readonly abortAfter?: number;
  /** Within how many ms the call must end. */
  readonly most?: number | undefined;
};

function outcomeOf(error: unknown): Outcome {
  if (error instanceof BinanceUnknownOutcomeError) return 'unknown';
  if (error instanceof BinanceOrderError) return 'not sent';
  // A cancel-replace also fails if only its cancellation was refused. In this case the new order was placed.
  if (error instanceof BinanceApiError && Object(error.data).newOrderResult === 'SUCCESS') return 'accepted';
  if (error instanceof BinanceApiError) return 'refused';
  return error instanceof BinanceTransportError ? 'not sent' : 'pending';
}
