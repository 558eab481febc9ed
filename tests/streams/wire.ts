import type { Environment } from '@pkg/core';
import type { VirtualClock } from '@pkg/simulator';

type Frame = {
  readonly id?: unknown;
  readonly method?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly status?: number;
  readonly result?: unknown;
  readonly event?: { readonly e: string };
  readonly subscriptionId?: number;
};

/** A request that the client has sent. */
export type WireRequest = {
  /** The monotonic time, in ms. */
  readonly at: number;
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** The API key in the request, or the key that is logged on. */
  readonly key: string;
  readonly line: Line;
};

/**
 * The functions that a {@link Wire} calls: `sent` for each request of the client, `answered` after the client has
 * received the answer.
 */
export type WireHandlers = {
  sent(request: WireRequest): unknown;
  answered?(request: WireRequest): unknown;
};

/** One socket of the WebSocket API. */
export type Line = {
  /** The monotonic time, in ms. */
  readonly openedAt: number;
  readonly socket: WebSocket;
  /** The API key that is logged on; empty if none is. */
  loggedOnKey: string;
  /** The API keys of the subscriptions that the exchange has confirmed and not ended, by subscription id. */
  readonly subscriptions: Map<number, string>;
  /** The ids of the subscriptions that the client has asked the exchange to end. */
  readonly ending: Set<number>;
  /** The ids of subscriptions that are left at the exchange, because a fault has lost the request to end them. */
  readonly leftover: Set<number>;
  readonly requests: Map<unknown, WireRequest>;
};

/** The code of an internal error of the exchange. */
const UNKNOWN = -1000;
/** The first characters of the ids of the requests that the test itself sends. */
const OWN = 'test-';
/** How long the answer to a refused request takes, in ms. */
const REFUSED_AFTER = 40;

/**
 * Reads all frames between the clients of an environment and the WebSocket API. It finds out from the frames alone
 * which subscriptions exist. It can also refuse requests of one key, and send requests as if the client had sent them.
 */
export class Wire {
  readonly lines: Line[] = [];
  readonly requests: WireRequest[] = [];
  readonly environment: Environment;
  readonly #clock: VirtualClock;
  readonly #handlers: WireHandlers;
  readonly #refusals: { readonly key: string; readonly method: string; readonly code: number; times: number }[] = [];
  readonly #own: Map<unknown, (result: unknown) => void> = new Map();

  constructor(environment: Environment, clock: VirtualClock, handlers: WireHandlers) {
    this.#clock = clock;
    this.#handlers = handlers;
    this.environment = { ...environment, WebSocket: this.#recorded(environment) };
  }

  /** The lines whose sockets are open. */
  get open(): Line[] {
    return this.lines.filter(({ socket }) => socket.readyState === 1);
  }

  /** The open sockets over which the account of a key is subscribed. */
  linesOf(key: string): Line[] {
    return this.open.filter(({ subscriptions }) => [...subscriptions.values()].includes(key));
  }

  /**
   * Whether the account of a key is subscribed over a socket, and the client has not asked the exchange to end the
   * subscription.
   */
  isSubscribed({ subscriptions, ending }: Line, key: string): boolean {
    return [...subscriptions].some(([id, owner]) => owner === key && !ending.has(id));
  }

  /** Answers the next requests of this key whose method begins with `method` with an error, instead of sending them. */
  refuse(key: string, method: string, code: number, times: number): void {
    this.#refusals.push({ key, method, code, times });
  }

  allowAll(): void {
    this.#refusals.length = 0;
  }

  /** Passes a text to the client, as if the exchange had sent it. */
  receive({ socket }: Line, text: string): void {
    if (socket.readyState === 1) socket.onmessage?.(new MessageEvent('message', { data: text }));
  }

  /** Sends a request over a socket of the client, and returns the result. The client does not see the answer. */
  ask({ socket }: Line, method: string, params: object = {}): Promise<unknown> {
    const id = `${OWN}${this.#own.size + 1}`;
    return new Promise((resolve) => {
      this.#own.set(id, resolve);
      socket.send(JSON.stringify({ id, method, params }));
    });
  }

  #recorded({ WebSocket }: Environment): NonNullable<Environment['WebSocket']> {
    const wire = this;
    const Recorded = class extends (WebSocket as typeof globalThis.WebSocket) {
      readonly line: Line = {
        ...{
          openedAt: wire.#clock.monotonic(),
          socket: this as unknown as WebSocket,
          loggedOnKey: '',
          subscriptions: new Map(),
          ending: new Set(),
          leftover: new Set(),
        },
        requests: new Map(),
      };

      constructor(url: string) {
        super(url);
        wire.lines.push(this.line);
      }

      override send(text: string): void {
        if (wire.#mayPass(this.line, text)) super.send(text);
      }

      override dispatchEvent(event: Event): boolean {
        if (event.type !== 'message') return super.dispatchEvent(event);
        const frame = parse((event as MessageEvent<string>).data);
        const own = wire.#own.get(frame.id);
        if (own) {
          own(frame.result);
          return true;
        }
        const request = this.line.requests.get(frame.id);
        wire.#note(this.line, frame, request);
        const isDispatched = super.dispatchEvent(event);
        if (request && this.line.requests.delete(frame.id)) wire.#handlers.answered?.(request);
        return isDispatched;
      }
    };
    return Recorded as unknown as NonNullable<Environment['WebSocket']>;
  }

  /** Records a request. Returns `false` if it is refused. */
  #mayPass(line: Line, text: string): boolean {
    const { id, method = '', params = {} } = parse(text);
    if (typeof id === 'string' && id.startsWith(OWN)) return true;
    const key = typeof params.apiKey === 'string' ? params.apiKey : line.loggedOnKey;
    const request: WireRequest = { at: this.#clock.monotonic(), method, params, key, line };
    this.requests.push(request);
    if (method === 'userDataStream.unsubscribe') line.ending.add(params.subscriptionId as number);
    line.requests.set(id, request);
    this.#handlers.sent(request);
    const refusal = this.#refusals.find((each) => each.times > 0 && each.key === key && method.startsWith(each.method));
    if (!refusal) return true;
    refusal.times -= 1;
    const error = { code: refusal.code, msg: 'refused by the test' };
    this.#clock.setTimeout(() => {
      line.requests.delete(id);
      this.receive(line, JSON.stringify({ id, status: refusal.code === UNKNOWN ? 500 : 400, error, rateLimits: [] }));
    }, REFUSED_AFTER);
    return false;
  }

  #note(line: Line, { status, result, event, subscriptionId }: Frame, request: WireRequest | undefined): void {
    if (event?.e === 'eventStreamTerminated') line.subscriptions.delete(subscriptionId ?? -1);
    if (!request || status !== 200) return;
    if (request.method === 'session.subscriptions') {
      const listed = (result as { subscriptionId: number }[]).map((each) => each.subscriptionId);
      for (const id of line.subscriptions.keys()) if (!listed.includes(id)) line.subscriptions.delete(id);
    }
    if (request.method === 'session.logon') line.loggedOnKey = request.key;
    if (!request.method.startsWith('userDataStream.subscribe')) return;
    line.subscriptions.set((result as { subscriptionId: number }).subscriptionId, request.key);
  }
}

function parse(text: string): Frame {
  try {
    return Object(JSON.parse(text)) as Frame;
  } catch {
    return {};
  }
}
