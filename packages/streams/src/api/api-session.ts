import { parseJson } from '@pkg/core/internal';
import type { Session } from '../connection/session.js';
import type { Socket } from '../connection/socket.js';
import { type Frame, textOf } from '../scan/frame.js';

/** A response of the WebSocket API: `result`, or `error` if `status` is 400 or above. */
export type ApiResponse = {
  readonly status: number;
  readonly result?: unknown;
  readonly error?: { readonly code?: number; readonly msg?: string; readonly data?: unknown };
  readonly rateLimits?: readonly unknown[];
};

/** What to do when a request ends. */
export type PendingRequest = {
  readonly answered: (response: ApiResponse) => void;
  /** The socket closed before the response arrived. */
  readonly lost: (reason: string) => void;
};

/** What an {@link ApiSession} calls on the connection that owns it. */
export type ApiSessionHandlers = {
  /** The socket is open and nothing was sent yet. The handler logs on if needed, then calls `ready`. */
  opened(ready: () => void): void;
  /** An event of a user data subscription. */
  event(subscriptionId: number, event: unknown): void;
  /** The exchange ended the session of the API key. */
  revoked(response: ApiResponse): void;
  /** The exchange announced that it will close the connection. */
  shutdownAnnounced(): void;
  /** A frame arrived that no rule describes. */
  unexpectedFrame(what: string): void;
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
  /** The API key that is logged on to this socket. */
  loggedOnKey: string | undefined;

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
   * Writes a request. Returns a function that stops waiting for its response, or undefined if the socket is not open; then
   * nothing was written.
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

  /** Resolves when no request is pending any more, or the socket is gone. */
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
    let frame: Partial<ApiResponse> & { id?: unknown; subscriptionId?: number; event?: { e?: string } };
    try {
      frame = Object(parseJson(textOf(received)));
    } catch {
      return this.#handlers.unexpectedFrame('not JSON');
    }
    const request = typeof frame.id === 'string' ? this.#pending.get(frame.id) : undefined;
    if (request) {
      this.#pending.delete(frame.id as string);
      request.answered(frame as ApiResponse);
      this.#checkIdle();
    } else if (frame.event?.e === 'serverShutdown') {
      this.#handlers.shutdownAnnounced();
    } else if (frame.event && frame.subscriptionId !== undefined) {
      this.#handlers.event(frame.subscriptionId, frame.event);
    } else if (frame.id === null && frame.status === 401) {
      this.loggedOnKey = undefined;
      this.#handlers.revoked(frame as ApiResponse);
    } else if (typeof frame.id !== 'string') {
      this.#handlers.unexpectedFrame('neither an event nor a response');
    }
  }

  control(): void {
    // The WebSocket API limits requests by weight, so frames need not be counted.
  }

  probe(): void {
    const ignore = (): void => undefined;
    this.send('ping', {}, { answered: ignore, lost: ignore });
  }

  lost(reason: string): void {
    this.#socket = undefined;
    this.loggedOnKey = undefined;
    const requests = [...this.#pending.values()];
    this.#pending.clear();
    for (const request of requests) request.lost(reason);
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
