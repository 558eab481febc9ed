import type { Clock, Timer } from '@pkg/core';
import { BinanceStreamError } from '@pkg/core/errors';
import { type Frame, textOf } from '../link/frame.js';
import type { Lane } from '../link/link.js';
import { Pacer } from '../link/pacer.js';
import type { Socket } from '../link/socket.js';

const STREAMS_PER_FRAME = 200;
const ANSWER_WITHIN = 5_000;

export type MarketLaneHandlers = {
  /** Takes a frame of a stream; `false` where its head does not say of which. */
  frame(frame: Frame): boolean;
  /** A frame of a stream whose name had to be parsed. */
  named(stream: string, frame: string): void;
  /** The exchange has confirmed these streams on this lane. */
  confirmed(streams: readonly string[]): void;
  refused(stream: string, error: BinanceStreamError): void;
  /** The exchange asks to leave. */
  shutdown(): void;
  /** It does not answer; the connection is of no use. */
  stuck(reason: string): void;
  strange(reason: string): void;
  lost(reason: string): void;
};

type Request = {
  readonly method: 'SUBSCRIBE' | 'UNSUBSCRIBE';
  readonly streams: readonly string[];
  /** It was sent before and not answered. */
  readonly again?: boolean;
};

type Refusal = { readonly code?: number; readonly msg?: string };

/** Which streams one socket carries: says what is wanted, in few frames and never faster than allowed. */
export class MarketLane implements Lane {
  readonly url: string;
  readonly #clock: Clock;
  readonly #handlers: MarketLaneHandlers;
  readonly #pacer: Pacer;
  readonly #carried: readonly string[];
  /** Told to the exchange, by the address or by a SUBSCRIBE that was written. */
  readonly #told: Set<string>;
  readonly #toAdd: Set<string> = new Set();
  readonly #toRemove: Set<string> = new Set();
  readonly #outbox: Request[] = [];
  readonly #unanswered: Map<number, { readonly request: Request; readonly timer: Timer }> = new Map();
  readonly #idle: Set<() => void> = new Set();
  #socket: Socket | undefined;
  #lastId = 0;
  #probe = false;
  #flushing = false;
  #pacing: Timer;

  /** `wanted` are its streams from the start, of which the address names those `carried`. */
  constructor(
    clock: Clock,
    url: string,
    wanted: readonly string[],
    carried: readonly string[],
    handlers: MarketLaneHandlers,
  ) {
    this.url = url;
    this.#clock = clock;
    this.#handlers = handlers;
    this.#pacer = new Pacer(clock);
    this.#carried = carried;
    this.#told = new Set(carried);
    for (const stream of wanted) if (!this.#told.has(stream)) this.#toAdd.add(stream);
  }

  wasOpen = false;

  get isOpen(): boolean {
    return this.#socket !== undefined;
  }

  /** Whether the exchange has been told of it on an open socket. */
  has(stream: string): boolean {
    return this.#socket !== undefined && this.#told.has(stream) && !this.#toRemove.has(stream);
  }

  add(stream: string): void {
    if (this.#toRemove.delete(stream)) this.#handlers.confirmed([stream]);
    else if (!this.#told.has(stream)) this.#toAdd.add(stream);
    this.#flush();
  }

  remove(stream: string): void {
    this.#toAdd.delete(stream);
    if (this.#told.has(stream)) this.#toRemove.add(stream);
    this.#flush();
  }

  /** Says a stream again that has fallen silent. */
  repeat(stream: string): void {
    if (!this.#told.has(stream) || this.#toRemove.has(stream)) return;
    this.#toAdd.add(stream);
    this.#flush();
  }

  /** Resolves when everything wanted has been said and answered, or the socket is gone. */
  settled(): Promise<void> {
    return new Promise((resolve) => {
      this.#idle.add(resolve);
      this.#checkIdle();
    });
  }

  opened(socket: Socket, ready: () => void): void {
    this.#socket = socket;
    this.wasOpen = true;
    if (this.#carried.length > 0) this.#handlers.confirmed(this.#carried.filter((stream) => this.has(stream)));
    this.#send();
    void this.settled().then(ready);
  }

  message(frame: Frame): void {
    if (!this.#handlers.frame(frame)) this.#control(textOf(frame));
  }

  control(): void {
    // A ping has been answered with a pong, which counts.
    this.#pacer.count();
  }

  probe(): void {
    this.#probe = true;
    this.#send();
  }

  lost(reason: string): void {
    this.#socket = undefined;
    this.#clock.clearTimeout(this.#pacing);
    for (const { timer } of this.#unanswered.values()) this.#clock.clearTimeout(timer);
    for (const table of [this.#unanswered, this.#told, this.#toAdd, this.#toRemove]) table.clear();
    this.#outbox.length = 0;
    this.#checkIdle();
    this.#handlers.lost(reason);
  }

  /** Lets what is asked for in one turn go out together. */
  #flush(): void {
    if (this.#flushing || !this.#socket) return;
    this.#flushing = true;
    queueMicrotask(() => {
      this.#flushing = false;
      this.#send();
      this.#checkIdle();
    });
  }

  #send(): void {
    this.#clock.clearTimeout(this.#pacing);
    while (this.#socket && this.#hasMore) {
      const wait = this.#pacer.wait;
      if (wait > 0) {
        this.#pacing = this.#clock.setTimeout(() => this.#send(), wait);
        return;
      }
      this.#sendNext();
    }
  }

  get #hasMore(): boolean {
    return this.#probe || this.#outbox.length > 0 || this.#toRemove.size > 0 || this.#toAdd.size > 0;
  }

  #sendNext(): void {
    const repeated = this.#outbox.shift();
    if (this.#probe) {
      if (repeated) this.#outbox.unshift(repeated);
      this.#probe = false;
      this.#write({ method: 'LIST_SUBSCRIPTIONS', id: this.#nextId() });
    } else if (repeated) {
      this.#request(repeated);
    } else if (this.#toRemove.size > 0) {
      this.#request({ method: 'UNSUBSCRIBE', streams: this.#take(this.#toRemove) });
    } else {
      this.#request({ method: 'SUBSCRIBE', streams: this.#take(this.#toAdd) });
    }
  }

  #take(from: Set<string>): string[] {
    const streams: string[] = [];
    for (const stream of from) {
      if (streams.length === STREAMS_PER_FRAME) break;
      streams.push(stream);
      from.delete(stream);
    }
    return streams;
  }

  #request(request: Request): void {
    const id = this.#nextId();
    for (const stream of request.streams) {
      if (request.method === 'SUBSCRIBE') this.#told.add(stream);
      else this.#told.delete(stream);
    }
    const timer = this.#clock.setTimeout(() => this.#late(id, request), ANSWER_WITHIN);
    this.#unanswered.set(id, { request, timer });
    this.#write({ method: request.method, params: request.streams, id });
  }

  #nextId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  #write(frame: object): void {
    this.#pacer.count();
    this.#socket?.send(JSON.stringify(frame));
  }

  #late(id: number, request: Request): void {
    this.#unanswered.delete(id);
    if (request.again) return this.#handlers.stuck(`${request.method} was not answered`);
    this.#outbox.push({ ...request, again: true });
    this.#send();
  }

  #control(text: string): void {
    let frame: unknown;
    try {
      frame = JSON.parse(text);
    } catch {
      return this.#handlers.strange('a frame that is not JSON');
    }
    const { id, stream, e, ...rest } = Object(frame) as Record<string, unknown>;
    if (e === 'serverShutdown' || stream === SHUTDOWN) return this.#handlers.shutdown();
    // Unsubscribed a moment ago, or a name with escapes in it.
    if (typeof stream === 'string') return this.#handlers.named(stream, text);
    const waiting = this.#unanswered.get(id as number);
    if (!waiting) {
      if (!('result' in rest)) this.#handlers.strange('a frame of no known form');
      return;
    }
    const { request, timer } = waiting;
    this.#unanswered.delete(id as number);
    this.#clock.clearTimeout(timer);
    const refusal = (rest.error ?? ('code' in rest ? rest : undefined)) as Refusal | undefined;
    if (refusal) this.#refused(request, refusal);
    else if (request.method === 'SUBSCRIBE') this.#handlers.confirmed(request.streams.filter((name) => this.has(name)));
    this.#checkIdle();
  }

  /** One bad name spoils its whole frame, so each half is asked for again until the bad one stands alone. */
  #refused(request: Request, { code, msg }: Refusal): void {
    if (request.method === 'UNSUBSCRIBE') return;
    const streams = request.streams.filter((stream) => this.has(stream));
    for (const stream of request.streams) {
      this.#told.delete(stream);
      this.#toRemove.delete(stream);
    }
    const [first] = streams;
    if (first !== undefined && request.streams.length === 1) {
      this.#handlers.refused(first, new BinanceStreamError(`${first}: ${msg ?? 'refused'}`, code));
    } else {
      const half = Math.ceil(streams.length / 2);
      for (const part of [streams.slice(0, half), streams.slice(half)]) {
        if (part.length > 0) this.#outbox.push({ method: 'SUBSCRIBE', streams: part });
      }
      this.#send();
    }
  }

  #checkIdle(): void {
    if (this.#socket && (this.#flushing || this.#hasMore || this.#unanswered.size > 0)) return;
    for (const resolve of this.#idle) resolve();
    this.#idle.clear();
  }
}

const SHUTDOWN = '!serverShutdown';
