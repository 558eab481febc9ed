import {
  BinanceApiError,
  BinanceOrderError,
  BinanceRateLimitError,
  BinanceUnknownOutcomeError,
  type CancelledOrder,
  type CancelReplaced,
  type Order,
  type OrderAck,
  type OrderOperation,
  type ResolvedOutcome,
  type SpotClient,
} from '@pkg/core';
import { Decimal, subtractDecimals } from '@pkg/core/internal';
import type { OpenOrder } from '@pkg/streams';
import { signal as createSignal } from '@preact/signals';
import { grouped, isPlainDecimal, quantityText, trimDecimal } from '../format.js';
import type { CodeNotes } from './example-code.js';
import { messageOf } from './message-of.js';
import type { Toasts } from './toasts.js';

/** A request about orders that was sent, and whose outcome is still unknown. */
export type Ghost = {
  readonly id: string;
  readonly symbol: string;
  readonly text: string;
  /** The side of the new order; undefined if the request changes or cancels orders. */
  readonly side: unknown;
  readonly state: 'sending' | 'asking';
};

type Subject = Pick<Ghost, 'symbol' | 'text' | 'side'>;

/** The operation and the parameters that place an order or an order list. `text` describes the order in messages. */
export type OrderRequest = {
  readonly operation: OrderOperation;
  readonly params: Readonly<Record<string, unknown>>;
  readonly text: string;
};

/**
 * How a request ended. `refused` includes requests that were not sent, for example because of a rate limit. For an
 * order that breaks an order rule, there is no outcome: the error of the client is thrown instead.
 */
export type OrderOutcome = 'accepted' | 'refused' | 'unknown';

type AnyCall = (params: object) => Promise<unknown>;

/** The code of the error if the old order was cancelled and the new one was refused. */
const PARTIALLY_FAILED = -2021;

/** Places, changes and cancels orders. Shows a message about the outcome of each request. */
export class Orders {
  readonly ghosts = createSignal<readonly Ghost[]>([]);
  readonly #client: SpotClient;
  readonly #toasts: Toasts;
  readonly #code: CodeNotes;
  readonly #signal: AbortSignal;
  #lastGhost = 0;

  constructor(client: SpotClient, toasts: Toasts, code: CodeNotes, signal: AbortSignal) {
    this.#client = client;
    this.#toasts = toasts;
    this.#code = code;
    this.#signal = signal;
  }

  /** @throws {BinanceOrderError} when the order breaks an order rule. The order is then not sent. */
  async place({ operation, params, text }: OrderRequest): Promise<OrderOutcome> {
    const { symbol, side, workingSide } = params;
    const subject = { symbol: String(symbol), text, side: side ?? workingSide };
    this.#showCall(text, operation, params);
    // The form builds the parameters of each operation from data, so the compiler does not know their type.
    const call = this.#client[operation as 'createOrder'] as unknown as AnyCall;
    return this.#run(text, subject, () => call(params), 'Order placed');
  }

  async cancel(order: OpenOrder): Promise<OrderOutcome> {
    const { symbol, orderId, orderListId } = order;
    const text = orderText(order);
    // If one order of a list is cancelled, the exchange cancels the whole list. So the list is cancelled directly.
    if (orderListId >= 0) {
      const subject = change(symbol, `Cancel the list of ${text}`);
      this.#showCall(subject.text, 'cancelOrderList', { symbol, orderListId });
      return this.#run(text, subject, () => this.#client.cancelOrderList({ symbol, orderListId }), 'List cancelled');
    }
    const subject = change(symbol, `Cancel ${text}`);
    this.#showCall(subject.text, 'cancelOrder', { symbol, orderId });
    return this.#run(text, subject, () => this.#client.cancelOrder({ symbol, orderId }), 'Order cancelled');
  }

  async cancelAll(symbol: string): Promise<OrderOutcome> {
    const subject = change(symbol, `Cancel all orders of ${symbol}`);
    this.#showCall(subject.text, 'cancelOpenOrders', { symbol });
    return this.#run(symbol, subject, () => this.#client.cancelOpenOrders({ symbol }), 'All orders cancelled');
  }

  /**
   * Changes an open order. If only the quantity becomes smaller, the order is amended and keeps its place in the queue.
   * For any other change, a new order replaces it.
   */
  async change(order: OpenOrder, price: string, quantity: string): Promise<OrderOutcome> {
    const { symbol, orderId, side } = order;
    const isSamePrice = new Decimal(price).eq(order.price);
    if (isSamePrice && new Decimal(quantity).eq(order.origQty)) return 'accepted';
    if (isSamePrice && new Decimal(quantity).lt(order.origQty)) {
      const params = { symbol, orderId, newQty: trimDecimal(quantity) };
      const text = `${quantityText(order.origQty)} → ${quantityText(quantity)} ${symbol}`;
      const subject = change(symbol, `Amend ${text}`);
      this.#showCall(subject.text, 'amendOrder', params);
      return this.#run(text, subject, () => this.#client.amendOrder(params), 'Order amended, priority kept');
    }
    // The order is queried, because the user data lacks some fields of an order, such as the visible quantity, and may
    // not have the last fills of the order yet.
    const params = replacementOf(await this.#client.getOrder({ symbol, orderId }), price, quantity);
    const at = `at ${grouped(params.price)} ${symbol}`;
    const text = `${side === 'BUY' ? 'Buy' : 'Sell'} ${grouped(params.quantity)} ${at}`;
    const subject = change(symbol, `Replace by ${text}`);
    this.#showCall(subject.text, 'cancelReplaceOrder', params);
    let answer: unknown;
    const replace = async (): Promise<void> => {
      answer = await (this.#client.cancelReplaceOrder as unknown as AnyCall)(params);
    };
    // If the answer is lost, the old order is queried for its fills.
    const onExecuted = async (newOrder: unknown): Promise<void> => {
      const cancelResponse = await this.#client.getOrder({ symbol, orderId });
      await this.#correct({ cancelResponse, newOrderResponse: newOrder }, params, quantity);
    };
    const outcome = await this.#run(text, subject, replace, 'Order moved', onExecuted);
    await this.#correct(answer, params, quantity);
    return outcome;
  }

  /**
   * Makes the new order of a replacement smaller, or cancels it, if the old order was filled further after it was
   * queried. Without this, the new order would be too large by the quantity of these fills.
   *
   * @param answer the exchange's answer to the replacement, or the two orders as queries returned them; undefined if
   * there is no answer.
   * @param total the executed quantity of the old order plus the wanted quantity of the new order.
   */
  async #correct(
    answer: unknown,
    { symbol, quantity }: ReturnType<typeof replacementOf>,
    total: string,
  ): Promise<void> {
    const { cancelResponse, newOrderResponse } = Object(answer) as Partial<CancelReplaced<OrderAck>>;
    const { executedQty } = Object(cancelResponse) as Partial<CancelledOrder>;
    if (newOrderResponse === undefined || !isPlainDecimal(executedQty)) return;
    const rest = subtractDecimals(total, executedQty);
    if (new Decimal(rest).gte(quantity)) return;
    const filled = `${quantityText(subtractDecimals(quantity, rest))} ${symbol}`;
    this.#toasts.show('warn', 'Filled while it was moved', `The new order is too large by ${filled}.`);
    const { orderId } = newOrderResponse;
    const isLeft = new Decimal(rest).gt(0);
    const subject = change(symbol, isLeft ? `Make the new order smaller by ${filled}` : 'Cancel the new order');
    const send = (): Promise<unknown> =>
      isLeft
        ? this.#client.amendOrder({ symbol, orderId, newQty: trimDecimal(rest) })
        : this.#client.cancelOrder({ symbol, orderId });
    await this.#run(subject.text, subject, send, 'New order corrected');
  }

  /** Shows the code that calls a method of the client. */
  #showCall(title: string, method: string, params: object): void {
    this.#code.note(title, `const answer = await client.${method}(${literal(params)});`);
  }

  /**
   * Sends a request about orders and shows its outcome.
   *
   * @param onExecuted called with the order if the answer was lost, and queries show that the request was executed.
   */
  async #run(
    text: string,
    subject: Subject,
    send: () => Promise<unknown>,
    done: string,
    onExecuted?: (order: unknown) => Promise<void>,
  ): Promise<OrderOutcome> {
    const ghost: Ghost = { ...subject, id: String(++this.#lastGhost), state: 'sending' };
    this.#setGhost(ghost);
    try {
      await send();
      this.#toasts.show('info', done, text);
      return 'accepted';
    } catch (error) {
      if (error instanceof BinanceUnknownOutcomeError) {
        void this.#ask(error, ghost, `${done}: ${text}`, onExecuted);
        return 'unknown';
      }
      if (error instanceof BinanceOrderError || this.#signal.aborted) throw error;
      const isHeldBack = error instanceof BinanceRateLimitError && !error.sent;
      const isRefused = error instanceof BinanceApiError && !isHeldBack;
      if (!isRefused) this.#toasts.show('error', 'Not sent', messageOf(error));
      else if (error.code !== PARTIALLY_FAILED)
        this.#toasts.show('error', 'Refused', `${subject.text}: ${reasonOf(error)}`);
      else this.#toasts.show('error', 'Cancelled, but not replaced', `${text}: ${reasonOf(error)}`);
      return 'refused';
    } finally {
      if (this.ghosts.peek().some(({ id, state }) => id === ghost.id && state === 'sending')) this.#removeGhost(ghost);
    }
  }

  /** Queries the exchange about a request whose answer was lost, until the outcome is certain. */
  async #ask(
    error: BinanceUnknownOutcomeError,
    ghost: Ghost,
    done: string,
    onExecuted?: (order: unknown) => Promise<void>,
  ): Promise<void> {
    this.#setGhost({ ...ghost, state: 'asking' });
    this.#toasts.show('warn', 'The answer was lost', `${ghost.text}. Asking the exchange what became of it.`);
    const { outcome, order } = await this.#resolve(error);
    this.#removeGhost(ghost);
    if (this.#signal.aborted) return;
    if (outcome === 'executed') {
      this.#toasts.show('info', 'Taken: the exchange had executed it', done);
      await onExecuted?.(order).catch((reason: unknown) =>
        this.#toasts.show('error', 'Check the new order', messageOf(reason)),
      );
    } else if (outcome === 'notExecuted') {
      // The exchange cancels the old order of a replacement before it refuses the new one.
      const isCancelled = Object(order).status === 'CANCELED';
      const rest = isCancelled ? '. The old order is cancelled.' : '';
      this.#toasts.show('warn', 'Not taken', `The exchange did not execute it: ${ghost.text}${rest}`);
    } else this.#toasts.show('error', 'Outcome unknown', `Check your orders before you repeat it: ${ghost.text}`);
  }

  async #resolve(error: BinanceUnknownOutcomeError): Promise<ResolvedOutcome> {
    try {
      return await error.resolve({ signal: this.#signal });
    } catch {
      return { outcome: 'unknown' };
    }
  }

  #setGhost(ghost: Ghost): void {
    this.ghosts.value = [...this.ghosts.value.filter(({ id }) => id !== ghost.id), ghost];
  }

  #removeGhost(ghost: Ghost): void {
    this.ghosts.value = this.ghosts.value.filter(({ id }) => id !== ghost.id);
  }
}

function change(symbol: string, text: string): Subject {
  return { symbol, text, side: undefined };
}

/** Returns the parameters that replace an order by one with another price or quantity. */
function replacementOf(order: Order, price: string, quantity: string) {
  const { symbol, side, timeInForce, icebergQty, stopPrice, trailingDelta, selfTradePreventionMode } = order;
  // A stop order that was triggered is in the book as a limit order, so a limit order replaces it.
  const type = order.isWorking && order.type !== 'LIMIT_MAKER' ? 'LIMIT' : order.type;
  const isWaiting = type !== 'LIMIT' && type !== 'LIMIT_MAKER';
  const remaining = subtractDecimals(quantity, order.executedQty);
  const isIceberg = Number(icebergQty) > 0 && new Decimal(icebergQty).lt(remaining);
  return {
    symbol,
    side,
    type,
    ...(type === 'LIMIT_MAKER' ? {} : { timeInForce }),
    ...(isWaiting && Number(stopPrice) > 0 ? { stopPrice: trimDecimal(stopPrice) } : {}),
    ...(isWaiting && trailingDelta !== undefined ? { trailingDelta } : {}),
    ...(isIceberg ? { icebergQty: trimDecimal(icebergQty) } : {}),
    selfTradePreventionMode,
    price: trimDecimal(price),
    quantity: trimDecimal(remaining),
    cancelReplaceMode: 'STOP_ON_FAILURE',
    // With `ONLY_NEW`, the exchange refuses to replace the order if a part of it was filled after the query.
    ...(Number(order.executedQty) === 0 ? { cancelRestrictions: 'ONLY_NEW' } : {}),
    cancelOrderId: order.orderId,
  };
}

/**
 * Returns the exchange's reason for a refusal. If the exchange has refused a step of `cancelReplaceOrder`, returns the
 * reason for the refusal of this step.
 */
function reasonOf(error: BinanceApiError): string {
  const { cancelResponse, newOrderResponse } = Object(error.data) as Record<string, { msg?: unknown } | undefined>;
  const message = newOrderResponse?.msg ?? cancelResponse?.msg;
  return typeof message === 'string' ? message : messageOf(error);
}

export function orderText({ side, origQty, symbol, price }: OpenOrder): string {
  const at = Number(price) > 0 ? ` at ${grouped(trimDecimal(price))}` : '';
  return `${side === 'BUY' ? 'Buy' : 'Sell'} ${quantityText(origQty)} ${symbol}${at}`;
}

/** Formats parameters as an object literal. */
function literal(params: object): string {
  return JSON.stringify(params, undefined, 2)
    .replace(/"(\w+)":/g, '$1:')
    .replaceAll('"', "'");
}
