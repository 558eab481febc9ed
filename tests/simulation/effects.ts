import { getEventListeners } from 'node:events';
import type { Exchange } from '@pkg/simulator';
import { formatAmount } from '../../packages/simulator/src/engine/types/amount.js';
import type { Order } from '../../packages/simulator/src/engine/types/index.js';
import { Dice } from '../support/dice.js';

/**
 * The name of an amendment that keeps the client order id of its order. No client order id identifies such an
 * amendment, so it is counted under this name.
 */
export function amendmentId(symbol: string, orderId: number, quantity: string): string {
  return `${symbol} ${orderId} ${Number(quantity)}`;
}

/** The parameters of an order that the exchange has placed. */
export type PlacedOrder = Readonly<Record<string, string | number | undefined>>;

/** Counts how often the exchange executed each write of an account, by the client order id of the write. */
export class Effects {
  readonly #counts = new Map<string, Set<string>>();
  /** The first order with each client order id, as the exchange placed it. */
  readonly #placed = new Map<string, PlacedOrder>();
  readonly #now: () => number;
  /** Orders that were placed before this time of the exchange, in µs, are not counted. */
  #since = 0;

  constructor(exchange: Exchange, accountId: number) {
    this.#now = () => exchange.clock.now() * 1_000;
    exchange.engine.on((event) => {
      if (event.type === 'LIST' && event.list.accountId === accountId && event.listStatusType === 'EXEC_STARTED') {
        this.#add(event.list.listClientOrderId, `list ${event.list.orderListId}`);
      }
      if (event.type !== 'ORDER' || event.order.accountId !== accountId) return;
      // When an order is triggered, the exchange reports it as NEW a second time. This is no new write, but after
      // `forget` the first report is no longer known. So second reports of orders from before `forget` are skipped.
      if (event.executionType === 'NEW' && event.order.time < this.#since) return;
      const { executionType, clientOrderId, origClientOrderId, order } = event;
      const { symbol, orderId, quantity } = order;
      const keepsId = clientOrderId === origClientOrderId;
      // An amendment that changes the client order id counts as a use of the new id. Other amendments are counted
      // below.
      const usesId = executionType === 'NEW' || (executionType === 'REPLACED' && !keepsId);
      if (usesId) this.#add(clientOrderId, `${symbol} ${orderId}`);
      if (executionType === 'NEW' && !this.#placed.has(clientOrderId)) this.#placed.set(clientOrderId, placed(order));
      if (executionType === 'REPLACED' && keepsId)
        this.#add(amendmentId(symbol, orderId, formatAmount(quantity ?? 0n)), 'amendment');
      if (executionType === 'CANCELED' && !keepsId) this.#add(clientOrderId, 'cancel');
    });
  }

  /**
   * Compares the first order with this client order id with the parameters that the client was given. Returns the
   * difference, if there is one.
   */
  differenceOf(id: string, params: PlacedOrder): string | undefined {
    const order = this.#placed.get(id);
    if (!order) return undefined;
    const different = Object.keys(params).filter((name) => {
      const [wanted, actual] = [params[name], order[name]];
      return wanted !== undefined && wanted !== actual && Number(wanted) !== Number(actual);
    });
    const texts = different.map((name) => `${name} ${order[name]}, not ${params[name]}`);
    return texts.length > 0 ? texts.join(', ') : undefined;
  }

  /** How often the exchange executed the write with this client order id. */
  count(id: string): number {
    return this.#counts.get(id)?.size ?? 0;
  }

  /** Whether an abort listener is left on the caller's signal. */
  isListenedTo(signal: AbortSignal): boolean {
    return getEventListeners(signal, 'abort').length > 0;
  }

  /** Returns a number from 0 to 1 that depends only on the name. */
  random(name: string): number {
    let seed = 0;
    for (const letter of name) seed = (seed * 31 + letter.charCodeAt(0)) >>> 0;
    return new Dice(seed).next();
  }

  forget(): void {
    this.#counts.clear();
    this.#placed.clear();
    this.#since = this.#now();
  }

  #add(id: string, effect: string): void {
    const effects = this.#counts.get(id) ?? new Set();
    this.#counts.set(id, effects.add(effect));
  }
}

function placed(order: Order): PlacedOrder {
  const { symbol, side, type, timeInForce, trailingDelta, pegPriceType, pegOffsetType, pegOffsetValue } = order;
  return {
    ...{ symbol, side, type, timeInForce, trailingDelta, pegPriceType, pegOffsetType, pegOffsetValue },
    price: formatAmount(order.price),
    quantity: formatAmount(order.quantity ?? 0n),
    quoteOrderQty: formatAmount(order.quoteOrderQty),
    stopPrice: formatAmount(order.stopPrice),
    icebergQty: formatAmount(order.icebergQty),
  };
}
