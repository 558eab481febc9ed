import type { ClientContext } from '../client/context.js';
import {
  BinanceConfigError,
  BinanceError,
  BinanceRateLimitError,
  BinanceStreamError,
  BinanceTransportError,
} from '../errors/index.js';
import type { Call, Reply } from '../operations/call.js';
import { isWrite } from '../operations/operation.js';
import { transportError, unusableReply } from '../transports/transport-error.js';
import { type RefusalContent, refusalError } from './refusal.js';
import type { SentOrder } from './sent-orders.js';
import { type Inquiry, isUnknownOutcome, type Sending, unknownOutcome } from './unknown-outcome.js';

/** How one request ended: with an answer, or with an error. */
export type Ending =
  | { readonly reply: Reply; readonly error?: undefined }
  | { readonly reply?: Reply | undefined; readonly error: BinanceError };

/**
 * The state of one call: whether a request was sent for it, and how the exchange replied. Only this class decides which
 * error a call ends with. Once an order, or another request that changes something, may have been sent, its call ends
 * as accepted, as refused (after a well-formed refusal) or as unknown. Later errors, for example in a callback, do not
 * change this result.
 */
export class CallState {
  /** The time at which the transport got the last request. */
  #sending: Sending | undefined;
  /**
   * Whether the last request may have been executed: it may have been sent, and no well-formed reply to it has arrived.
   */
  #isOpen = false;
  /** The error of the last well-formed reply by which the exchange refused a request. */
  #refusal: BinanceError | undefined;

  /** Whether the exchange may have executed the last request. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Whether any request of the call may have been sent. */
  get wasSent(): boolean {
    return this.#sending !== undefined;
  }

  /** Must be called before each request is passed to the transport, and again when a transport that has waited sends it. */
  sending({ clock, serverTime }: ClientContext): void {
    this.#sending = { at: clock.monotonic(), offset: serverTime.offset };
    this.#isOpen = true;
  }

  /**
   * Records a reply, and returns how the request ended. `problem` describes how the reply differs from Binance's
   * documentation. `refusal` is the content of the reply if the exchange refused the request.
   */
  replied(call: Call, reply: Reply, problem: string | undefined, refusal: RefusalContent | undefined): Ending {
    if (refusal) {
      const error = refusalError(call, reply, refusal);
      if (problem === undefined && !isUnknownOutcome(error)) this.#close(error);
      return { reply, error };
    }
    if (problem === undefined) {
      this.#close();
      return { reply };
    }
    const statusCode = Number.isInteger(reply.status) ? reply.status : undefined;
    return { error: unusableReply(call, `the reply cannot be used: ${problem}`, statusCode) };
  }

  /**
   * Records the error that ended a request. The error came from the transport, from code that ran before the request
   * was sent, or from code that read the reply. `hasReply` is true if the error was thrown after the reply arrived. In
   * that case the error does not show whether the request was sent.
   */
  failed(call: Call, thrown: unknown, hasReply: boolean): Ending {
    const error = transportError(call, thrown, hasReply || this.#isOpen);
    if (!hasReply && isNotSent(error)) this.#isOpen = false;
    return { error };
  }

  /** Returns the error with which the call ends. `thrown` may be any value. */
  errorOf(
    call: Call,
    thrown: unknown,
    context: ClientContext,
    inquiry: Inquiry,
    sent?: SentOrder | undefined,
  ): BinanceError {
    const isOfWrite = isWrite(call.operation);
    if (isOfWrite && !this.#isOpen && this.#refusal) return this.#refusal;
    const mayHaveLeft = isOfWrite ? this.#isOpen : this.wasSent;
    const error = thrown instanceof BinanceError ? thrown : transportError(call, thrown, mayHaveLeft);
    if (!isOfWrite || !this.#isOpen) return error;
    // The cast is safe: `#sending` is set before `#isOpen` becomes true.
    return unknownOutcome(call, error, this.#sending as Sending, context, inquiry, sent);
  }

  #close(refusal?: BinanceError): void {
    this.#isOpen = false;
    this.#refusal = refusal;
  }
}

/** Whether the error of a transport shows that nothing was sent. */
function isNotSent(error: BinanceError): boolean {
  if (error instanceof BinanceTransportError || error instanceof BinanceRateLimitError) return !error.sent;
  return error instanceof BinanceConfigError || error instanceof BinanceStreamError;
}
