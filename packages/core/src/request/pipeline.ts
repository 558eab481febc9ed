import type { ClientContext } from '../client/context.js';
import { hex } from '../encoding/hex.js';
import { wireParams } from '../encoding/params.js';
import { BinanceApiError, BinanceConfigError, BinanceError, BinanceRateLimitError } from '../errors/index.js';
import type { ResolvedLimitOptions } from '../limits/options.js';
import { type Call, type Reply, requestOf } from '../operations/call.js';
import { type AnyOperation, type CallOptions, isSigned } from '../operations/operation.js';
import { abortable } from '../platform/abort.js';
import { redacting } from '../transports/redacting.js';
import type { Transport } from '../transports/transport.js';
import { transportError } from '../transports/transport-error.js';
import { CallSignal } from './call-signal.js';
import { checkArguments } from './check-arguments.js';
import { Deadline } from './deadline.js';
import { type Inquiry, isUnknownOutcome, unknownOutcome } from './outcome.js';
import { type CallWait, Permits } from './permits.js';
import { refusalError } from './refusal.js';
import { retryDelay } from './retry.js';
import { sleep } from './sleep.js';

/** Checks a call before it is sent, and throws to refuse it. Learns from replies and errors. */
export type CallGuard = {
  check(call: Call): Promise<void> | undefined;
  answered(call: Call, data: unknown): void;
  refused(call: Call, error: unknown): void;
};

export type PipelineOptions = {
  readonly limits: ResolvedLimitOptions;
  /** Default deadline of a call in ms. */
  readonly timeout: number;
  readonly guard: CallGuard | undefined;
};

/**
 * What every call passes through, whatever its transport: parameters are written as they are sent, a client order id is
 * added, the order rules check the call, the limiter grants a permit, the transport sends the request. The reply then
 * becomes the answer, an error, a retry or an unknown outcome.
 */
export class Pipeline {
  readonly #context: ClientContext;
  readonly #transport: Transport;
  readonly #options: PipelineOptions;
  readonly #permits: Permits;
  readonly #open = new Set<CallSignal>();
  #closed = false;

  constructor(context: ClientContext, transport: Transport, options: PipelineOptions) {
    this.#context = context;
    this.#transport = redacting(transport);
    this.#options = options;
    this.#permits = new Permits(context, options.limits);
  }

  invoke(name: string, operation: AnyOperation, params: object = {}, options: CallOptions = {}): Promise<unknown> {
    return this.#invoke(name, operation, params, options, false);
  }

  /**
   * Asks what other calls need to know before they are sent. Their deadlines stand still while this call waits for a
   * permit. It may use all that the exchange allows, so that reads at the ceiling do not hold back an order.
   */
  ask(name: string, operation: AnyOperation, params: object = {}): Promise<unknown> {
    return this.#invoke(name, operation, params, { priority: 'high' }, true);
  }

  async #invoke(
    name: string,
    operation: AnyOperation,
    params: object,
    options: CallOptions,
    isAsk: boolean,
  ): Promise<unknown> {
    checkArguments(name, operation, params, options);
    const { clock } = this.#context;
    const timeout = options.timeout ?? this.#options.timeout;
    const signal = this.#begin(options, timeout);
    const deadline = new Deadline(clock, timeout, () => signal.abort(`no answer within ${timeout} ms`));
    let call: Call = { name, operation, params: {}, cancel: signal, options: signal };
    try {
      signal.throwIfAborted();
      call = this.#write(call, params, options);
      const preparing = this.#prepare(call, signal);
      if (preparing) await this.#permits.prepare(preparing, deadline);
      return await this.#send(call, signal, { deadline, maxWait: options.maxWait, isAsk, waited: 0 });
    } catch (error) {
      // An error of another class stopped the call before it was sent.
      throw transportError(call, error, false);
    } finally {
      deadline.clear();
      this.#end(signal);
    }
  }

  /** Ends every open call, and every later one. */
  close(): void {
    this.#closed = true;
    for (const signal of this.#open) signal.abort('the client was closed');
  }

  /** A signal that aborts with the caller's signal, or when the client is closed. */
  #begin(options: CallOptions, timeout: number): CallSignal {
    const signal = new CallSignal(options, timeout);
    this.#open.add(signal);
    if (this.#closed) signal.abort('the client is closed');
    return signal;
  }

  #end(signal: CallSignal): void {
    signal.release();
    this.#open.delete(signal);
  }

  /** The call with its parameters as they are sent, except what signing adds, and with its credentials. */
  #write(call: Call, params: object, { recvWindow }: CallOptions): Call {
    const { name, operation } = call;
    const { credentials, random } = this.#context;
    const written = wireParams(params, requestOf(call));
    if (operation.clientOrderId) written[operation.clientOrderId] ??= hex(random.bytes(16));
    if (!isSigned(operation)) return { ...call, params: written };
    if (!credentials) {
      throw new BinanceConfigError(`${name}: needs an apiKey with one of apiSecret, privateKey, signer`);
    }
    if (recvWindow != null) written.recvWindow = recvWindow;
    return { ...call, params: written, credentials: credentials.forCall() };
  }

  /** Checks the order rules, and measures the server time. That comes before the permit, since measuring needs permits too. */
  #prepare(call: Call, signal: CallSignal): Promise<unknown> | undefined {
    const { serverTime } = this.#context;
    const needsTime = isSigned(call.operation) && serverTime.offset === undefined;
    const checking = this.#options.guard?.check(call);
    if (!checking && !needsTime) return undefined;
    const measuring = needsTime ? serverTime.timestamp(requestOf(call)) : undefined;
    return abortable(Promise.all([checking, measuring]), signal);
  }

  /** Sends until there is an answer, or an error that a retry cannot help. */
  async #send(call: Call, signal: CallSignal, wait: CallWait): Promise<unknown> {
    const { clock, limiter, logger, random, serverTime } = this.#context;
    const { guard, limits } = this.#options;
    const { effect, teaches } = call.operation;
    let hasResynced = false;
    for (let attempt = 0; ; attempt++) {
      const permit = this.#permits.acquire(call, signal, wait);
      const done = typeof permit === 'function' ? permit : await permit;
      const sentAt = clock.monotonic();
      let reply: Reply | BinanceError;
      try {
        reply = await this.#transport.send(call);
      } catch (thrown) {
        reply = transportError(call, thrown, true);
      }
      done(reply instanceof BinanceError ? undefined : reply);
      if (!(reply instanceof BinanceError) && reply.status < 400) {
        if (teaches?.includes('rateLimits')) limiter.learn(Object(reply.data).rateLimits);
        guard?.answered(call, reply.data);
        return reply.data;
      }
      const error = reply instanceof BinanceError ? reply : refusalError(call, reply, limiter.now());
      guard?.refused(call, error);
      if (!hasResynced && error instanceof BinanceApiError && error.code === -1021) {
        // The exchange certainly did not execute the call, so even an order is sent again, with a timestamp measured anew.
        hasResynced = true;
        serverTime.invalidate();
        const measuring = abortable(Promise.resolve(serverTime.timestamp(requestOf(call))), signal);
        await this.#permits.prepare(measuring, wait.deadline);
        continue;
      }
      if (effect === 'write' && isUnknownOutcome(error)) {
        throw unknownOutcome(call, error, sentAt, this.#context, this.#inquiry);
      }
      const delay = effect === 'write' ? undefined : retryDelay(error, attempt, random.next(), limits.mode);
      if (delay === undefined || signal.aborted) throw error;
      const isLimited = error instanceof BinanceRateLimitError;
      // After a 429 the limiter does the waiting.
      const pause = isLimited ? error.until - limiter.now() : delay;
      if (pause > (isLimited ? this.#permits.longestWait(call, wait) : wait.deadline.remaining)) throw error;
      logger.debug?.('retrying a read', { operation: call.name, attempt: attempt + 1, delay: pause });
      await sleep(clock, delay, signal);
    }
  }

  readonly #inquiry: Inquiry = {
    ask: (operation, params, signal) => this.invoke('resolve', operation, params, { signal, priority: 'high' }),
    sleep: async (ms, signal) => {
      const callSignal = this.#begin({ signal }, Infinity);
      await sleep(this.#context.clock, ms, callSignal);
      this.#end(callSignal);
      return !callSignal.aborted;
    },
  };
}
