import type { ClientContext } from '../client/context.js';
import { hideQueries } from '../encoding/hide-queries.js';
import { wireParams } from '../encoding/params.js';
import { safeCause } from '../encoding/safe-cause.js';
import { assertConfig } from '../errors/assert-config.js';
import { BinanceRateLimitError } from '../errors/index.js';
import type { Permit } from '../limits/limiter.js';
import type { ResolvedLimitOptions } from '../limits/options.js';
import { type Call, type Reply, requestOf } from '../operations/call.js';
import { type AnyOperation, type CallOptions, isSigned, isWrite } from '../operations/operation.js';
import { abortable } from '../platform/abort.js';
import type { Timer } from '../platform/clock.js';
import { redactError } from '../transports/redacting.js';
import type { Transport } from '../transports/transport.js';
import { CallFate, type Ending } from './call-fate.js';
import { CallSignal } from './call-signal.js';
import { checkArguments } from './check-arguments.js';
import { hasClientOrderId, randomClientOrderId } from './client-order-id.js';
import { Deadline } from './deadline.js';
import { loadRefusalDetails } from './load-refusal-details.js';
import type { Inquiry } from './outcome.js';
import { type CallWait, Permits } from './permits.js';
import { readReply } from './read-reply.js';
import { readRefusal } from './refusal.js';
import { isTimestampRefused, retryDelay } from './retry.js';
import { type SentOrder, SentOrders } from './sent-orders.js';
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
  readonly #sent = new SentOrders();
  #closed = false;

  constructor(context: ClientContext, transport: Transport, options: PipelineOptions) {
    this.#context = context;
    this.#transport = transport;
    this.#options = options;
    this.#permits = new Permits(context, options.limits);
  }

  /** Makes a call. `isAsk`: whether other calls need its answer before they are sent. */
  async invoke(
    name: string,
    operation: AnyOperation,
    params: object = {},
    options: CallOptions = {},
    isAsk = false,
  ): Promise<unknown> {
    checkArguments(name, operation, params, options);
    const { clock } = this.#context;
    const timeout = options.timeout ?? this.#options.timeout;
    const signal = this.#begin(options, timeout);
    const fate = new CallFate();
    let call: Call = { name, operation, params: {}, cancel: signal, options: signal };
    let deadline: Deadline | undefined;
    let sent: SentOrder | undefined;
    try {
      deadline = new Deadline(clock, timeout, () => signal.abort(`no answer within ${timeout} ms`));
      signal.throwIfAborted();
      call = this.#prepareParams(call, params, options);
      sent = this.#sent.add(call, !hasClientOrderId(operation, params));
      const preparing = this.#prepare(call, signal);
      if (preparing) await this.#permits.prepare(preparing, deadline);
      const answer = await this.#send(call, signal, { deadline, maxWait: options.maxWait, isAsk, waited: 0 }, fate);
      this.#observe(call, () => sent && this.#sent.accept(sent, answer));
      return answer;
    } catch (error) {
      this.#observe(call, () => !fate.isOpen && sent && this.#sent.forget(sent));
      throw fate.errorOf(call, error, this.#context, this.#inquiry, sent);
    } finally {
      this.#observe(call, () => {
        this.#end(signal);
        deadline?.clear();
      });
    }
  }

  /**
   * Asks what other calls need to know before they are sent. Their deadlines stand still while this call waits for a
   * permit. It may use all that the exchange allows, so that reads at the ceiling do not hold back an order.
   */
  ask(name: string, operation: AnyOperation, params?: object): Promise<unknown> {
    return this.invoke(name, operation, params, { priority: 'high' }, true);
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
    this.#open.delete(signal);
    signal.release();
  }

  /** The call with its parameters as they are sent, except what signing adds, and with its credentials. */
  #prepareParams(call: Call, params: object, { recvWindow }: CallOptions): Call {
    const { name, operation } = call;
    const { credentials, random } = this.#context;
    const written = wireParams(params, requestOf(call));
    if (operation.clientOrderId) written[operation.clientOrderId] ??= randomClientOrderId(random);
    if (!isSigned(operation)) return { ...call, params: written };
    assertConfig(credentials, name, 'an apiKey with exactly one of apiSecret, privateKey, signer');
    if (recvWindow != null) written.recvWindow = recvWindow;
    return { ...call, params: written, credentials: credentials.forCall() };
  }

  /** Checks the order rules, and measures the server time. That comes before the permit, since measuring needs permits too. */
  #prepare(call: Call, signal: CallSignal): Promise<unknown> | undefined {
    const { serverTime } = this.#context;
    const checking = this.#options.guard?.check(call);
    // A promise only while the time has to be measured, which is so again after an hour or a sleep of the machine.
    const measuring = isSigned(call.operation) && serverTime.timestamp(requestOf(call));
    if (!checking && typeof measuring !== 'object') return undefined;
    return abortable(Promise.all([checking, measuring]), signal);
  }

  /** Sends until there is an answer, or an error that a retry cannot help. */
  async #send(call: Call, signal: CallSignal, wait: CallWait, fate: CallFate): Promise<unknown> {
    const { clock, limiter, logger, random, serverTime, watch } = this.#context;
    const { limits } = this.#options;
    let hasResynced = false;
    for (let attempt = 0; ; attempt++) {
      const permit = this.#permits.acquire(call, signal, wait);
      const release = typeof permit === 'function' ? permit : await permit;
      watch?.('request', call, this.#transport.kind);
      const { reply, error } = await this.#exchange(call, signal, release, fate);
      watch?.('response', call, reply, error);
      if (!error) return reply.data;
      if (!hasResynced && !fate.isOpen && isTimestampRefused(error)) {
        watch?.('retry', call, 0, error);
        hasResynced = true;
        serverTime.invalidate();
        const measuring = abortable(Promise.resolve(serverTime.timestamp(requestOf(call))), signal);
        await this.#permits.prepare(measuring, wait.deadline);
        continue;
      }
      const delay = isWrite(call.operation) ? undefined : retryDelay(error, attempt, random.next(), limits.mode);
      if (delay === undefined || signal.aborted) throw error;
      const isLimited = error instanceof BinanceRateLimitError;
      // After a 429 the limiter does the waiting.
      const pause = isLimited ? error.until - limiter.now() : delay;
      if (pause > (isLimited ? this.#permits.longestWait(call, wait) : wait.deadline.remaining)) throw error;
      watch?.('retry', call, pause, error);
      logger.debug?.('retrying a read', { operation: call.name, attempt: attempt + 1, delay: pause });
      await sleep(clock, delay, signal);
    }
  }

  /** Sends once. Once the fate of the call is known, nothing that fails here changes it. */
  async #exchange(call: Call, signal: CallSignal, release: Permit, fate: CallFate): Promise<Ending> {
    const { clock, limiter } = this.#context;
    const { guard } = this.#options;
    let received: Reply | undefined;
    let ending: Ending;
    try {
      signal.throwIfAborted();
      fate.sending(clock.monotonic());
      received = await this.#carry(call, signal);
      const { reply, problem } = readReply(call, received);
      const refusal = readRefusal(reply, limiter.now());
      // Calls that wait for a permit learn of a suspension at once.
      this.#observe(call, () => release(refusal || !problem ? reply : undefined, refusal?.suspension));
      if (refusal) await loadRefusalDetails(signal);
      ending = fate.replied(call, reply, problem, refusal);
    } catch (thrown) {
      ending = fate.failed(call, thrown, received !== undefined);
      this.#observe(call, release);
    }
    const { reply, error } = ending;
    this.#observe(call, () => {
      if (error) return guard?.refused(call, error);
      if (call.operation.updates?.includes('rateLimits')) limiter.known.learn(Object(reply.data).rateLimits);
      guard?.answered(call, reply.data);
    });
    return ending;
  }

  /** The reply of the transport. If the transport does not settle at the end of the call, the call ends without it. */
  #carry(call: Call, signal: CallSignal): Promise<Reply> {
    const { clock } = this.#context;
    return new Promise((resolve, reject) => {
      let timer: Timer;
      const end = (): void => reject(signal.reason);
      signal.addEventListener('abort', () => {
        try {
          // A transport that ends with the call knows whether it has sent the request, so it goes first.
          timer = clock.setTimeout(end, 0);
        } catch {
          end();
        }
      });
      const failed = (thrown: unknown): never => {
        throw redactError(call, thrown);
      };
      const settled = (): void => {
        if (timer !== undefined) this.#observe(call, () => clock.clearTimeout(timer));
      };
      this.#transport.send(call).catch(failed).then(resolve, reject).then(settled);
    });
  }

  /** Runs code that only watches a call. What it throws must not change how the call ends, so it is only logged. */
  #observe(call: Call, watch: () => unknown): void {
    try {
      watch();
    } catch (thrown) {
      const error = safeCause(thrown, hideQueries).name;
      this.#context.logger.warn?.('ignored an error of the client', { operation: call.name, error });
    }
  }

  readonly #inquiry: Inquiry = {
    sent: this.#sent,
    ask: (operation, params, signal) => this.invoke('resolve', operation, params, { signal, priority: 'high' }),
    sleep: async (ms, signal) => {
      const callSignal = this.#begin({ signal }, Infinity);
      await sleep(this.#context.clock, ms, callSignal);
      this.#end(callSignal);
      return !callSignal.aborted;
    },
  };
}
