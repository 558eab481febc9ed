import type { ClientContext } from '../client/context.js';
import { plainParams } from '../encoding/params.js';
import { BinanceApiError, BinanceError } from '../errors/index.js';
import type { Limiting } from '../limits/options.js';
import {
  type AnyOperation,
  type Call,
  type CallOptions,
  isSigned,
  type RateLimitUse,
  type Reply,
  type Transport,
} from '../operations/operation.js';
import type { SignedCode } from '../parts/parts.js';
import { credentialsFor } from '../signing/credentials-for.js';
import { isWrite } from './call.js';
import { checkArguments } from './check-arguments.js';
import { Cancel, type Cancellation } from './deadline.js';
import type { Asking } from './outcome.js';
import { refusalError } from './refusal.js';
import { repeatDelay } from './retry.js';
import { sleep } from './sleep.js';
import { abortable, transportError } from './transport-error.js';

/** Looks at a call before it is sent and throws to refuse it; learns from what comes of it. */
export type CallGuard = {
  check(call: Call): Promise<void> | undefined;
  answered(call: Call, data: unknown): void;
  refused(call: Call, error: unknown): void;
};

export type PipelineOptions = {
  readonly limits: Limiting;
  readonly timeout: number;
  readonly guard: CallGuard | undefined;
};

type ExchangeLimits = { readonly rateLimits?: readonly RateLimitUse[] };

/** The longest delay that timers take. */
const longest = 2 ** 31 - 1;

/**
 * What every call goes through, whatever its transport: parameters in plain form, a client order id, the order
 * rules, leave from the limiter, the transport, and then what the answer means: data, an error, a repeat, or an outcome
 * that nobody knows.
 */
export class Pipeline {
  readonly #context: ClientContext;
  readonly #transport: Transport;
  readonly #options: PipelineOptions;
  readonly #open = new Set<Cancel>();
  #closed = false;

  constructor(context: ClientContext, transport: Transport, options: PipelineOptions) {
    this.#context = context;
    this.#transport = transport;
    this.#options = options;
  }

  async invoke(
    name: string,
    operation: AnyOperation,
    params: object = {},
    options: CallOptions = {},
  ): Promise<unknown> {
    checkArguments(name, operation, params, options);
    const { clock, random } = this.#context;
    const timeout = Math.min(options.timeout ?? this.#options.timeout, longest);
    const cancel = this.#begin(options, timeout);
    const timer = clock.setTimeout(() => cancel.abort(`no answer within ${timeout} ms`), timeout);
    const deadline = clock.monotonic() + timeout;
    let call: Call = { name, operation, params: {}, options };
    try {
      cancel.throwIfAborted();
      const plain = isSigned(operation) ? undefined : plainParams(params);
      const asking = this.#signedPart(call, plain !== undefined);
      const signed = asking instanceof Promise ? await abortable(asking, cancel) : asking;
      const written = signed?.writtenParams(params, call);
      if (written) signed?.addClientOrderId(operation, written, random);
      call = { name, operation, params: written ?? plain ?? {}, cancel, options: cancel };
      const preparing = this.#prepare(call, cancel);
      if (preparing) await preparing;
      return await this.#repeat(call, cancel, deadline, signed);
    } catch (error) {
      // Whatever is no error of ours stopped the call before it was sent.
      throw transportError(call, error, false);
    } finally {
      clock.clearTimeout(timer);
      this.#end(cancel);
    }
  }

  /** Ends everything on its way and everything to come. */
  close(): void {
    this.#closed = true;
    for (const cancel of this.#open) cancel.abort('the client was closed');
  }

  /** Something that ends in time, when the caller's signal says so, or when the client is closed. */
  #begin(options: CallOptions, timeout: number): Cancel {
    const cancel = new Cancel(options, timeout);
    this.#open.add(cancel);
    if (this.#closed) cancel.abort('the client is closed');
    return cancel;
  }

  #end(cancel: Cancel): void {
    cancel.release();
    this.#open.delete(cancel);
  }

  /** What signed calls, writes and decimals need, here before it is sent: nothing is left to be loaded after that. */
  #signedPart(call: Call, plain: boolean): SignedCode | Promise<SignedCode> | undefined {
    const part = this.#context.signedPart;
    if (isSigned(call.operation)) credentialsFor(call, this.#context);
    else if (plain && !isWrite(call.operation)) return undefined;
    return part.loaded ?? part.load();
  }

  /** The order rules; and the exchange's time before leave to send is taken, since measuring it needs leave of its own. */
  #prepare(call: Call, cancel: Cancellation): Promise<unknown> | undefined {
    const { serverTime } = this.#context;
    const measured = !isSigned(call.operation) || serverTime.offset !== undefined;
    const checking = this.#options.guard?.check(call);
    if (!checking && measured) return undefined;
    return abortable(Promise.all([checking, measured ? undefined : serverTime.timestamp(call)]), cancel);
  }

  /** Sends until there is an answer to give, or an error that a repeat would not mend. */
  async #repeat(call: Call, cancel: Cancellation, deadline: number, signed: SignedCode | undefined): Promise<unknown> {
    const { clock, credentials, limiter, logger, random, serverTime } = this.#context;
    const { guard, limits } = this.#options;
    const write = isWrite(call.operation);
    let resynced = false;
    for (let attempt = 0; ; attempt++) {
      const leave = limiter.acquire(call, limits, deadline, cancel, credentials?.apiKey);
      const done = typeof leave === 'function' ? leave : await leave;
      const sentAt = clock.monotonic();
      let reply: Reply | BinanceError;
      try {
        reply = await this.#transport.send(call);
      } catch (thrown) {
        reply = transportError(call, thrown, true);
      }
      done(reply instanceof BinanceError ? undefined : reply);
      if (!(reply instanceof BinanceError) && reply.status < 400) {
        if (call.operation.ws === 'exchangeInfo') limiter.learn((reply.data as ExchangeLimits).rateLimits ?? []);
        guard?.answered(call, reply.data);
        return reply.data;
      }
      const error = reply instanceof BinanceError ? reply : await this.#refusal(call, reply, cancel);
      guard?.refused(call, error);
      if (!resynced && error instanceof BinanceApiError && error.code === -1021) {
        // A certain refusal, so it may be repeated even for an order; with a new stamp, measured anew.
        resynced = true;
        serverTime.invalidate();
        await abortable(Promise.resolve(serverTime.timestamp(call)), cancel);
        continue;
      }
      if (write && signed?.isUnknownOutcome(error)) {
        throw signed.unknownOutcome(call, error, sentAt, this.#context, this.#asking);
      }
      const delay = write ? undefined : repeatDelay(error, attempt, random.next(), limits.mode);
      if (delay === undefined || clock.monotonic() + delay > deadline || cancel.aborted) throw error;
      logger.debug?.('repeating a read', { operation: call.name, attempt: attempt + 1, delay });
      await sleep(clock, delay, cancel);
    }
  }

  /** The error for a refusal; its code has no name where the names cannot be loaded in time. */
  #refusal(call: Call, reply: Reply, cancel: Cancellation): BinanceApiError | Promise<BinanceApiError> {
    const { limiter, signedPart } = this.#context;
    const now = limiter.now();
    const error = refusalError(call, reply, now, signedPart.loaded?.codeName);
    if (signedPart.loaded || error.code === undefined || error.codeName) return error;
    return abortable(signedPart.load(), cancel).then(
      ({ codeName }) => refusalError(call, reply, now, codeName),
      () => error,
    );
  }

  readonly #asking: Asking = {
    ask: (operation, params, signal) => this.invoke('resolve', operation, params, { signal }),
    sleep: async (ms, signal) => {
      const cancel = this.#begin({ signal }, Infinity);
      await sleep(this.#context.clock, ms, cancel);
      this.#end(cancel);
      return !cancel.aborted;
    },
  };
}
