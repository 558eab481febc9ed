import type { Clock, Timer } from '@pkg/core';
import { textOf } from '#frames';
import { FrameThrottle } from '../connection/frame-throttle.js';
import type { ReconnectingSocket } from '../connection/reconnecting-socket.js';
import type { Session } from '../connection/session.js';
import type { Socket } from '../connection/socket.js';
import type { Frame } from '../scan/frame.js';
import { unexpectedFrame } from '../stream-errors.js';
import { streamsThatFit } from './stream-url.js';

/**
 * How many characters the names of the streams in one request may take, counted as in a URL. The exchange has not
 * answered requests of more than 4,096 bytes. Quotation marks and commas make a request up to a quarter longer.
 */
const SPACE_OF_REQUEST = 3_200;
const RESPONSE_WITHIN = 5_000;

/** The methods that a {@link MarketSession} calls on the connection that owns it. */
export interface MarketSessionOwner {
  readonly clock: Clock;
  /** The connection whose socket the session uses. */
  readonly socket: Pick<ReconnectingSocket<MarketSession>, 'endsSoon' | 'reconnect'>;
  /**
   * Handles a frame of a stream. Returns `false` if there is no subscription of this stream. If `stream` is undefined,
   * the name of the stream is read from the first bytes of the frame.
   */
  frame(session: MarketSession, frame: Frame, stream?: string): boolean;
  /** Called when the exchange has confirmed that it sends these streams. */
  confirmed(streams: readonly string[]): void;
  /**
   * Called with `true` when the data that has arrived may be out of date, and with `false` when all data is up to date
   * again. See {@link Consumer.stale}.
   */
  staleChanged(session: MarketSession, isStale: boolean): void;
  /** Called when the exchange has refused a stream. */
  refused(stream: string, message: unknown, code: unknown): void;
  /** Receives the error for a frame that is neither an event nor a response. */
  dropped(error: unknown): void;
  lost(session: MarketSession, reason: string): void;
}

type Request = {
  readonly method: 'SUBSCRIBE' | 'UNSUBSCRIBE' | 'LIST_SUBSCRIPTIONS';
  readonly streams: readonly string[];
  /** Whether the request is sent for the second time, because the first got no response. */
  readonly isRepeat?: boolean;
};

/** A request that has no response yet. */
type SentRequest = Request & { readonly id: number; readonly timer: Timer };

type SubscribeRefusal = { readonly code?: unknown; readonly msg?: unknown };

/**
 * The streams of one socket. The session subscribes to them and unsubscribes from them with few frames, because the
 * exchange limits frames per second.
 */
export class MarketSession implements Session {
  readonly url: string;
  readonly #clock: Clock;
  readonly #owner: MarketSessionOwner;
  readonly #throttle: FrameThrottle;
  readonly #wanted: Set<string>;
  /**
   * Streams that the address or a sent SUBSCRIBE has requested, and that no later UNSUBSCRIBE has ended, each with the
   * id of its last SUBSCRIBE. The id is 0 if only the address has requested the stream.
   */
  readonly #requested: Map<string, number>;
  readonly #toAdd: Set<string>;
  /**
   * Unsubscribed streams whose end is not confirmed yet: the exchange has answered neither the UNSUBSCRIBE nor a later
   * SUBSCRIBE. Events of the ended subscription may still arrive. The values are the ids of the UNSUBSCRIBE requests.
   */
  readonly ending: Map<string, number> = new Map();
  readonly #queue: Request[] = [];
  readonly #pending: Map<number, SentRequest> = new Map();
  readonly #settleWaiters: Set<() => void> = new Set();
  #socket: Socket | undefined;
  #lastId = 0;
  /**
   * The id of the last request that was sent before the last probe, a request that tests the connection. Frames that
   * arrived before a sleep of the machine may be read only after the sleep, and may contain the response to such an
   * earlier request. So only the response to a request with a higher id proves that the data is up to date.
   */
  #probedAfter = 0;
  #isFlushScheduled = false;
  #throttleTimer: Timer;

  /**
   * Creates the session of a socket that carries the streams `wanted`. The streams in `inUrl` are already named by the
   * address; a request subscribes to the others.
   */
  constructor(owner: MarketSessionOwner, url: string, wanted: readonly string[], inUrl: readonly string[]) {
    this.url = url;
    this.#owner = owner;
    this.#clock = owner.clock;
    this.#throttle = new FrameThrottle(owner.clock);
    this.#wanted = new Set(wanted);
    this.#requested = new Map(inUrl.map((stream) => [stream, 0]));
    this.#toAdd = new Set(wanted.filter((stream) => !this.#requested.has(stream)));
  }

  wasOpen = false;

  /** Whether the exchange sends the stream over this socket, and the stream is still subscribed. */
  has(stream: string): boolean {
    if (!this.#socket || !this.#requested.has(stream) || !this.#wanted.has(stream)) return false;
    // A SUBSCRIBE without a response waits in the queue to be repeated.
    const isRepeated = this.#queue.some(({ method, streams }) => method === 'SUBSCRIBE' && streams.includes(stream));
    return !isRepeated && !this.#pending.has(this.#requested.get(stream) as number);
  }

  add(stream: string): void {
    this.#wanted.add(stream);
    if (!this.#requested.has(stream)) this.#toAdd.add(stream);
    else if (this.has(stream)) this.#owner.confirmed([stream]);
    this.#scheduleFlush();
  }

  remove(stream: string): void {
    this.#wanted.delete(stream);
    this.#toAdd.delete(stream);
    this.#scheduleFlush();
  }

  /** Sends another SUBSCRIBE for a stream that is silent. */
  resubscribe(stream: string): void {
    if (!this.has(stream)) return;
    this.#toAdd.add(stream);
    this.#scheduleFlush();
  }

  /** Resolves when every request was sent and answered, or when the socket is closed or lost. */
  settled(): Promise<void> {
    return new Promise((resolve) => {
      this.#settleWaiters.add(resolve);
      this.#checkSettled();
    });
  }

  opened(socket: Socket, ready: () => void): void {
    this.#socket = socket;
    this.wasOpen = true;
    this.#owner.confirmed(this.#stillWanted([...this.#wanted]));
    this.#flush();
    void this.settled().then(ready);
  }

  message(frame: Frame): void {
    if (!this.#owner.frame(this, frame)) this.#readOther(textOf(frame));
  }

  control(): void {
    // Each ping is answered by a pong, and the exchange counts this pong as a frame.
    this.#throttle.count();
  }

  probe(isStale: boolean): void {
    if (!this.#queue.includes(PROBE)) this.#queue.unshift(PROBE);
    this.#probedAfter = this.#lastId;
    if (isStale) this.#owner.staleChanged(this, true);
    this.#flush();
  }

  lost(reason: string): void {
    this.#socket = undefined;
    this.#clock.clearTimeout(this.#throttleTimer);
    for (const { timer } of this.#pending.values()) this.#clock.clearTimeout(timer);
    this.#checkSettled();
    this.#owner.lost(this, reason);
  }

  #stillWanted(streams: readonly string[]): string[] {
    return streams.filter((stream) => this.has(stream));
  }

  /** Sends all requests of the current task of the event loop together, at the end of the task. */
  #scheduleFlush(): void {
    if (!this.#socket || this.#isFlushScheduled) return;
    this.#isFlushScheduled = true;
    queueMicrotask(() => {
      this.#isFlushScheduled = false;
      this.#flush();
    });
  }

  #flush(): void {
    this.#clock.clearTimeout(this.#throttleTimer);
    while (this.#socket && this.#unsent) {
      const wait = this.#throttle.wait(this.#pending.size);
      if (wait > 0) {
        if (wait < Infinity) this.#throttleTimer = this.#clock.setTimeout(() => this.#flush(), wait);
        return;
      }
      this.#sendNext();
    }
    this.#checkSettled();
  }

  get #toRemove(): string[] {
    return [...this.#requested.keys()].filter((stream) => !this.#wanted.has(stream));
  }

  /** The number of requests and streams that are not sent yet. */
  get #unsent(): number {
    return this.#queue.length + this.#toRemove.length + this.#toAdd.size;
  }

  #sendNext(): void {
    const next = this.#queue.shift() ?? this.#newRequest();
    const { method } = next;
    // While the request was queued, streams of a SUBSCRIBE may have been removed, and streams of an UNSUBSCRIBE may
    // have been added again. These streams are left out.
    const streams = streamsThatFit(
      next.streams.filter((stream) => this.#wanted.has(stream) === (method === 'SUBSCRIBE')),
      SPACE_OF_REQUEST,
    );
    if (next.streams[0] && !streams[0]) return;
    const id = ++this.#lastId;
    for (const stream of streams) {
      this.#toAdd.delete(stream);
      if (method === 'SUBSCRIBE') this.#requested.set(stream, id);
      else {
        this.#requested.delete(stream);
        this.ending.set(stream, id);
      }
    }
    const timer = this.#clock.setTimeout(() => this.#timeout(request), RESPONSE_WITHIN);
    const request: SentRequest = { ...next, streams, id, timer };
    this.#pending.set(id, request);
    this.#socket?.send(JSON.stringify({ method, params: streams[0] && streams, id }));
  }

  #newRequest(): Request {
    const streams = this.#toRemove;
    return streams[0] ? { method: 'UNSUBSCRIBE', streams } : { method: 'SUBSCRIBE', streams: [...this.#toAdd] };
  }

  #timeout(request: SentRequest): void {
    this.#pending.delete(request.id);
    this.#throttle.count();
    if (request.isRepeat) return this.#owner.socket.reconnect(this, `no response to ${request.method}`);
    this.#queue.push({ ...request, isRepeat: true });
    this.#flush();
  }

  /** Reads a frame that does not start with the name of a subscribed stream. */
  #readOther(text: string): void {
    let frame: Record<string, unknown>;
    try {
      frame = Object(JSON.parse(text));
    } catch {
      return this.#owner.dropped(unexpectedFrame('not JSON'));
    }
    const { id, stream } = frame;
    if (frame.e === 'serverShutdown' || stream === SHUTDOWN) {
      return this.#owner.socket.endsSoon(this, 'the exchange announced its shutdown');
    }
    // The frame is an event of a stream that was just unsubscribed, or of a stream whose name contains JSON escapes.
    if (typeof stream === 'string') return void this.#owner.frame(this, text, stream);
    const request = this.#pending.get(id as number);
    if (!request) {
      if (!('result' in frame)) this.#owner.dropped(unexpectedFrame('neither an event nor a response'));
      return;
    }
    for (const stream of request.streams) {
      if ((this.ending.get(stream) ?? 0) <= request.id) this.ending.delete(stream);
    }
    this.#pending.delete(request.id);
    this.#clock.clearTimeout(request.timer);
    this.#throttle.count();
    const refusal = (frame.error ?? ('code' in frame ? frame : undefined)) as SubscribeRefusal | undefined;
    if (request.method === 'SUBSCRIBE') {
      if (refusal) this.#refused(request, refusal);
      else this.#owner.confirmed(this.#stillWanted(request.streams));
    }
    if (request.id > this.#probedAfter) {
      this.#probedAfter = 0;
      this.#owner.staleChanged(this, false);
    }
    this.#flush();
  }

  /**
   * If one name is illegal, the exchange refuses all streams of a SUBSCRIBE. So each half of the streams is requested
   * again, until the illegal name is alone in a request.
   */
  #refused(request: SentRequest, { code, msg }: SubscribeRefusal): void {
    const streams = this.#stillWanted(request.streams);
    for (const stream of request.streams) {
      if (this.#requested.get(stream) === request.id) this.#requested.delete(stream);
    }
    const [first] = streams;
    if (first && !request.streams[1]) return this.#owner.refused(first, msg, code);
    const half = streams.length >> 1;
    for (const part of [streams.slice(0, half), streams.slice(half)]) {
      if (part[0]) this.#queue.unshift({ method: 'SUBSCRIBE', streams: part });
    }
  }

  #checkSettled(): void {
    if (this.#socket && (this.#isFlushScheduled || this.#unsent || this.#pending.size)) return;
    for (const resolve of this.#settleWaiters) resolve();
    this.#settleWaiters.clear();
  }
}

const PROBE: Request = { method: 'LIST_SUBSCRIPTIONS', streams: [] };
const SHUTDOWN = '!serverShutdown';
