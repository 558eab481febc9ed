import type { ClientContext } from '../client/context.js';
import { hideQueries } from '../encoding/hide-queries.js';
import { wireParams } from '../encoding/params.js';
import { safeCause } from '../encoding/safe-cause.js';
import { assertConfig } from '../errors/assert-config.js';
import { BinanceRateLimitError } from '../errors/index.js';
import type { ResolvedLimitOptions } from '../limits/options.js';
import type { Permit } from '../limits/permit.js';
import { type Call, type Reply, requestOf } from '../operations/call.js';
import { type AnyOperation, type CallOptions, isSigned, isWrite } from '../operations/operation.js';
import { abortable } from '../platform/abort.js';
import { removeFrom } from '../platform/remove-from.js';
import { LEGAL_CREDENTIALS } from '../signing/signer-types.js';
import type { Transport } from '../transports/transport.js';
import { CallSignal } from './call-signal.js';
import { CallState, type Ending } from './call-state.js';
import { checkArguments } from './check-arguments.js';
import { clientOrderIds } from './client-order-id.js';
import { Deadline } from './deadline.js';
import { loadRefusalDetails } from './load-refusal-details.js';
import { readReply } from './read-reply.js';
import { readRefusal } from './refusal.js';
import { isTimestampRefused, retryDelay } from './retry.js';
import { type SentOrder, SentOrders } from './sent-orders.js';
import { sleep } from './sleep.js';
import type { Inquiry } from './unknown-outcome.js';
import { type CallWait, longestWait, Permits } from './wait-for-permit.js';

/**
 * Checks the calls of a client before they are sent, and learns from their results. `check` throws to refuse a call.
 * `answered` gets the answer of each successful call, and `refused` the error of each failed one.
 */
export type CallGuard = {
  check(call: Call): Promise<void> | undefined;
  answered(call: Call, data: unknown): void;
  refused(call: Call, error: unknown): void;
};

export type PipelineOptions = {
  readonly limits: ResolvedLimitOptions;
  /** The default deadline of a call in ms. */
  readonly timeout: number;
  readonly guard: CallGuard | undefined;
};

/**
 * Runs a call. The steps are the same for all transports: prepare the parameters and add a client order id if there is
 * none, check the order rules, wait until the limiter permits the request, send it by the transport, and read the
 * reply. A failed request may be retried. The call ends with an answer, an error or an unknown outcome.
 */
export class Pipeline {
  readonly #context: ClientContext;
  readonly #transport: Transport;
  readonly #options: PipelineOptions;
  readonly #permits: Permits;
  readonly #open: CallSignal[] = [];
  readonly #sent = new SentOrders();
  readonly #nextId: () => string;
  #closed = false;

  constructor(context: ClientContext, transport: Transport, options: PipelineOptions) {
    this.#context = context;
    this.#transport = transport;
    this.#options = options;
    this.#permits = new Permits(context, options.limits);
    this.#nextId = clientOrderIds(context.random);
  }

  /** Makes a call. `isAsk` is true if other calls must wait for the answer to this call. */
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
    const state = new CallState();
    let call: Call = {
      name,
      operation,
      params: {},
      cancel: signal,
      options: signal,
      onSend: () => state.sending(this.#context),
    };
    let deadline: Deadline | undefined;
    let sent: SentOrder | undefined;
    let answer: unknown;
    try {
      deadline = new Deadline(clock, timeout, () =>
        signal.abort(`${state.wasSent ? 'no answer' : 'not sent'} within ${timeout} ms`),
      );
      signal.throwIfAborted();
      call = this.#prepareParams(call, params, options);
      sent = this.#sent.add(call, params as Call['params']);
      const left = options.maxWait ?? this.#options.limits.maxWait ?? longestWait(operation);
      answer = await this.#send(call, signal, { deadline, isAsk, left }, state);
      return answer;
    } catch (error) {
      answer = error;
      throw state.errorOf(call, error, this.#context, this.#inquiry, sent);
    } finally {
      this.#observe(call, () => {
        this.#end(signal);
        deadline?.clear();
        // This comes last, because reading the answer of a transport of the caller may fail.
        if (sent && !state.isOpen) this.#sent.end(sent, answer);
      });
    }
  }

  /**
   * Makes a call whose answer other calls need before they are sent, such as a request for the server time. While this
   * call waits for a permit, the deadlines of the other calls are paused. The priority is high, so that the call may
   * also use the part of a rate limit that is reserved for orders and other calls of high priority.
   */
  ask(name: string, operation: AnyOperation, params?: object): Promise<unknown> {
    return this.invoke(name, operation, params, { priority: 'high' }, true);
  }

  /** Aborts all calls in progress. Later calls fail at once. */
  close(): void {
    this.#closed = true;
    for (const signal of [...this.#open]) signal.abort('the client was closed');
  }

  /**
   * Creates the signal of a call. It aborts when the caller's signal aborts, when the deadline passes, or when the
   * client is closed.
   */
  #begin(options: CallOptions, timeout: number): CallSignal {
    const signal = new CallSignal(options, timeout);
    this.#open.push(signal);
    if (this.#closed) signal.abort('the client was closed');
    return signal;
  }

  #end(signal: CallSignal): void {
    removeFrom(this.#open, signal);
    signal.release();
  }

  /** Returns the call with its credentials and with the parameters that are sent, except those that signing adds. */
  #prepareParams(call: Call, params: object, { recvWindow }: CallOptions): Call {
    const { name, operation } = call;
    const { credentials } = this.#context;
    const written = wireParams(params, requestOf(call));
    if (operation.clientOrderId) written[operation.clientOrderId] ??= this.#nextId();
    if (!isSigned(operation)) return { ...call, params: written };
    assertConfig(credentials, name, LEGAL_CREDENTIALS);
    if (recvWindow != null) written.recvWindow = recvWindow;
    return { ...call, params: written, credentials: credentials.forCall() };
  }

  /**
   * Checks the call against the order rules, and measures the server time if necessary. Both steps may send requests
   * that need permits, so both run before the call itself requests a permit.
   */
  #prepare(call: Call): Promise<unknown> | false {
    this.#transport.check?.(call);
    const checking = this.#options.guard?.check(call);
    const measuring = this.#measure(call);
    return (checking ?? measuring) && Promise.all([checking, measuring]);
  }

  /**
   * Measures the server time if a signed call needs it: for the first call, half an hour after the last measurement,
   * and after the machine has slept or its clock was changed. Returns `false` if the server time is known.
   */
  #measure(call: Call): Promise<unknown> | false {
    const time = isSigned(call.operation) && this.#context.serverTime.timestamp(requestOf(call));
    return typeof time === 'object' && time;
  }

  /** Sends the call until there is an answer, or an error after which the call is not retried. */
  async #send(call: Call, signal: CallSignal, wait: CallWait, state: CallState): Promise<unknown> {
    const { clock, limiter, logger, random, serverTime, watch } = this.#context;
    // The latest time to send a write, by the wall clock. Timers and the monotonic clock may stand still while the
    // machine sleeps, so without this time, a write could be sent hours after the call.
    const latest = clock.now() + signal.timeout + wait.left;
    let hasResynced = false;
    let preparing = this.#prepare(call);
    for (let attempt = 0; ; attempt++) {
      if (preparing) await this.#permits.prepare(abortable(preparing, signal), call, wait);
      const permit = this.#permits.acquire(call, signal, wait);
      const release = typeof permit === 'function' ? permit : await permit;
      // After a wait, the server time may have to be measured again. The exchange may suspend calls during this
      // measurement. So the call returns its permit, and requests another one after the measurement.
      preparing = this.#measure(call);
      if (isWrite(call.operation) && clock.now() > latest) wait.deadline.expire();
      if (preparing || signal.aborted) {
        release(null);
        continue;
      }
      watch?.('request', call, this.#transport.kind);
      const { reply, error } = await this.#exchange(call, signal, release, state);
      watch?.('response', call, reply, error);
      if (!error) return reply.data;
      const isLimited = error instanceof BinanceRateLimitError;
      if (isLimited && error.banned && error.sent) {
        logger.warn?.('the exchange banned this IP address', { operation: call.name, until: error.until });
      }
      const reportRetry = (delay: number): void => {
        watch?.('retry', call, delay, error);
        logger.debug?.('retry', { operation: call.name, attempt: attempt + 1, delay, error: error.message });
      };
      if (!hasResynced && !state.isOpen && isTimestampRefused(error)) {
        reportRetry(0);
        hasResynced = true;
        serverTime.invalidate();
        preparing = this.#measure(call);
        continue;
      }
      const mayRepeat = !isWrite(call.operation) && signal.retry !== false;
      const delay = mayRepeat ? retryDelay(error, attempt, random.next(), this.#options.limits.mode) : undefined;
      if (delay === undefined || signal.aborted) throw error;
      // After a 429 the limiter does not permit the retry before `error.until`.
      const pause = isLimited ? error.until - limiter.now() : delay;
      if (pause > (isLimited ? wait.left : wait.deadline.remaining)) throw error;
      reportRetry(pause);
      await sleep(clock, delay, signal);
    }
  }

  /**
   * Sends one request and reads its reply. `state` decides how the request ended. An error that is thrown later does
   * not change the returned ending.
   */
  async #exchange(call: Call, signal: CallSignal, release: Permit, state: CallState): Promise<Ending> {
    const { limiter } = this.#context;
    const { guard } = this.#options;
    let received: Reply | undefined;
    let ending: Ending;
    try {
      signal.throwIfAborted();
      state.sending(this.#context);
      received = await this.#carry(call, signal);
      const { reply, problem } = readReply(call, received);
      const refusal = readRefusal(reply, limiter.now());
      // The reply may suspend further calls or report a ban. The limiter must know this before it grants another
      // permit. So the permit is returned before the next `await`.
      this.#observe(call, () => release(refusal || !problem ? reply : undefined, refusal?.suspension));
      if (refusal) await loadRefusalDetails(signal);
      ending = state.replied(call, reply, problem, refusal);
    } catch (thrown) {
      ending = state.failed(call, thrown, received !== undefined);
      this.#observe(call, () => release(state.isOpen ? undefined : null));
    }
    const { reply, error } = ending;
    this.#observe(call, () => {
      if (error) return guard?.refused(call, error);
      if (call.operation.updates?.includes('rateLimits')) limiter.known.learn(Object(reply.data).rateLimits);
      guard?.answered(call, reply.data);
    });
    return ending;
  }

  /**
   * Sends the request and returns the reply of the transport. If the call is aborted and the transport does not settle,
   * the promise rejects with the reason of the abort.
   */
  #carry(call: Call, signal: CallSignal): Promise<Reply> {
    const { clock } = this.#context;
    return new Promise((resolve, reject) => {
      let sending: Promise<Reply> | undefined;
      signal.addEventListener('abort', () => {
        const end = (): void => reject(signal.reason);
        try {
          // The transport gets time to reject before this promise does, because only the transport's error shows
          // whether the request was sent.
          const timer = clock.setTimeout(end, 0);
          const clear = (): void => this.#observe(call, () => clock.clearTimeout(timer));
          sending?.then(clear, clear);
        } catch {
          end();
        }
      });
      sending = this.#transport.send(call);
      sending.then(resolve, reject);
    });
  }

  /** Runs code whose failure must not change the result of a call. An error that it throws is logged. */
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
