import type { Call, CallOptions, ClientContext, Reply, Transport } from '@pkg/core';
import {
  abortable,
  defaultLimitOptions,
  isSigned,
  isWrite,
  Pipeline,
  requestOf,
  signParams,
  socketPayload,
  stampParams,
  transportError,
} from '@pkg/core/internal';
import {
  getSessionSubscriptions,
  logOn,
  subscribeUserData,
  subscribeUserDataBySignature,
  unsubscribeUserData,
} from '@pkg/core/operations';
import { droppedFrames } from '../connection/dropped-frames.js';
import type { ReconnectingSocket } from '../connection/reconnecting-socket.js';
import type { RenewalOptions } from '../connection/renewal-age.js';
import type { SessionOwner } from '../connection/session.js';
import { listenForWake, type WakeSource } from '../connection/wake-source.js';
import { checkUserEvent } from '../events/check-user-event.js';
import { connectionClosed, failedCall, malformedEvent, missingWsApi, sessionEnded } from './api-errors.js';
import { ApiSession } from './api-session.js';
import { LogOn } from './log-on.js';
import { replyOf } from './reply-of.js';
import { SafeTexts } from './safe-texts.js';
import type { SessionUser } from './session-user.js';

/** How long a renewal keeps the old socket open for responses that are still pending, in ms. */
const LAST_RESPONSES = 11_000;
const SESSION_CALL_TIMEOUT = 10_000;

/** The operations that {@link ApiConnection.callOver} can call. */
type SessionOperation =
  | 'getSessionSubscriptions'
  | 'logOn'
  | 'subscribeUserData'
  | 'subscribeUserDataBySignature'
  | 'unsubscribeUserData';
const sessionOperations = {
  ...{ getSessionSubscriptions, logOn, unsubscribeUserData },
  ...{ subscribeUserData, subscribeUserDataBySignature },
};

export type ApiConnectionOptions = {
  readonly renewal?: RenewalOptions | undefined;
  readonly maxFrameBytes?: number | undefined;
  readonly wake?: WakeSource | undefined;
  readonly changed: () => void;
  readonly report: (error: unknown) => void;
  /**
   * The class `ReconnectingSocket`, passed in instead of imported. With an import here, bundlers would move the class
   * into a chunk of its own, which every page with market streams would have to load in addition to its first chunk.
   */
  readonly Socket: typeof ReconnectingSocket;
};

/**
 * A connection to the WebSocket API that reconnects after losses. It replaces its socket before the exchange closes it.
 *
 * No request is sent twice. A write does not wait for a lost connection to come back. A call that could not be sent
 * fails with `sent: false`. A call that was sent and got no response fails with `sent: true`.
 */
export class ApiConnection implements SessionOwner<ApiSession> {
  readonly socket: ReconnectingSocket<ApiSession>;
  readonly #context: ClientContext;
  readonly #options: ApiConnectionOptions;
  readonly #dropped: (error: unknown) => void;
  readonly #texts: SafeTexts = new SafeTexts();
  readonly #users: Set<SessionUser> = new Set();
  /** For each session, a promise that resolves when the session has subscribed to the user data of all accounts. */
  readonly #setUps: WeakMap<ApiSession, Promise<unknown>> = new WeakMap();
  /** Calls that wait for an open session. */
  readonly #waiting: Set<(error?: Error) => void> = new Set();
  #wasOpen = false;
  readonly #logOn: LogOn = new LogOn({
    logOn: (session, context) => this.callOver(session, 'logOn', {}, context),
    reconnect: (session, reason) => this.socket.reconnect(session, reason),
    refused: ({ message, code }) => this.#revoked(message, code),
  });
  #stopWake: (() => void) | undefined;

  constructor(context: ClientContext, options: ApiConnectionOptions) {
    const { clock, random, environment } = context;
    this.#context = context;
    this.#options = options;
    if (context.credentials) this.#texts.addKey(context.credentials.apiKey);
    const redact = (text: string): string => this.#texts.text(text);
    this.#dropped = droppedFrames(clock, options.report, redact);
    this.socket = new options.Socket(
      {
        ...{ clock, random, environment, renewal: options.renewal, maxFrameBytes: options.maxFrameBytes },
        origin: environment.wsApi,
        report: options.report,
        dropped: (error) => this.#drop(error),
        redact,
        woke: () => this.#wake(),
      },
      this,
    );
  }

  /** The session for new requests; undefined while no session is ready. */
  get session(): ApiSession | undefined {
    const { nextSession, session, state } = this.socket;
    if (nextSession && this.#setUps.has(nextSession)) return nextSession;
    return state === 'open' ? session : undefined;
  }

  /** The unit of all times that are sent over the connection. */
  get timeUnit(): ClientContext['timeUnit'] {
    return this.#context.timeUnit;
  }

  get isUsed(): boolean {
    return this.#users.size > 0;
  }

  attach(user: SessionUser): void {
    this.#users.add(user);
    const { session } = this;
    // If no WebSocket can be created, the connection has failed during `start`, before the user was attached. So the
    // user is notified of the failure here.
    if (this.socket.error) user.failed(this.socket.error);
    else if (session) {
      const current = this.socket.session;
      // The user subscribes on the new session of a renewal. If this session is lost, `changed` sets the users of the
      // current session up again, so that the user subscribes on it.
      if (current && current !== session) this.#setUps.delete(current);
      void user.opened(session);
    }
  }

  detach(user: SessionUser): void {
    this.#users.delete(user);
  }

  /** @throws {BinanceStreamError} if the environment has no WebSocket API. */
  start(): void {
    const { name, wsApi } = this.#context.environment;
    if (!wsApi) throw missingWsApi(name);
    const { wake, report } = this.#options;
    this.#stopWake ??= listenForWake(wake, () => this.#wake(), report);
    this.socket.start();
  }

  /** Closes the connection. Its accounts are detached without a call of {@link SessionUser.lost}. */
  close(): void {
    this.#users.clear();
    this.#stopWake?.();
    this.#stopWake = undefined;
    this.socket.close();
    this.#releaseWaiting(connectionClosed());
  }

  /**
   * Throws if a call cannot be sent and must not wait: any call if no connection can be opened, and a write if the
   * connection was lost and is not open again. A connection that the exchange has refused is opened again, because the
   * exchange may accept it by now.
   */
  check(call: Call): void {
    const { reason } = this.socket;
    if (this.#sessionFor(call)) return;
    if (this.socket.state === 'failed') this.start();
    if (this.socket.state === 'failed') throw failedCall(call, reason, false);
    if (!this.#wasOpen || !isWrite(call.operation)) return;
    throw failedCall(call, `the connection is being restored: ${reason}`, false);
  }

  /**
   * Sends one call over the current session, and returns the response. `context` belongs to the client that makes the
   * call.
   */
  async send(call: Call, context: ClientContext = this.#context): Promise<Reply> {
    while (true) {
      const session = this.#sessionFor(call) ?? (await this.#open(call));
      const { loggedOnKey } = session;
      const params = await this.#prepare(call, context, session);
      // While the call was signed, the connection may have begun to replace its session, whose socket may close before
      // the exchange answers. Or a log-out may have been sent. In both cases, the call is signed again.
      if (session !== (this.session ?? session)) continue;
      if (!loggedOnKey || loggedOnKey === session.loggedOnKey) return this.#exchange(call, context, session, params);
    }
  }

  /**
   * Calls an operation over the given session, for operations that affect only one session. The call passes through the
   * same pipeline as all other calls. `options` says whether the pipeline retries the call after an error. The call
   * fails if the session ends before the response arrives.
   *
   * @throws {BinanceApiError} if the exchange refuses the call.
   * @throws {BinanceTransportError} if there is no response, for example because the session ends.
   */
  callOver(
    session: ApiSession,
    name: SessionOperation,
    params: object = {},
    context: ClientContext,
    options?: Pick<CallOptions, 'retry'>,
  ): Promise<unknown> {
    const transport: Transport = {
      kind: 'wsApi',
      send: async (call) => this.#exchange(call, context, session, await this.#prepare(call, context, session)),
      close: () => undefined,
    };
    const settings = { limits: defaultLimitOptions, timeout: SESSION_CALL_TIMEOUT, guard: undefined };
    const pipeline = new Pipeline(context, transport, settings);
    return pipeline.invoke(name, sessionOperations[name], params, { ...options, signal: session.ended });
  }

  /**
   * Returns the parameters in the form in which they are sent. Nothing is sent here, so an error or an abort means that
   * the call was not sent.
   */
  async #prepare(call: Call, context: ClientContext, session: ApiSession): Promise<object> {
    try {
      return await abortable(this.#signed(call, context, session), call.cancel ?? call.options.signal);
    } catch (error) {
      // The signer is code of the user, so it may throw anything.
      throw transportError(call, error, false);
    }
  }

  /**
   * Adds the timestamp to the parameters of a signed call. Also signs the parameters, unless the key is logged on and
   * the operation accepts a log-on instead of a signature.
   */
  async #signed(call: Call, context: ClientContext, session: ApiSession): Promise<object> {
    const { credentials, operation, params } = call;
    if (!credentials) return params;
    const { apiKey } = credentials;
    this.#texts.addKey(apiKey);
    const isLoggedOn = session.loggedOnKey === apiKey && operation.signed !== 'always';
    if (isLoggedOn) return stampParams(params, context, requestOf(call));
    const signed = await signParams({ ...params, apiKey }, credentials, context, socketPayload, requestOf(call));
    this.#texts.addSignature(signed.signature);
    return { ...signed.params, signature: signed.signature };
  }

  #exchange(call: Call, context: ClientContext, session: ApiSession, params: object): Promise<Reply> {
    const signal = call.cancel ?? call.options.signal;
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(transportError(call, signal.reason, false));
      const end = (message: string): void => {
        signal?.removeEventListener('abort', abort);
        reject(failedCall(call, message, true));
      };
      call.onSend?.();
      // Until the response to a log-on or log-out arrives, other calls are signed.
      if (call.operation.session) Object.assign(session, { loggedOnKey: undefined, lastLogOn: call });
      const forget = session.send(call.operation.ws, params, {
        answered: (response) => {
          this.#logOn.answered(call, context, session, response);
          const { signature } = params as { signature?: string };
          resolve(replyOf(response, signature, this.#texts, this.#context.clock.now()));
        },
        // The session also calls `malformed` after `answered`. In that case the promise is already settled, so `end`
        // only removes the abort listener.
        malformed: () => end('the response has not the documented form'),
        lost: (reason) => end(`the connection was lost before the answer: ${reason}`),
      });
      const abort = (): void => {
        forget?.();
        reject(transportError(call, signal?.reason, true));
      };
      if (forget) signal?.addEventListener('abort', abort);
      else reject(failedCall(call, 'the connection is not open', false));
    });
  }

  /** Waits for an open session. A write waits only for the first session. After a loss, a write fails at once. */
  async #open(call: Call): Promise<ApiSession> {
    const signal = call.cancel ?? call.options.signal;
    // If the client was closed while the call was signed, the connection must stay closed.
    if (signal?.aborted) throw transportError(call, signal.reason, false);
    this.start();
    this.check(call);
    let done: (error?: Error) => void = () => undefined;
    const opened = new Promise<void>((resolve, reject) => {
      done = (error) => (error ? reject(error) : resolve());
    });
    this.#waiting.add(done);
    try {
      await abortable(opened, signal);
    } catch (error) {
      const { message, cause } = Object(error) as Error;
      const text = signal?.aborted ? `${message}: not connected: ${this.socket.reason}` : message;
      throw failedCall(call, text, false, cause);
    } finally {
      this.#waiting.delete(done);
    }
    return this.#sessionFor(call) ?? this.#open(call);
  }

  /**
   * Returns the session for a call; undefined if there is none. An unsigned call may use a session that is not logged
   * on yet, because the log-on itself may first have to request the server time.
   */
  #sessionFor({ operation }: Call): ApiSession | undefined {
    const { session, nextSession } = this.socket;
    return this.session ?? (isSigned(operation) ? undefined : [nextSession, session].find((each) => each?.isOpen));
  }

  /**
   * Reports a dropped frame. The frame may have been an event of any account, so each account is notified that it may
   * have missed an event.
   */
  #drop(error: unknown): void {
    this.#dropped(error);
    const { session, nextSession } = this.socket;
    for (const user of this.#users) for (const each of [session, nextSession]) if (each) user.missed(each, undefined);
  }

  #releaseWaiting(error?: Error): void {
    for (const done of [...this.#waiting]) done(error);
  }

  // The methods below are called by the reconnecting socket.

  createSession(): ApiSession {
    const { environment, timeUnit } = this.#context;
    const url = `${environment.wsApi}${timeUnit === 'microsecond' ? '?timeUnit=MICROSECOND' : ''}`;
    const session: ApiSession = new ApiSession(url, {
      opened: (ready) => {
        // A request for the server time that waits is sent now, because the log-on may need its response.
        this.#releaseWaiting();
        void this.#logOn.repeat(session).then(ready);
      },
      event: (id, event) => {
        const subscriptionId = Number.isInteger(id) ? (id as number) : undefined;
        const checked = checkUserEvent(event, this.#context.timeUnit);
        if (checked && subscriptionId !== undefined) {
          for (const user of this.#users) user.event(session, subscriptionId, checked);
        } else {
          this.#dropped(malformedEvent(event));
          for (const user of this.#users) user.missed(session, subscriptionId);
        }
      },
      revoked: ({ error }) => this.#revoked(error && this.#texts.refusal(error).msg, error?.code),
      shutdownAnnounced: () => this.socket.endsSoon(session, 'the exchange announced its shutdown'),
      lost: (reason) => {
        for (const user of this.#users) user.lost(session, reason);
      },
    });
    return session;
  }

  changed(): void {
    const { state, error, session } = this.socket;
    if (state === 'open') {
      this.#wasOpen = true;
      this.#releaseWaiting();
      // After a renewal, the new session is already in `#setUps`: `handOver` has subscribed to the user data of all
      // accounts on it.
      if (session && !this.#setUps.has(session)) this.#setUpUsers(session);
    } else if (state === 'failed' && error) {
      this.#releaseWaiting(error);
      for (const user of this.#users) user.failed(error);
    }
    this.#options.changed();
  }

  async prepareRenewal(): Promise<void> {}

  handOver(current: ApiSession, next: ApiSession, done: () => void): void {
    const { clock } = this.#context;
    const timer = clock.setTimeout(done, LAST_RESPONSES);
    void this.#setUpUsers(next)
      .then(() => current.idle())
      .then(() => clock.clearTimeout(timer))
      .then(done);
  }

  /**
   * Measures the server time again and checks whether the sockets still respond. A clock may have stopped, and a socket
   * may have died, while the machine slept.
   */
  #wake(): void {
    this.#context.serverTime.invalidate();
    this.socket.wake();
  }

  #setUpUsers(session: ApiSession): Promise<unknown> {
    const setUp = Promise.all([...this.#users].map((user) => user.opened(session).catch(() => undefined)));
    this.#setUps.set(session, setUp);
    return setUp;
  }

  #revoked(message: string | undefined, code: number | undefined): void {
    const key = this.#logOn.end();
    const error = sessionEnded(message, code);
    for (const user of this.#users) user.revoked(key, error);
  }
}
