import type { Clock, Environment } from '@pkg/core';
import { loadUpkeep } from '../src/market/load-upkeep.js';

// The client loads this code by `import()` when a connection has been open for a while. The manual clock does not wait
// for that, so the code is loaded before the tests.
await loadUpkeep();

type Sockets = Set<FakeSocket>;

/**
 * The outcome of a connection attempt. With `showsPings`, clients also see the HTTP status of a refused handshake, as
 * in Node.
 */
export type AttemptOutcome = 'accept' | 'refuse' | 'hang' | { readonly status: number; readonly retryAfter?: string };

/**
 * The WebSocket servers of an exchange, in memory and on a manual clock. Tests can refuse, cut or freeze sockets. Every
 * frame that a client sends is recorded.
 */
export class FakeExchange {
  readonly clock: Clock;
  /** Every socket that was ever created, oldest first. */
  readonly all: FakeSocket[] = [];
  readonly open: Sockets = new Set();
  /** Monotonic time of each connection attempt, in ms. */
  readonly attempts: number[] = [];
  /** The outcome of the next connection attempts. */
  nextAttempt: AttemptOutcome = 'accept';
  /** How long a frame takes on its way to the client, and how long a socket takes to open, in ms. */
  latency = 1;
  /**
   * Returns how long a frame takes on its way from a client to the exchange, in ms. Frames arrive in the sequence in
   * which they were sent, as over TCP.
   */
  delayOfRequest: () => number = () => 0;
  /** Whether clients see ping frames, as in Node. */
  readonly showsPings: boolean;
  /** Returns the response to a request, or undefined for no response. */
  answer: (request: Request) => object | undefined = (request) => ({ result: null, id: request.id });
  /** If set, this function receives every frame, and `answer` is not called. Tests of the WebSocket API set it. */
  onFrame: ((socket: FakeSocket, text: string) => void) | undefined;

  constructor(clock: Clock, options: { showsPings?: boolean } = {}) {
    this.clock = clock;
    this.showsPings = options.showsPings ?? false;
  }

  get environment(): Environment {
    const WebSocket = webSocketOf(this);
    return { name: 'fake', rest: 'https://fake', streams: 'wss://fake', wsApi: 'wss://fake/ws-api/v3', WebSocket };
  }

  /** The socket that was created last. */
  get last(): FakeSocket {
    return this.all.at(-1) as FakeSocket;
  }

  /** Sends an event over every open socket that is subscribed to the stream. */
  emit(stream: string, data: unknown): void {
    for (const socket of this.open) if (socket.streams.has(stream)) socket.emit(stream, data);
  }

  /** All requests that clients have sent, over all sockets. */
  get sent(): Request[] {
    return this.all.flatMap((socket) => socket.requests);
  }

  cutAll(): void {
    for (const socket of [...this.open]) socket.cut();
  }
}

export type Request = { method: string; params?: string[]; id: number };

export class FakeSocket {
  readonly url: string;
  readonly exchange: FakeExchange;
  readonly streams: Set<string> = new Set();
  readonly requests: Request[] = [];
  /** Monotonic times at which frames and pongs of the client arrived, in ms. */
  readonly received: number[] = [];
  readyState = 0;
  /** Whether the connection is dead in both directions. Neither end is notified of this. */
  frozen = false;
  /** Whether the exchange delivers no events of streams, but still answers requests and pings. */
  muted = false;
  /** How long a frame takes on its way to the client, in ms; undefined for the latency of the exchange. */
  latency: number | undefined;
  onopen: (() => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;
  onerror: ((event: { message: string }) => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  on?: (name: string, listener: (...args: unknown[]) => void) => void;
  terminate?: () => void;
  readonly #listeners: Map<string, (...args: unknown[]) => void> = new Map();
  #lastArrival = 0;
  #lastDelivery = 0;

  constructor(exchange: FakeExchange, url: string) {
    this.exchange = exchange;
    this.url = url;
    exchange.all.push(this);
    exchange.attempts.push(exchange.clock.monotonic());
    if (exchange.showsPings) {
      this.on = (name, listener) => this.#listeners.set(name, listener);
      this.terminate = () => this.#end(1006, '');
    }
    for (const stream of new URL(url).searchParams.get('streams')?.split('/') ?? []) this.streams.add(stream);
    const outcome = exchange.nextAttempt;
    exchange.clock.setTimeout(() => {
      if (this.readyState !== 0 || outcome === 'hang') return;
      if (typeof outcome === 'object') {
        const { status, retryAfter } = outcome;
        this.#listeners.get('unexpected-response')?.(
          {},
          { statusCode: status, headers: { 'retry-after': retryAfter } },
        );
        this.onerror?.({ message: 'the handshake failed' });
        this.#end(1006, '');
      } else if (outcome === 'refuse') {
        this.onerror?.({ message: 'connect ECONNREFUSED' });
        this.#end(1006, '');
      } else {
        this.readyState = 1;
        exchange.open.add(this);
        this.onopen?.();
      }
    }, exchange.latency);
  }

  send(text: string): void {
    if (this.readyState !== 1) throw new Error('not open');
    if (this.frozen) return;
    const { clock } = this.exchange;
    const now = clock.monotonic();
    this.#lastArrival = Math.max(this.#lastArrival, now + this.exchange.delayOfRequest());
    if (this.#lastArrival === now) this.#receive(text);
    else clock.setTimeout(() => this.readyState === 1 && this.#receive(text), this.#lastArrival - now);
  }

  #receive(text: string): void {
    this.received.push(this.exchange.clock.monotonic());
    const request = JSON.parse(text) as Request;
    this.requests.push(request);
    if (this.exchange.onFrame) return this.exchange.onFrame(this, text);
    if (request.method === 'LIST_SUBSCRIPTIONS') return this.reply({ result: [...this.streams], id: request.id });
    const answer = this.exchange.answer(request);
    if (!answer) return;
    if (!('error' in answer) && !('code' in answer)) {
      for (const stream of request.params ?? []) {
        if (request.method === 'SUBSCRIBE') this.streams.add(stream);
        else this.streams.delete(stream);
      }
    }
    this.reply(answer);
  }

  reply(frame: object): void {
    this.deliver(JSON.stringify(frame));
  }

  emit(stream: string, data: unknown): void {
    if (!this.muted) this.deliver(`{"stream":${JSON.stringify(stream)},"data":${JSON.stringify(data)}}`);
  }

  /** Delivers a text frame after `latency` ms. Frames arrive in the sequence in which they were sent, as over TCP. */
  deliver(text: string): void {
    const { clock, latency } = this.exchange;
    const now = clock.monotonic();
    this.#lastDelivery = Math.max(this.#lastDelivery, now + (this.latency ?? latency));
    clock.setTimeout(() => this.deliverNow(text), this.#lastDelivery - now);
  }

  /** Delivers a frame at once. Text or a `Buffer` is a text frame, as with `ws`. Any other bytes are a binary frame. */
  deliverNow(data: unknown): void {
    if (this.readyState !== 1 || this.frozen) return;
    const listener = this.#listeners.get('message');
    const isText = typeof data === 'string' || Object(data).constructor.name === 'Buffer';
    if (listener) listener(data, !isText);
    else this.onmessage?.({ data });
  }

  ping(): void {
    if (this.readyState !== 1 || this.frozen) return;
    this.received.push(this.exchange.clock.monotonic());
    this.#listeners.get('ping')?.();
  }

  /** Closes the connection. Both ends are notified. */
  cut(code = 1006, reason = ''): void {
    this.#end(code, reason);
  }

  close(): void {
    if (this.frozen) return;
    this.#end(1000, '');
  }

  #end(code: number, reason: string): void {
    if (this.readyState === 3) return;
    this.readyState = 3;
    this.exchange.open.delete(this);
    this.onclose?.({ code, reason });
  }
}

/** Returns a WebSocket constructor that connects to the exchange. */
function webSocketOf(exchange: FakeExchange): NonNullable<Environment['WebSocket']> {
  class ExchangeSocket extends FakeSocket {
    constructor(url: string) {
      super(exchange, url);
    }
  }
  return ExchangeSocket as unknown as NonNullable<Environment['WebSocket']>;
}
