import type { Call } from '@pkg/core';
import { parseJson } from '@pkg/core/internal';
import type { Session } from '../connection/session.js';
import type { Socket } from '../connection/socket.js';
import { type Frame, textOf } from '../scan/frame.js';
import { unexpectedFrame } from '../stream-errors.js';
import { type ApiResponse, checkResponse } from './api-response.js';

/** The callbacks for the end of a request. */
export type PendingRequest = {
  readonly answered?: (response: ApiResponse) => void;
  /**
   * Called if the response does not have the documented form. It is then unknown whether the exchange executed the
   * request. The session also calls this after each call of `answered`, so that the caller removes its listeners.
   */
  readonly malformed?: () => void;
  /** Called if the socket closed before the response arrived. */
  readonly lost?: (reason: string) => void;
};

/** The callbacks by which an {@link ApiSession} reports to the connection that owns it. */
export type ApiSessionHandlers = {
  /**
   * Called when the socket has opened, before anything is sent. The handler logs on if needed, and then calls `ready`.
   */
  opened(ready: () => void): void;
  /** Receives each event of a user data subscription. Its fields are not checked yet. */
  event(subscriptionId: unknown, event: object): void;
  /** Called when the exchange has ended the log-on of the API key on this socket. */
  revoked(response: ApiResponse): void;
  /** Called when the exchange has announced that it will close the connection. */
  shutdownAnnounced(): void;
  lost(reason: string): void;
};

/** Requests and responses over one socket of the WebSocket API. */
export class ApiSession implements Session {
  readonly url: string;
  readonly #handlers: ApiSessionHandlers;
  readonly #pending: Map<string, PendingRequest> = new Map();
  readonly #idleWaiters: Set<() => void> = new Set();
  readonly #lifetime: AbortController = new AbortController();
  #socket: Socket | undefined;
  #lastId = 0;
  /** The text of the last frame with an event. */
  #lastEvent = '';
  /** Stops waiting for the response to the last request `ping`. */
  #forgetProbe: (() => void) | undefined;
  /** The API key that is logged on to this socket. */
  loggedOnKey: string | undefined;
  /** The last log-on or log-out that was sent. Only its response says whether a key is logged on. */
  lastLogOn: Call | undefined;
  /** The API key of an account for which a log-on was sent that is not answered yet. */
  loggingOnKey: string | undefined;
  /** The API keys for whose accounts a subscription was requested on this socket, whether or not it succeeded. */
  readonly subscribers: Set<string | undefined> = new Set();

  constructor(url: string, handlers: ApiSessionHandlers) {
    this.url = url;
    this.#handlers = handlers;
  }

  /** Aborted when the session ends. */
  get ended(): AbortSignal {
    return this.#lifetime.signal;
  }

  get isOpen(): boolean {
    return this.#socket?.isOpen === true;
  }

  /**
   * Sends a request. Returns a function that stops waiting for the response. Returns undefined if nothing was sent
   * because the socket is not open.
   */
  send(method: string, params: object, request: PendingRequest): (() => void) | undefined {
    this.#lastId += 1;
    const id = String(this.#lastId);
    const hasParams = Object.keys(params).length > 0;
    if (!this.#socket?.send(JSON.stringify({ id, method, ...(hasParams && { params }) }))) return undefined;
    this.#pending.set(id, request);
    return () => {
      this.#pending.delete(id);
      this.#checkIdle();
    };
  }

  /** Resolves when no request is pending, or when the socket is closed or lost. */
  idle(): Promise<void> {
    return new Promise((resolve) => {
      this.#idleWaiters.add(resolve);
      this.#checkIdle();
    });
  }

  opened(socket: Socket, ready: () => void): void {
    this.#socket = socket;
    this.#handlers.opened(ready);
  }

  message(received: Frame): void {
    const text = textOf(received);
    const frame = readObject(text);
    const { id, event, subscriptionId } = frame;
    const request = typeof id === 'string' ? this.#pending.get(id) : undefined;
    if (request) return this.#end(id as string, request, checkResponse(frame));
    if (typeof event === 'object' && event !== null) {
      // An event with the same text as the last event is a duplicate. The exchange never sends two equal events in a
      // row: another event, such as a change of a balance, always comes between them.
      if (text === this.#lastEvent) return;
      this.#lastEvent = text;
      if ('e' in event && event.e === 'serverShutdown') this.#handlers.shutdownAnnounced();
      else this.#handlers.event(subscriptionId, event);
      return;
    }
    const response = id === null ? checkResponse(frame) : undefined;
    if (response?.status === 401) {
      this.loggedOnKey = undefined;
      this.#handlers.revoked(response);
      // A frame with a used id is no error. It is the response to a request for which the caller no longer waits.
    } else if (!this.#hasUsed(id)) throw unexpectedFrame('neither an event nor a response');
  }

  /** Ends a request, even if one of its callbacks throws. */
  #end(id: string, request: PendingRequest, response: ApiResponse | undefined): void {
    this.#pending.delete(id);
    try {
      if (response) request.answered?.(response);
    } finally {
      // After `answered`, this call only lets the caller remove its listeners.
      request.malformed?.();
      this.#checkIdle();
    }
  }

  /** Whether a request with this id was sent. */
  #hasUsed(id: unknown): boolean {
    return typeof id === 'string' && Number(id) >= 1 && Number(id) <= this.#lastId;
  }

  control(): void {
    // A ping or pong needs no action: the WebSocket API limits the weight of requests, not the number of frames.
  }

  probe(): void {
    this.#forgetProbe?.();
    this.#forgetProbe = this.send('ping', {}, {});
  }

  lost(reason: string): void {
    this.#socket = undefined;
    this.loggedOnKey = undefined;
    const requests = [...this.#pending.values()];
    this.#pending.clear();
    for (const request of requests) request.lost?.(reason);
    this.#lifetime.abort(new Error(reason));
    this.#checkIdle();
    this.#handlers.lost(reason);
  }

  #checkIdle(): void {
    if (this.#socket && this.#pending.size > 0) return;
    for (const resolve of this.#idleWaiters) resolve();
    this.#idleWaiters.clear();
  }
}

/**
 * Returns the JSON object of a frame. If the frame is not JSON, the error does not quote it, because it may contain
 * secrets.
 */
function readObject(text: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = parseJson(text);
  } catch {
    throw unexpectedFrame('not JSON');
  }
  return Object(value) as Readonly<Record<string, unknown>>;
}
