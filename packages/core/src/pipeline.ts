import { withClientOrderId } from './client-order-id.js';
import type { ClientContext } from './context.js';
import { BinanceApiError, type BinanceError } from './errors.js';
import type { LimitOptions } from './limiter.js';
import type { AnyOperation, Call, CallOptions, RateLimitUse, Reply, Transport } from './operation.js';
import { type Ask, isUnknownOutcome, unknownOutcome } from './outcome.js';
import { repeatDelay } from './retry.js';
import { isWrite } from './wire/call.js';
import { abortable, transportError } from './wire/failure.js';
import { plainParams } from './wire/params.js';
import { refusalError } from './wire/refusal.js';
import { sleep } from './wire/sleep.js';

/** Looks at a call before it is sent and throws to refuse it; is told when the exchange refused one. */
export type CallGuard = {
  check(call: Call): Promise<void> | void;
  refused?(call: Call, error: BinanceApiError): void;
};

export type PipelineOptions = {
  readonly limits: LimitOptions;
  readonly timeout: number;
  readonly guard: CallGuard | undefined;
};

/**
 * What every call goes through, whatever its transport: parameters in plain form, a client order id, the order
 * rules, leave from the limiter, the transport, and then what the answer means: data, an error, a repeat, or an outcome
 * that nobody knows.
 */
export class Pipeline {
  readonly #context: ClientContext;
  readonly #transport: Transport;
  readonly #options: PipelineOptions;
  readonly #open = new Set<AbortController>();
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
    const { clock, random } = this.#context;
    const { signal, timeout = this.#options.timeout } = options;
    const controller = new AbortController();
    const abort = (why: string): void => controller.abort(new Error(why));
    const cancel = (): void => abort('aborted by the caller');
    const timer = clock.setTimeout(() => abort(`no answer within ${timeout} ms`), timeout);
    const deadline = clock.monotonic() + timeout;
    signal?.addEventListener('abort', cancel);
    this.#open.add(controller);
    try {
      const plain = withClientOrderId(operation, plainParams(params), random);
      const call: Call = { name, operation, params: plain, options: { ...options, signal: controller.signal } };
      if (signal?.aborted) cancel();
      if (this.#closed) abort('the client is closed');
      if (options.validate !== false) await this.#options.guard?.check(call);
      return await this.#repeat(call, controller.signal, deadline);
    } finally {
      clock.clearTimeout(timer);
      signal?.removeEventListener('abort', cancel);
      this.#open.delete(controller);
    }
  }

  /** Sends until there is an answer to give, or an error that a repeat would not mend. */
  async #repeat(call: Call, signal: AbortSignal, deadline: number): Promise<unknown> {
    const { clock, limiter, logger, random, serverTime } = this.#context;
    const write = isWrite(call.operation);
    let resynced = false;
    for (let attempt = 0; ; attempt++) {
      // Measured before there is leave to send: the measurement needs leave of its own.
      if (call.operation.security !== 'NONE' && serverTime.offset === undefined)
        await this.#before(call, signal, serverTime.timestamp());
      const done = await this.#before(call, signal, limiter.acquire(call, this.#options.limits, deadline, signal));
      const sentAt = clock.monotonic();
      let reply: Reply | undefined;
      let failure: BinanceError | undefined;
      try {
        reply = await this.#transport.send(call);
      } catch (thrown) {
        failure = transportError(call, thrown, true);
      } finally {
        done(reply);
      }
      if (reply && reply.status < 400) {
        if (call.operation.ws === 'exchangeInfo')
          limiter.learn((reply.data as { rateLimits: RateLimitUse[] }).rateLimits ?? []);
        return reply.data;
      }
      const error = failure ?? refusalError(call, reply as Reply, limiter.now());
      if (error instanceof BinanceApiError && error.code === -1021 && !resynced) {
        resynced = true;
        serverTime.invalidate();
        continue;
      }
      if (write && isUnknownOutcome(error)) throw unknownOutcome(call, error, sentAt, this.#context, this.#ask);
      const delay = write ? undefined : repeatDelay(error, attempt, random.next(), this.#options.limits.mode);
      if (delay === undefined || clock.monotonic() + delay > deadline || signal.aborted) throw error;
      logger.debug?.('repeating a read', { operation: call.name, attempt: attempt + 1, delay });
      await sleep(clock, delay, signal);
    }
  }

  /** What comes before sending: when it fails, nothing has left. */
  async #before<T>(call: Call, signal: AbortSignal, step: T | Promise<T>): Promise<T> {
    try {
      return await abortable(Promise.resolve(step), signal);
    } catch (thrown) {
      throw transportError(call, thrown, false);
    }
  }

  readonly #ask: Ask = (operation, params, signal) => this.invoke('resolve', operation, params, { signal });

  /** Ends everything on its way and everything to come. */
  close(): void {
    this.#closed = true;
    for (const controller of this.#open) controller.abort(new Error('the client was closed'));
  }
}
