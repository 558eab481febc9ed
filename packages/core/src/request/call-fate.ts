import type { ClientContext } from '../client/context.js';
import {
  BinanceConfigError,
  type BinanceError,
  BinanceRateLimitError,
  BinanceStreamError,
  BinanceTransportError,
} from '../errors/index.js';
import { type Call, type Reply, requestOf } from '../operations/call.js';
import { isWrite } from '../operations/operation.js';
import { transportError } from '../transports/transport-error.js';
import { type Inquiry, isUnknownOutcome, unknownOutcome } from './outcome.js';
import { type RefusalContent, refusalError } from './refusal.js';
import type { SentOrder } from './sent-orders.js';

/** How one request ended: with an answer, or with an error. */
export type Ending =
  | { readonly reply: Reply; readonly error?: undefined }
  | { readonly reply?: Reply | undefined; readonly error: BinanceError };

/**
 * What is known of a call: whether a request may have left, and how the exchange replied. This is the one place that
 * decides with which error a call ends. From the moment when the request of a write may have left, the write ends
 * accepted, refused by a well-formed refusal, or unknown. Nothing that is thrown elsewhere can change that.
 */
export class CallFate {
  /** When the last request was given to the transport, by the monotonic clock. */
  #sentAt = 0;
  #wasSent = false;
  /** A request may have left, and no well-formed reply has come since. */
  #isOpen = false;
  /** The last well-formed refusal. */
  #refusal: BinanceError | undefined;

  /** Whether the exchange may have executed the last request. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Must be called before the transport gets a request. */
  sending(sentAt: number): void {
    this.#sentAt = sentAt;
    this.#wasSent = true;
    this.#isOpen = true;
  }

  /** A reply came. `problem` is what is wrong with it, and `refusal` what it says if it is a refusal. */
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
    const details = { request: requestOf(call), sent: true, statusCode };
    return { error: new BinanceTransportError(`the reply cannot be used: ${problem}`, details) };
  }

  /**
   * The transport threw, the request did not reach it, or code that reads a reply threw. What is thrown after a reply came says
   * nothing about the request.
   */
  failed(call: Call, thrown: unknown, hasReply: boolean): Ending {
    const error = transportError(call, thrown, hasReply || this.#isOpen);
    if (!hasReply && isNotSent(error)) this.#isOpen = false;
    return { error };
  }

  /** The error with which a call ends, whatever was thrown. */
  errorOf(
    call: Call,
    thrown: unknown,
    context: ClientContext,
    inquiry: Inquiry,
    sent?: SentOrder | undefined,
  ): BinanceError {
    if (!isWrite(call.operation)) return transportError(call, thrown, this.#wasSent);
    if (!this.#isOpen) return this.#refusal ?? transportError(call, thrown, false);
    return unknownOutcome(call, transportError(call, thrown, true), this.#sentAt, context, inquiry, sent);
  }

  #close(refusal?: BinanceError): void {
    this.#isOpen = false;
    this.#refusal = refusal;
  }
}

/** Whether an error of a transport makes certain that it sent nothing. */
function isNotSent(error: BinanceError): boolean {
  if (error instanceof BinanceTransportError) return !error.sent;
  const isHeldBack = error instanceof BinanceRateLimitError;
  return isHeldBack || error instanceof BinanceConfigError || error instanceof BinanceStreamError;
}
