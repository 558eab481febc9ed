import type { Clock, Timer } from '@pkg/core';
import { BinanceStreamError } from '@pkg/core/internal/platform';
import { textOf } from '#bytes';
import { FrameThrottle } from '../connection/frame-throttle.js';
import type { Session } from '../connection/reconnecting-socket.js';
import type { Socket } from '../connection/socket.js';
import type { Frame } from '../scan/frame.js';

const STREAMS_PER_FRAME = 200;
const ANSWER_WITHIN = 5_000;

/** What a lane asks of its owner. */
export interface MarketSessionOwner {
  readonly clock: Clock;
  /** Takes a frame of a stream, named where its name had to be parsed; `false` where its head does not say of which. */
  frame(lane: MarketSession, frame: Frame, stream?: string): boolean;
  /** The exchange has confirmed these streams. */
  confirmed(streams: readonly string[]): void;
  /** Whether what came so far over a lane may be old. */
  doubt(lane: MarketSession, isDoubtful: boolean): void;
  refused(stream: string, error: BinanceStreamError): void;
  /** The exchange asks to leave. */
  shutdown(): void;
  /** It does not answer; the connection is of no use. */
  stuck(reason: string): void;
  strange(reason: string): void;
  lost(lane: MarketSession, reason: string): void;
}

type Request = {
  readonly method: 'SUBSCRIBE' | 'UNSUBSCRIBE' | 'LIST_SUBSCRIPTIONS';
  readonly streams: readonly string[];
  /** It was sent before and not answered. */
  readonly again?: boolean;
};

type Refusal = { readonly code?: number; readonly msg?: string };

/** Which streams one socket carries: says what is wanted, in few frames and never faster than allowed. */
export class MarketSession implements Session {
  readonly url: string;
  readonly #clock: Clock;
  readonly #owner: MarketSessionOwner;
  readonly #pacer: FrameThrottle;
  /** Told to the exchange, by the address or by a SUBSCRIBE that was written. */
  readonly #told: Set<string>;
  readonly #toAdd: Set<string>;
  readonly #toRemove: Set<string> = new Set();
  readonly #outbox: Request[] = [];
  readonly #unanswered: Map<number, { readonly request: Request; readonly timer: Timer }> = new Map();
  readonly #idle: Set<() => void> = new Set();
  #socket: Socket | undefined;
  #lastId = 0;
  /** An answer to what was sent after this proves that all before has come. */
  #probedAfter = 0;
  #flushing = false;
  #pacing: Timer;

  /** `wanted` are its streams from the start, of which the address names those `carried`. */
  constructor(owner: MarketSessionOwner, url: string, wanted: readonly string[], carried: readonly string[]) {
    this.url = url;
    this.#owner = owner;
    this.#clock = owner.clock;
    this.#pacer = new FrameThrottle(owner.clock);
    this.#told = new Set(carried);
    this.#toAdd = new Set(wanted.filter((stream) => !this.#told.has(stream)));
  }

  wasOpen = false;

  /** Whether the exchange has been told of it on an open socket. */
  has(stream: string): boolean {
    return this.#socket !== undefined && this.#told.has(stream) && !this.#toRemove.has(stream);
  }

  add(stream: string): void {
    if (this.#toRemove.delete(stream)) this.#owner.confirmed([stream]);
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
    if (!this.has(stream)) return;
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
    this.#owner.confirmed(this.#stillTold([...this.#told]));
    this.#send();
    void this.settled().then(ready);
  }

  message(frame: Frame): void {
    if (!this.#owner.frame(this, frame)) this.#control(textOf(frame));
  }

  control(): void {
    // A ping has been answered with a pong, which counts.
    this.#pacer.count();
  }

  probe(isDoubtful: boolean): void {
    if (!this.#outbox.includes(PROBE)) this.#outbox.unshift(PROBE);
    this.#probedAfter = this.#lastId;
    if (isDoubtful) this.#owner.doubt(this, true);
    this.#send();
  }

  lost(reason: string): void {
    this.#socket = undefined;
    this.#clock.clearTimeout(this.#pacing);
    for (const { timer } of this.#unanswered.values()) this.#clock.clearTimeout(timer);
    this.#checkIdle();
    this.#owner.lost(this, reason);
  }

  #stillTold(streams: readonly string[]): string[] {
    return streams.filter((stream) => this.has(stream));
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
    return this.#outbox.length > 0 || this.#toRemove.size > 0 || this.#toAdd.size > 0;
  }

  #sendNext(): void {
    this.#lastId += 1;
    const id = this.#lastId;
    const request = this.#outbox.shift() ?? this.#newRequest();
    const { method, streams } = request;
    for (const stream of streams) {
      if (method === 'SUBSCRIBE') this.#told.add(stream);
      else this.#told.delete(stream);
    }
    const timer = this.#clock.setTimeout(() => this.#late(id, request), ANSWER_WITHIN);
    this.#unanswered.set(id, { request, timer });
    this.#write({ method, params: streams[0] && streams, id });
  }

  #newRequest(): Request {
    const method = this.#toRemove.size > 0 ? 'UNSUBSCRIBE' : 'SUBSCRIBE';
    const from = method === 'SUBSCRIBE' ? this.#toAdd : this.#toRemove;
    const streams = [...from].slice(0, STREAMS_PER_FRAME);
    for (const stream of streams) from.delete(stream);
    return { method, streams };
  }

  #write(frame: object): void {
    this.#pacer.count();
    this.#socket?.send(JSON.stringify(frame));
  }

  #late(id: number, request: Request): void {
    this.#unanswered.delete(id);
    if (request.again) return this.#owner.stuck(`${request.method} was not answered`);
    this.#outbox.push({ ...request, again: true });
    this.#send();
  }

  #control(text: string): void {
    let frame: unknown;
    try {
      frame = JSON.parse(text);
    } catch {
      return this.#owner.strange('a frame that is not JSON');
    }
    const { id, stream, e, ...rest } = Object(frame) as Record<string, unknown>;
    if (e === 'serverShutdown' || stream === SHUTDOWN) return this.#owner.shutdown();
    // Unsubscribed a moment ago, or a name with escapes in it.
    if (typeof stream === 'string') return void this.#owner.frame(this, text, stream);
    const waiting = this.#unanswered.get(id as number);
    if (!waiting) {
      if (!('result' in rest)) this.#owner.strange('a frame of no known form');
      return;
    }
    const { request, timer } = waiting;
    this.#unanswered.delete(id as number);
    this.#clock.clearTimeout(timer);
    const refusal = (rest.error ?? ('code' in rest ? rest : undefined)) as Refusal | undefined;
    if ((id as number) > this.#probedAfter) this.#owner.doubt(this, false);
    if (refusal) this.#refused(request, refusal);
    else if (request.method === 'SUBSCRIBE') this.#owner.confirmed(this.#stillTold(request.streams));
    this.#checkIdle();
  }

  /** One bad name spoils its whole frame, so each half is asked for again until the bad one stands alone. */
  #refused(request: Request, { code, msg }: Refusal): void {
    if (request.method !== 'SUBSCRIBE') return;
    const streams = this.#stillTold(request.streams);
    for (const stream of request.streams) {
      this.#told.delete(stream);
      this.#toRemove.delete(stream);
    }
    const [first] = streams;
    if (first !== undefined && request.streams.length === 1) {
      this.#owner.refused(first, new BinanceStreamError(`${first}: ${msg ?? 'refused'}`, code));
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

const PROBE: Request = { method: 'LIST_SUBSCRIPTIONS', streams: [] };
const SHUTDOWN = '!serverShutdown';
