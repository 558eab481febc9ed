import type { SpotClient } from '@pkg/core';
import type { ExchangeAccount } from '@pkg/simulator';
import type { Dice } from '../support/dice.js';
import { type Draw, drawList, drawOrder, type TradedSymbol } from './draw-order.js';
import { amendmentId, type PlacedOrder } from './effects.js';
import { type Aborting, Outcomes, outcomeOf, type WriteDetails } from './outcomes.js';
import { isOn } from './profile.js';
import { READ_LEVELS, type Stop, SYMBOLS, type World } from './world.js';

/** An account of the exchange, with the client that uses it. */
export type Trader = {
  readonly client: SpotClient;
  readonly account: ExchangeAccount;
  /** When the exchange accepts requests of this client again after 418 or 429. */
  readonly stop: Stop;
};

export const DECIMALS: Readonly<Record<TradedSymbol, number>> = { BNBBTC: 6, LTCUSDT: 2 };
const QUANTITIES: Readonly<Record<TradedSymbol, number>> = { BNBBTC: 1, LTCUSDT: 3 };

/** The largest number of writes that an account sends in a phase with disturbances, for each second of the phase. */
const WRITES_PER_SECOND = 2;
/** The values of `kind` from which {@link Orders.write} picks one. `#act` selects the kind of write by this value. */
const KINDS = [0.06, 0.09, 0.14, 0.2, 0.28, 0.35, 0.35, 0.6, 0.8];

/** Sends the orders of one account. */
export class Orders {
  readonly #world: World;
  readonly #client: SpotClient;
  readonly #account: ExchangeAccount;
  readonly #prefix: string;
  readonly #outcomes: Outcomes;
  /** The share of orders that use one and the same client order id. */
  readonly #twins: number;
  #isClosed = false;
  #writes = 0;
  #trials = 0;
  /** The names of the orders and other calls of the run. */
  readonly actions: string[] = [];

  constructor(world: World, trader: Trader, prefix: string) {
    const { client, account } = trader;
    this.#world = world;
    this.#client = client;
    this.#account = account;
    this.#prefix = prefix;
    this.#twins = world.dice(`twins ${prefix}`).pick([0, 0.03, 0.3]);
    this.#outcomes = new Outcomes(world, trader, this.#twin);
  }

  get count(): number {
    return this.#outcomes.count;
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
    this.#outcomes.forget();
    this.actions.length = 0;
  }

  close(): void {
    this.#isClosed = true;
    this.#outcomes.close();
  }

  /** Checks the outcome of each write, after the disturbances have ended. */
  checkEnd(): Promise<void> {
    return this.#outcomes.checkEnd();
  }

  /** The client order id that several orders may have. */
  get #twin(): string {
    return `${this.#prefix}twin`;
  }

  /** Must be called before each trial, so that no two trials use the same client order id. */
  beginTrial(): void {
    this.#trials++;
  }

  /** Sends a random order, order list, cancellation or other write. The kind is picked from {@link KINDS}. */
  write(options: WriteOptions = {}): void {
    const name = `trial ${this.#prefix}${++this.#writes}`;
    const dice = this.#world.dice(name);
    this.#act(name, dice, dice.pick(KINDS), options);
  }

  /** Sends a small MARKET order. `expected` is what `resolve()` must find out if the outcome is unknown. */
  buy(id: string, expected?: WriteDetails['expected'], isAnswered = false): void {
    const order = { symbol: SYMBOLS[0], side: 'BUY', type: 'MARKET', quantity: '0.1' } as const;
    const newClientOrderId = this.#idOf(id);
    this.#send(id, newClientOrderId, this.#client.createOrder({ ...order, newClientOrderId }), {
      expected,
      isAnswered,
    });
  }

  /**
   * Sends a small MARKET order and aborts the call. The exchange executes or refuses the order nevertheless, and
   * `resolve()` must find out whether the exchange has it.
   */
  buyLate(id: string): void {
    const order = { symbol: SYMBOLS[0], side: 'BUY', type: 'MARKET', quantity: '0.1' } as const;
    const newClientOrderId = this.#idOf(id);
    const name = `trial ${newClientOrderId}`;
    const aborting = this.#signal(this.#world.dice(name), 100);
    const call = this.#client.createOrder({ ...order, newClientOrderId }, { signal: aborting.signal });
    this.#outcomes.follow(name, newClientOrderId, aborting, call, { expected: 'order' });
  }

  /** Places an order that rests on the book, below the best price. */
  rest(id: string, details?: WriteDetails): void {
    const [symbol] = SYMBOLS;
    const { bid } = this.#world.exchange.engine.bestPrices(symbol);
    if (!bid) return;
    const price = ((Number(bid[0]) / 1e8) * 0.98).toFixed(DECIMALS[symbol]);
    const order = { symbol, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', price, quantity: '1.0' } as const;
    const newClientOrderId = this.#idOf(id);
    this.#send(id, newClientOrderId, this.#client.createOrder({ ...order, newClientOrderId }), details);
  }

  /**
   * Places a random order list, for which the client generates the client order id. If the outcome is unknown,
   * `resolve()` must find it out.
   */
  placeList(name: string): void {
    const dice = this.#world.dice(`${this.#prefix}${name}`);
    const [symbol] = SYMBOLS;
    const { bid } = this.#world.exchange.engine.bestPrices(symbol);
    if (!bid) return;
    const priceAt = (share: number): string => ((Number(bid[0]) / 1e8) * (1 + share)).toFixed(DECIMALS[symbol]);
    const side = dice.pick(['BUY', 'SELL'] as const);
    const list = drawList(this.#client, { symbol, side, quantity: '1.0', price: priceAt(0), priceAt, dice });
    this.#send(`${name} ${list.kind}`, '', list.send(undefined, {}), { expected: 'list' });
  }

  /** Replaces the order that {@link rest} has placed with the id `id` by an order with the same price. */
  replace(id: string): void {
    const order = this.#openOrder(id);
    if (!order) return;
    const price = (Number(order.price) / 1e8).toFixed(DECIMALS[SYMBOLS[0]]);
    const newOrder = {
      symbol: SYMBOLS[0],
      side: 'BUY',
      type: 'LIMIT',
      timeInForce: 'GTC',
      price,
      quantity: '1.0',
    } as const;
    const newClientOrderId = this.#idOf(`${id}-new`);
    const replacement = { ...newOrder, newClientOrderId, cancelOrderId: order.orderId } as const;
    const call = this.#client.cancelReplaceOrder({ ...replacement, cancelReplaceMode: 'STOP_ON_FAILURE' });
    this.#send(`${id} replaced`, newClientOrderId, call);
  }

  /**
   * Lets the exchange fill `most` of the order that {@link rest} has placed with the id `id`, or less if less is left of
   * the order.
   */
  fill(id: string, most: string): void {
    const order = this.#openOrder(id);
    if (!order) return;
    const left = Number((order.quantity ?? 0n) - order.executedQty) / 1e8;
    const quantity = Math.min(Number(most), left).toFixed(8);
    this.#world.exchange.fill(order.orderId, { symbol: order.symbol, quantity });
  }

  /** Cancels the order that {@link rest} has placed with the id `id`. */
  cancel(id: string, details?: WriteDetails): void {
    const order = this.#openOrder(id);
    if (!order) return;
    const { symbol, orderId } = order;
    this.#send(`cancel ${id}`, '', this.#client.cancelOrder({ symbol, orderId }), details);
  }

  /** Cancels all open orders of the symbol of {@link rest}. */
  cancelAll(): void {
    this.#send('cancel all', '', this.#client.cancelOpenOrders({ symbol: SYMBOLS[0] }));
  }

  /** Reduces the order that {@link rest} has placed with the id `id`. Without `newId`, the order keeps its id. */
  reduce(id: string, newQty: string, newId?: string): void {
    const order = this.#openOrder(id);
    if (!order) return;
    const { symbol, orderId } = order;
    const newClientOrderId = this.#idOf(newId ?? id);
    const effect = newId === undefined ? amendmentId(symbol, orderId, newQty) : newClientOrderId;
    const call = this.#client.amendOrder({ symbol, orderId, newClientOrderId, newQty });
    this.#send(`${id} to ${newQty}`, effect, call);
  }

  /** Returns the client order id that stands for `id` in the present trial. */
  #idOf(id: string): string {
    return `${this.#prefix}${id}-${this.#trials}`;
  }

  /** Returns the order that {@link rest} has placed with the id `id`; undefined if it is not open. */
  #openOrder(id: string) {
    const open = this.#world.exchange.engine.openOrders(this.#account.uid, SYMBOLS[0]);
    return open.find(({ clientOrderId }) => clientOrderId === this.#idOf(id));
  }

  #send(name: string, id: string, call: Promise<unknown>, details?: WriteDetails): void {
    this.#outcomes.follow(
      `trial ${this.#prefix}${name}`,
      id,
      { signal: new AbortController().signal, at: undefined },
      call,
      details,
    );
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
      if (kind < 0.07) return this.#outcomes.follow(name, '', signal, client.cancelOpenOrders({ symbol }, options));
      if (kind < 0.11 && target.quantity !== undefined) {
        const newQty = (Number(target.quantity) / 2e8).toFixed(QUANTITIES[symbol]);
        // An amendment may keep the client order id of the order.
        const keepsId = dice.chance(0.3);
        const newClientOrderId = keepsId ? target.clientOrderId : id;
        const call = client.amendOrder({ symbol, orderId, newClientOrderId, newQty }, options);
        // In an order list, an amendment of another order amends this order too. Such an effect would not prove that
        // this call was executed, so it is not counted.
        const isAlone = target.orderListId < 0 && Number(newQty) * 1e8 < Number(target.quantity);
        const effect = isAlone ? amendmentId(symbol, orderId, newQty) : '';
        return this.#outcomes.follow(name, keepsId ? effect : id, signal, call, { isForState: keepsId });
      }
      if (kind < 0.17) {
        const cancelReplaceMode = dice.pick(['STOP_ON_FAILURE', 'ALLOW_FAILURE'] as const);
        const order = { symbol, side, type: 'LIMIT', timeInForce: 'GTC', price, quantity } as const;
        const replacement = { ...order, newClientOrderId: id, cancelOrderId: orderId, cancelReplaceMode };
        return this.#outcomes.follow(name, id, signal, client.cancelReplaceOrder(replacement, options));
      }
      if (target.orderListId >= 0 && dice.chance(0.5)) {
        const list = { symbol, orderListId: target.orderListId, newClientOrderId: id };
        return this.#outcomes.follow(name, '', signal, client.cancelOrderList(list, options));
      }
      return this.#outcomes.follow(
        name,
        id,
        signal,
        client.cancelOrder({ symbol, orderId, newClientOrderId: id }, options),
        {
          isForState: true,
        },
      );
    }
    const draw: Draw = { symbol, side, quantity, price, priceAt, dice };
    if (kind < 0.4) {
      const list = drawList(client, draw);
      return this.#outcomes.follow(`${name} ${list.kind}`, id, signal, list.send(id, options));
    }
    const hasId = dice.chance(0.8);
    // Sometimes several orders have the same client order id.
    const orderId = dice.chance(this.#twins) ? this.#twin : id;
    const order = drawOrder(client, draw);
    const call = order.send(hasId ? orderId : undefined, options);
    const { params } = order;
    this.#outcomes.follow(`${name} ${order.kind}`, hasId ? orderId : '', signal, call, {
      params: params as PlacedOrder,
    });
  }

  /** Sends a random query. It may fail, but only with one of the client's error classes. */
  #read(name: string, dice: Dice, symbol: TradedSymbol): void {
    const client = this.#client;
    const isOfSymbol = (rows: readonly { readonly symbol: string }[]): boolean =>
      rows.every((row) => row.symbol === symbol);
    /** Sends a query. Resolves with true if the answer belongs to this query. */
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
}

type WriteOptions = {
  /** After how many ms the caller aborts the call. */
  readonly abortAfter?: number;
  /** Within how many ms the call must end. */
  readonly most?: number | undefined;
};
