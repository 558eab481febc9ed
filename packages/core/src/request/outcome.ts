import type { ClientContext } from '../client/context.js';
import {
  BinanceApiError,
  type BinanceError,
  BinanceRateLimitError,
  BinanceTransportError,
  BinanceUnknownOutcomeError,
  type ResolvedOutcome,
  type ResolvedSubject,
  unknownOutcomeCodes,
} from '../errors/index.js';
import { type Call, requestOf } from '../operations/call.js';
import type { AnyOperation } from '../operations/operation.js';
import { abortable } from '../platform/abort.js';
import type { Clock } from '../platform/clock.js';
import type { Ask, Finding } from './confirmation.js';
import type { SentOrder, SentOrders } from './sent-orders.js';

/** What it takes to ask the exchange again until the outcome is known. */
export type Inquiry = {
  readonly ask: (operation: AnyOperation, params: object, signal: AbortSignal | undefined) => Promise<unknown>;
  /** What the client knows of the orders that it has sent. */
  readonly sent: SentOrders;
  /** True after `ms`; false as soon as the signal aborts or the client is closed. */
  readonly sleep: (ms: number, signal: AbortSignal | undefined) => Promise<boolean>;
};

/** The exchange gives up on a request after this many ms. Until then it may still execute a write that it does not know yet. */
const PROCESSING = 10_000;
/** If the exchange does not answer, asking ends this many ms later. */
const PATIENCE = 60_000;

/** Whether a write that ended in this error may have been executed. */
export function isUnknownOutcome(error: unknown): boolean {
  if (error instanceof BinanceTransportError) return error.sent;
  return (
    error instanceof BinanceApiError && ((error.statusCode ?? 0) >= 500 || unknownOutcomeCodes.includes(error.code))
  );
}

/** The error for a write that may have been executed. `sentAt` is monotonic. */
export function unknownOutcome(
  call: Call,
  cause: BinanceError,
  sentAt: number,
  context: ClientContext,
  inquiry: Inquiry,
  sent?: SentOrder,
): BinanceUnknownOutcomeError {
  const { code, statusCode } = cause as Partial<BinanceApiError>;
  const { newClientOrderId, listClientOrderId } = call.params as Partial<Record<string, string>>;
  const write = sentWrite(call, sentAt, context, sent);
  return new BinanceUnknownOutcomeError(
    `may or may not have been executed (${cause.message.slice(call.name.length + 2)})`,
    {
      request: requestOf(call),
      code,
      statusCode,
      newClientOrderId,
      listClientOrderId,
      resolve: async (options) =>
        write ? resolve(call, write, context.clock, inquiry, options?.signal) : { outcome: 'unknown' },
    },
    // The cause of an aborted call is the reason of the caller's signal.
    { cause: (call.cancel?.aborted && cause.cause) || cause },
  );
}

/** When a write was sent. Undefined if a clock of the caller fails, so that the outcome cannot be looked up. */
function sentWrite(call: Call, sentAt: number, context: ClientContext, sent?: SentOrder): SentWrite | undefined {
  const { clock, recvWindow = 5000, serverTime } = context;
  try {
    // The time of the exchange is taken when the write ends, because the machine may sleep before `resolve()`.
    const exchangeTime = sentAt + (serverTime.offset ?? clock.now() - clock.monotonic());
    return { exchangeTime, settledAt: sentAt + PROCESSING + Number(call.params.recvWindow ?? recvWindow), sent };
  } catch {
    return undefined;
  }
}

/** Asks after 0.25, 0.5, 1, … 8 s until the write is found, or until it can no longer be executed. */
async function resolve(
  call: Call,
  { exchangeTime, settledAt, sent }: SentWrite,
  clock: Clock,
  inquiry: Inquiry,
  signal?: AbortSignal,
): Promise<ResolvedOutcome> {
  const { confirmedBy } = call.operation;
  if (confirmedBy === undefined) return { outcome: 'unknown' };
  const ask: Ask = (query, params) => inquiry.ask(confirmedBy.queries[query], params, signal);
  for (let delay = 250; ; delay = Math.min(delay * 2, 8000)) {
    if (!(await inquiry.sleep(delay, signal))) return { outcome: 'unknown' };
    // The answer shows the state of the exchange after this moment, however long it takes to arrive.
    const isSettled = clock.monotonic() >= settledAt;
    const isOverdue = clock.monotonic() >= settledAt + PATIENCE;
    try {
      const write = {
        params: call.params,
        sentAt: exchangeTime,
        isSettled,
        hasGeneratedId: sent?.isGenerated === true,
        hasRival: inquiry.sent.hasRival(sent),
        isOfAnother: (id: string) => inquiry.sent.isAccepted(call.params.symbol, id),
      };
      // Few calls need these queries, so a page loads them with the first one. A failed load is repeated like a failed query.
      const { lookUp } = await abortable(import('./confirmation.js'), signal);
      // The answers of the queries have this type.
      const { isExecuted, order } = (await lookUp(confirmedBy.sign, write, ask)) as Finding & {
        readonly order: ResolvedSubject;
      };
      if (isExecuted) return { outcome: 'executed', order };
      if (isSettled) return isExecuted === undefined ? { outcome: 'unknown' } : { outcome: 'notExecuted', order };
    } catch (error) {
      if (error instanceof BinanceApiError && !isTransient(error)) throw error;
      if (isOverdue) return { outcome: 'unknown' };
    }
  }
}

/** What is known of a write that was sent. */
type SentWrite = {
  /** The time of the exchange when the write was sent, in ms. */
  readonly exchangeTime: number;
  /** From this monotonic time on the exchange no longer executes the write. */
  readonly settledAt: number;
  readonly sent: SentOrder | undefined;
};

/**
 * Whether the same question may succeed later: the exchange is busy or limits requests, or the refusal is a page of the
 * firewall or of a proxy, which has no code.
 */
function isTransient(error: BinanceApiError): boolean {
  return error instanceof BinanceRateLimitError || error.code === undefined || isUnknownOutcome(error);
}
