import type { ClientContext } from '../client/context.js';
import {
  BinanceApiError,
  type BinanceError,
  BinanceRateLimitError,
  BinanceTransportError,
  BinanceUnknownOutcomeError,
  type ResolvedOutcome,
  unknownOutcomeCodes,
} from '../errors/index.js';
import { type Call, requestOf } from '../operations/call.js';
import type { AnyOperation } from '../operations/operation.js';
import { abortable } from '../platform/abort.js';
import type { Clock } from '../platform/clock.js';
import type { Finding, Write } from './look-up-write.js';
import type { SentOrder, SentOrders } from './sent-orders.js';

/** The functions and data that are needed to find out the outcome of a request. */
export type Inquiry = {
  readonly ask: (operation: AnyOperation, params: object, signal: AbortSignal | undefined) => Promise<unknown>;
  /** The orders, cancels and amendments with a client order id that this client has sent. */
  readonly sent: SentOrders;
  /** Resolves to true after `ms`, or to false as soon as the signal aborts or the client is closed. */
  readonly sleep: (ms: number, signal: AbortSignal | undefined) => Promise<boolean>;
};

/**
 * Whether a request that changes something, such as an order, may have been executed although it ended in this error.
 */
export function isUnknownOutcome(error: unknown): boolean {
  if (error instanceof BinanceTransportError) return error.sent;
  return (
    error instanceof BinanceApiError && ((error.statusCode ?? 0) >= 500 || unknownOutcomeCodes.includes(error.code))
  );
}

/** The time at which a request was sent. */
export type Sending = {
  /** The time of the monotonic clock at which the request was sent, in ms. */
  readonly at: number;
  /**
   * The exchange's time minus the monotonic clock when the request was sent, in ms; undefined if the exchange's time
   * was not known.
   */
  readonly offset: number | undefined;
};

/**
 * Creates the error for a request with an unknown outcome: an order, or another request that changes something, which
 * the exchange may or may not have executed.
 */
export function unknownOutcome(
  call: Call,
  cause: BinanceError,
  { at, offset }: Sending,
  { clock, recvWindow = 5000, serverTime }: ClientContext,
  inquiry: Inquiry,
  sent?: SentOrder,
): BinanceUnknownOutcomeError {
  /**
   * The time in ms after which the exchange discards a request that it could not process. Until then, the exchange may
   * still execute an order that its answers to queries do not show yet.
   */
  const PROCESSING = 10_000;

  const { code, statusCode } = cause as Partial<BinanceApiError>;
  const { newClientOrderId, listClientOrderId } = call.params as Partial<Record<string, string>>;
  // `sentAt` is when the request was sent, in the exchange's time. `offset` is the difference between the two clocks as
  // it was known when the request was sent. A later measurement may differ, because the machine may have slept since
  // then, or its clock may have been set. If `offset` is undefined, nothing was measured before this request. The server
  // time was then measured for the first time in order to sign it, and this measurement is used.
  const sentAt = at + Number(offset ?? serverTime.offset);
  const settledAt = at + PROCESSING + Number(call.params.recvWindow ?? recvWindow);
  if (sent) sent.settledAt = settledAt;
  return new BinanceUnknownOutcomeError(
    `may or may not have been executed (${cause.message.slice(call.name.length + 2)})`,
    {
      request: requestOf(call),
      code,
      statusCode,
      newClientOrderId,
      listClientOrderId,
      resolve: (options) => resolve(call, { at, sentAt, settledAt, sent }, clock, inquiry, options?.signal),
    },
    // If the caller aborted the call, the cause is the reason of the caller's signal.
    { cause: (call.cancel?.aborted && cause.cause) || cause },
  );
}

/**
 * Sends queries to find out whether the exchange executed the request. The wait before each query is 0.25, 0.5, 1, 2
 * and 4 s, and then always 8 s. Ends when a query shows that the request was executed, or when the exchange can no
 * longer execute it.
 */
async function resolve(
  call: Call,
  { at, sentAt, settledAt, sent }: SentWrite,
  clock: Clock,
  inquiry: Inquiry,
  signal?: AbortSignal,
): Promise<ResolvedOutcome> {
  /**
   * How long failed queries are repeated, in ms. This time begins when the exchange can no longer execute the request.
   */
  const PATIENCE = 60_000;

  const { confirmedBy } = call.operation;
  // Without `confirmedBy`, no query shows whether the request was executed. Without the time at which the order was
  // sent, the order cannot be distinguished from older orders.
  if (!confirmedBy || !sentAt) return { outcome: 'unknown' };
  for (let delay = 250; await inquiry.sleep(delay, signal); delay = Math.min(delay * 2, 8000)) {
    // `isSettled` and `isOverdue` are computed before the query is sent. The answer may take long to arrive, and may
    // still show only the state at the time when the query was sent.
    const isSettled = clock.monotonic() >= settledAt;
    const isOverdue = clock.monotonic() >= settledAt + PATIENCE;
    try {
      const write: Write = {
        params: call.params,
        ask: (query, params) => inquiry.ask(confirmedBy.queries[query], params, signal),
        sentAt,
        until: sentAt + settledAt - at,
        isSettled,
        hasGeneratedId: sent?.isGenerated,
        hasRival: inquiry.sent.hasRival(sent, at),
        // If an earlier `resolve()` has found the order that this request created, `isAccepted` returns true for this
        // order too. So its id, `sent.id`, is excluded.
        isOfAnother: (id) => id !== sent?.id && inquiry.sent.isAccepted(call.params.symbol, id),
      };
      // The module with the queries is loaded only here, because few calls need it. A failed load is retried like a
      // failed query.
      const loading = import('./look-up-write.js');
      clock.hold?.(loading);
      const { lookUp } = await abortable(loading, signal);
      const { isExecuted, isCreated, order, replaced }: Finding = await lookUp(confirmedBy.sign, write);
      if (isExecuted || (isSettled && isExecuted === false)) {
        if (sent) inquiry.sent.end(sent, isCreated && order);
        // The cast is safe: `order` and `replaced` are answers of the queries, whose answers have these types.
        return { outcome: isExecuted ? 'executed' : 'notExecuted', order, replaced } as ResolvedOutcome;
      }
      if (isSettled) break;
    } catch (error) {
      if (error instanceof BinanceApiError && !isTransient(error)) throw error;
      if (isOverdue) break;
    }
  }
  return { outcome: 'unknown' };
}

/** The time at which a request was sent, the time from which it can no longer be executed, and its client order id. */
type SentWrite = {
  /** The time of the monotonic clock at which the request was sent, in ms. */
  readonly at: number;
  /** The exchange's time at which the request was sent, in ms. */
  readonly sentAt: number;
  /** The time, by the monotonic clock in ms, from which the exchange can no longer execute the request. */
  readonly settledAt: number;
  readonly sent: SentOrder | undefined;
};

/**
 * Whether the same query may succeed later: the exchange is busy (-1008) or limits requests, a query arrived too late
 * (-1021), or a firewall or a proxy refused it with a page without an error code.
 */
function isTransient(error: BinanceApiError): boolean {
  const { code } = error;
  return error instanceof BinanceRateLimitError || !code || code === -1008 || code === -1021 || isUnknownOutcome(error);
}
