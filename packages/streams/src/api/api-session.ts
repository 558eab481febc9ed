import { parseJson } from '@pkg/core/internal';
import type { Session } from '../connection/reconnecting-socket.js';
import type { Socket } from '../connection/socket.js';
import { type Frame, textOf } from '../scan/frame.js';

/** What the exchange answers to a request: `result`, or `error` where `status` is 400 and above. */
export type Answer = {
  readonly status: number;
  readonly result?: unknown;
  readonly error?: { readonly code?: number; readonly msg?: string; readonly data?: unknown };
  readonly rateLimits?: readonly unknown[];
};

/** A request on its way. */
export type InFlight = {
  readonly answered: (answer: Answer) => void;
  /** The socket went before the answer came. */
  readonly lost: (reason: string) => void;
};

export type ApiSessionHandlers = {
  /** The socket is open and nothing was sent yet: log on, then call `ready`. */
  opened(ready: () => void): void;
  /** An event of a user data subscription. */
  event(subscriptionId: number, event: unknown): void;
  /** The key's session was ended by the exchange. */
  revoked(answer: Answer): void;
  shutdown(): void;
  strange(reason: string): void;
  lost(reason: string): void;
};

/** Requests and answers over one socket of the WebSocket API. */
export class ApiSession implements Session {
  readonly url: string;
  readonly #handlers: ApiSessionHandlers;
  readonly #inFlight: Map<string, InFlight> = new Map();
  readonly #idle: Set<() => void> = new Set();
  #socket: Socket | undefined;
  #lastId = 0;
  /** The key that is logged on to this socket. */
  session: string | undefined;

  constructor(url: string, handlers: ApiSessionHandlers) {
    this.url = url;
    this.#handlers = handlers;
  }

  get isOpen(): boolean {
    return this.#socket?.isOpen === true;
  }

  /** Requests without an answer yet. */
  get pending(): number {
    return this.#inFlight.size;
  }

  /** Writes a request; undefined where the socket is not open, and then nothing was written. Else what forgets it. */
  send(method: string, params: object, request: InFlight): (() => void) | undefined {
    this.#lastId += 1;
    const id = String(this.#lastId);
    const hasParams = Object.keys(params).length > 0;
    if (!this.#socket?.send(JSON.stringify({ id, method, ...(hasParams && { params }) }))) return undefined;
    this.#inFlight.set(id, request);
    return () => {
      this.#inFlight.delete(id);
      this.#checkIdle();
    };
  }

  /** Resolves when every request was answered or given up, or the socket is gone. */
  idle(): Promise<void> {
    return new Promise((resolve) => {
      this.#idle.add(resolve);
      this.#checkIdle();
    });
  }

  opened(socket: Socket, ready: () => void): void {
    this.#socket = socket;
    this.#handlers.opened(ready);
  }

  message(received: Frame): void {
    let frame: Partial<Answer> & { id?: unknown; subscriptionId?: number; event?: { e?: string } };
    try {
      frame = Object(parseJson(textOf(received)));
    } catch {
      return this.#handlers.strange('a frame that is not JSON');
    }
    const request = typeof frame.id === 'string' ? this.#inFlight.get(frame.id) : undefined;
    if (request) {
      this.#inFlight.delete(frame.id as string);
      request.answered(frame as Answer);
      this.#checkIdle();
    } else if (frame.event?.e === 'serverShutdown') {
      this.#handlers.shutdown();
    } else if (frame.event && frame.subscriptionId !== undefined) {
      this.#handlers.event(frame.subscriptionId, frame.event);
    } else if (frame.id === null && frame.status === 401) {
      this.session = undefined;
      this.#handlers.revoked(frame as Answer);
    } else if (typeof frame.id !== 'string') {
      this.#handlers.strange('a frame of no known form');
    }
  }

  control(): void {
    // The WebSocket API counts requests by weight, not frames.
  }

  probe(): void {
    const ignore = (): void => undefined;
    this.send('ping', {}, { answered: ignore, lost: ignore });
  }

  lost(reason: string): void {
    this.#socket = undefined;
    this.session = undefined;
    const requests = [...this.#inFlight.values()];
    this.#inFlight.clear();
    for (const request of requests) request.lost(reason);
    this.#checkIdle();
    this.#handlers.lost(reason);
  }

  #checkIdle(): void {
    if (this.#socket && this.#inFlight.size > 0) return;
    for (const resolve of this.#idle) resolve();
    this.#idle.clear();
  }
}
