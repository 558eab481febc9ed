import type { Call, ClientContext, Reply } from '@pkg/core';
import { BinanceStreamError, BinanceTransportError } from '@pkg/core/errors';
import {
  abortable,
  credentialsFor,
  isSigned,
  isWrite,
  keyOf,
  requestOf,
  signatureText,
  socketPayload,
  stampedParams,
  transportError,
} from '@pkg/core/internal';
import type { ConnectionOwner, ReconnectingSocket, RenewalOptions } from '../connection/reconnecting-socket.js';
import type { WakeSource } from '../connection/wake-source.js';
import { type Answer, ApiSession } from './api-session.js';

/** How long a renewal waits for answers that are still due on the old socket. */
const LAST_ANSWERS = 11_000;

type Credentials = NonNullable<ClientContext['credentials']>;

/** What wants to know of each socket: user data, which has to be subscribed again on every one. */
export interface SessionUser {
  /** A socket is open and logged on. Resolves when everything needed was set up on it. */
  opened(lane: ApiSession): Promise<void>;
  event(lane: ApiSession, subscriptionId: number, event: unknown): void;
  lost(lane: ApiSession, reason: string): void;
  /** The exchange ended the session of the key that was logged on. */
  revoked(error: BinanceStreamError): void;
}

export type ApiConnectionOptions = {
  /** Given, so that what is loaded late shares little with what is there: a bundler wraps all that is shared. */
  readonly ReconnectingSocket: typeof ReconnectingSocket;
  readonly renewal?: RenewalOptions | undefined;
  readonly wake: WakeSource;
  readonly changed?: (() => void) | undefined;
  readonly report?: ((error: unknown) => void) | undefined;
};

/**
 * One connection to the WebSocket API, kept through losses and renewals. Never sends anything twice, and holds no write
 * back for a connection to come: what was not written fails as not sent, what was written and not answered as sent.
 */
export class ApiConnection implements ConnectionOwner<ApiSession> {
  readonly link: ReconnectingSocket<ApiSession>;
  readonly #context: ClientContext;
  readonly #options: ApiConnectionOptions;
  readonly #users: Set<SessionUser> = new Set();
  readonly #setUp: WeakMap<ApiSession, Promise<unknown>> = new WeakMap();
  readonly #waiting: Set<(error?: Error) => void> = new Set();
  #wasOpen = false;
  /** Whose session is to be kept; set by a log-on that succeeded. */
  #session: Credentials | undefined;
  #stopWake: (() => void) | undefined;

  constructor(context: ClientContext, options: ApiConnectionOptions) {
    const { clock, random, environment } = context;
    this.#context = context;
    this.#options = options;
    const report = (error: unknown): void => options.report?.(error);
    const woke = (): void => this.#woke();
    const setup = { clock, random, environment, renewal: options.renewal, report, woke };
    this.link = new options.ReconnectingSocket(setup, this);
  }

  /** Requests without an answer yet. */
  get pending(): number {
    return (this.link.lane?.pending ?? 0) + (this.link.nextSession?.pending ?? 0);
  }

  /** The socket that requests go over now. */
  get lane(): ApiSession | undefined {
    const { nextSession, lane, state } = this.link;
    if (nextSession && this.#setUp.has(nextSession)) return nextSession;
    return state === 'open' ? lane : undefined;
  }

  attach(user: SessionUser): void {
    this.#users.add(user);
    const { lane } = this;
    if (lane) void user.opened(lane);
  }

  detach(user: SessionUser): void {
    this.#users.delete(user);
  }

  get isUsed(): boolean {
    return this.#users.size > 0;
  }

  start(): void {
    if (!this.#context.environment.wsApi) {
      throw new BinanceStreamError(`${this.#context.environment.name}: has no WebSocket API`);
    }
    this.#stopWake ??= this.#options.wake(() => this.#woke());
    this.link.start();
  }

  /** Sends one call and waits for its answer. `context` is of the client the call is made for. */
  async send(call: Call, context: ClientContext = this.#context): Promise<Reply> {
    const { signal } = call.options;
    let lane = this.#laneFor(call) ?? (await this.#open(call, signal));
    const params = await this.#prepared(call, context, lane);
    // Signing takes a moment in which the connection may have been renewed.
    if (!lane.isOpen && this.lane) {
      lane = this.lane;
      return this.#exchange(call, lane, await this.#prepared(call, context, lane));
    }
    return this.#exchange(call, lane, params);
  }

  close(): void {
    this.#stopWake?.();
    this.#stopWake = undefined;
    this.#wasOpen = false;
    this.#session = undefined;
    this.link.close();
    this.#release(new BinanceStreamError('the connection was closed'));
  }

  /** One request over one lane. */
  request(lane: ApiSession, method: string, params: object): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const lost = (reason: string): void => reject(new BinanceStreamError(`${method}: ${reason}`));
      if (!lane.send(method, params, { answered: resolve, lost })) lost('the connection is not open');
    });
  }

  /** As `#params`; what goes wrong here, or ends the call, does so before anything is sent. */
  async #prepared(call: Call, context: ClientContext, lane: ApiSession): Promise<object> {
    try {
      return await abortable(this.#params(call, context, lane), call.cancel ?? call.options.signal);
    } catch (error) {
      // A caller's signer may throw anything.
      throw transportError(call, error, false, keyOf(context));
    }
  }

  /** Parameters as they are sent: stamped and signed, or stamped only where the session speaks for them. */
  async #params(call: Call, context: ClientContext, lane: ApiSession): Promise<object> {
    if (!isSigned(call.operation)) return call.params;
    const credentials = credentialsFor(call, context);
    const stamped = await stampedParams(call, context);
    const bySignature = /^session\.logon$|\.signature$/.test(call.operation.ws);
    if (lane.session === credentials.apiKey && !bySignature) return stamped;
    const params = { ...stamped, apiKey: credentials.apiKey };
    return { ...params, signature: signatureText(await credentials.sign(socketPayload(params))) };
  }

  #exchange(call: Call, lane: ApiSession, params: object): Promise<Reply> {
    const { signal } = call.options;
    const fail = (message: string, sent: boolean): BinanceTransportError =>
      new BinanceTransportError(message, { request: requestOf(call), sent });
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(fail(reasonOf(signal), false));
      const forget = lane.send(call.operation.ws, params, {
        answered: (answer) => {
          signal?.removeEventListener('abort', abort);
          this.#learn(call, lane, answer);
          resolve(this.#reply(answer));
        },
        lost: (reason) => {
          signal?.removeEventListener('abort', abort);
          reject(fail(`the connection was lost before the answer: ${reason}`, true));
        },
      });
      const abort = (): void => {
        forget?.();
        reject(fail(reasonOf(signal), true));
      };
      if (forget) signal?.addEventListener('abort', abort, { once: true });
      else reject(fail('the connection is not open', false));
    });
  }

  #reply({ status, result, error, rateLimits = [] }: Answer): Reply {
    const { retryAfter, serverTime = this.#context.clock.now() } = Object(error?.data) as {
      retryAfter?: number;
      serverTime?: number;
    };
    return {
      status,
      data: status < 400 ? result : error,
      rateLimits: rateLimits as Reply['rateLimits'],
      retryAfter: retryAfter === undefined ? undefined : Math.max(0, retryAfter - serverTime),
    };
  }

  /** Keeps in mind who is logged on. */
  #learn({ operation }: Call, lane: ApiSession, { status }: Answer): void {
    if (status >= 400) return;
    if (operation.ws === 'session.logon') {
      this.#session = this.#context.credentials;
      lane.session = this.#session?.apiKey;
    } else if (operation.ws === 'session.logout') {
      this.#session = undefined;
      lane.session = undefined;
    }
  }

  /** Waits for the connection where that is allowed: not for a write once the connection has been lost. */
  async #open(call: Call, signal: AbortSignal | undefined): Promise<ApiSession> {
    this.start();
    const { state, reason, error } = this.link;
    const notSent = (message: string): BinanceTransportError =>
      new BinanceTransportError(message, { request: requestOf(call), sent: false });
    if (state === 'failed') throw notSent(error?.message ?? reason);
    if (this.#wasOpen && isWrite(call.operation)) throw notSent(`the connection is being restored: ${reason}`);
    await new Promise<void>((resolve, reject) => {
      const done = (failure?: Error): void => {
        this.#waiting.delete(done);
        signal?.removeEventListener('abort', abort);
        if (failure) reject(notSent(failure.message));
        else resolve();
      };
      const abort = (): void => done(new Error(`${reasonOf(signal)}: not connected: ${this.link.reason}`));
      this.#waiting.add(done);
      if (signal?.aborted) abort();
      else signal?.addEventListener('abort', abort, { once: true });
    });
    return this.lane ?? this.#open(call, signal);
  }

  /** A call that needs no key may go while the socket is still being logged on: the log-on may have to ask the time. */
  #laneFor({ operation }: Call): ApiSession | undefined {
    const { lane, nextSession } = this.link;
    return this.lane ?? (isSigned(operation) ? undefined : [nextSession, lane].find((each) => each?.isOpen));
  }

  #release(error?: Error): void {
    for (const done of [...this.#waiting]) done(error);
  }

  // What follows is what the link asks for.

  createSession(): ApiSession {
    const { environment, timeUnit } = this.#context;
    const url = `${environment.wsApi}${timeUnit === 'microsecond' ? '?timeUnit=MICROSECOND' : ''}`;
    const lane: ApiSession = new ApiSession(url, {
      opened: (ready) => void this.#prepare(lane).then(ready),
      event: (id, event) => {
        for (const user of this.#users) user.event(lane, id, event);
      },
      revoked: ({ error }) => this.#revoked(error?.code, error?.msg ?? 'the session was ended'),
      shutdown: () => void this.link.renew('the exchange announced its shutdown'),
      strange: (reason) => this.#options.report?.(new BinanceStreamError(reason)),
      lost: (reason) => {
        for (const user of this.#users) user.lost(lane, reason);
      },
    });
    return lane;
  }

  changed(): void {
    const { state, error } = this.link;
    if (state === 'open') {
      this.#wasOpen = true;
      this.#release();
      // A renewed lane was set up before it took over.
      const { lane } = this.link;
      if (lane && !this.#setUp.has(lane)) this.#setUpUsers(lane);
    } else if (state === 'failed') {
      this.#release(error);
    }
    this.#options.changed?.();
  }

  async prepareRenewal(): Promise<boolean> {
    return true;
  }

  handOver(current: ApiSession, next: ApiSession, done: () => void): void {
    const { clock } = this.#context;
    const timer = clock.setTimeout(done, LAST_ANSWERS);
    void this.#setUpUsers(next)
      .then(() => current.idle())
      .then(() => {
        clock.clearTimeout(timer);
        done();
      });
  }

  /** The host woke: its clock may have stood still, and the line may be gone. */
  #woke(): void {
    this.#context.serverTime.invalidate();
    this.link.wake();
  }

  #setUpUsers(lane: ApiSession): Promise<unknown> {
    const setUp = Promise.all([...this.#users].map((user) => user.opened(lane).catch(() => undefined)));
    this.#setUp.set(lane, setUp);
    return setUp;
  }

  /** Logs on again, where somebody was logged on. A key that is refused now ends the session, not the connection. */
  async #prepare(lane: ApiSession): Promise<void> {
    const credentials = this.#session;
    if (!credentials) return;
    try {
      const { status, error } = await this.logOn(lane, credentials);
      if (status >= 400 && status < 500 && status !== 429 && status !== 418) {
        this.#revoked(error?.code, error?.msg ?? 'the log-on was refused');
      } else if (status >= 400) {
        this.link.recycle('the log-on was not answered well');
      }
    } catch {
      // The socket went meanwhile, and the link takes care of that; or the time could not be had: signed one by one then.
    }
  }

  /** Logs a key on to one socket. */
  async logOn(lane: ApiSession, credentials: Credentials): Promise<Answer> {
    const { serverTime, timeUnit } = this.#context;
    const timestamp = await serverTime.timestamp();
    const params = { apiKey: credentials.apiKey, timestamp: timeUnit === 'microsecond' ? timestamp * 1000 : timestamp };
    const signature = signatureText(await credentials.sign(socketPayload(params)));
    const answer = await this.request(lane, 'session.logon', { ...params, signature });
    if (answer.status < 400) {
      this.#session = credentials;
      lane.session = credentials.apiKey;
    }
    return answer;
  }

  #revoked(code: number | undefined, message: string): void {
    this.#session = undefined;
    const error = new BinanceStreamError(`session.logon: ${message}`, code);
    for (const user of this.#users) user.revoked(error);
  }
}

function reasonOf(signal: AbortSignal | undefined): string {
  const reason: unknown = signal?.reason;
  return reason instanceof Error ? reason.message : 'aborted';
}
