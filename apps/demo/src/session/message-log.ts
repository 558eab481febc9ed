import type { Environment, WebSocketConstructor } from '@pkg/core';
import { signal } from '@preact/signals';

/** A request, a reply or a frame that passed between the page and the exchange. */
export type WireEntry = {
  readonly id: number;
  /** When the request, reply or frame passed, in ms since the epoch by this machine's clock. */
  readonly at: number;
  readonly way: 'out' | 'in' | 'event';
  readonly what: string;
  readonly detail: string;
  /** The parameters of a request, without secrets. */
  readonly params: Readonly<Record<string, unknown>>;
  /** The time between a request and this reply, in ms; undefined for other entries. */
  readonly ms: number | undefined;
};

/** A frame of a depth stream: its update ids, and whether it was dropped. */
export type DepthFrame = {
  readonly symbol: string;
  readonly first: number;
  readonly last: number;
  readonly isDropped: boolean;
};

const KEPT = 200;
/**
 * Parameters of requests that the page never shows: secrets, and those that the client adds to every signed request.
 */
const SECRET = new Set(['apiKey', 'signature', 'timestamp', 'recvWindow']);
const DEPTH_IDS = /"e":"depthUpdate".{0,60}?"s":"(\w+)".*?"U":(\d+),"u":(\d+)/;

type SocketEvent = 'open' | 'message' | 'error' | 'close';

/**
 * All traffic between the page and the exchange passes through this class. It logs and counts the traffic. It can drop
 * or refuse parts of it, so that the client sees a failure of the network or of the exchange.
 */
export class Wire {
  readonly entries = signal<readonly WireEntry[]>([]);
  /** The number of frames and replies in the last full second. */
  readonly eventsPerSecond = signal(0);
  /** The time from the last request to its reply, in ms. */
  readonly latency = signal<number | undefined>(undefined);
  readonly openSockets = signal(0);
  readonly #depthListeners = new Set<(frame: DepthFrame) => void>();
  readonly #requestListeners = new Set<(entry: WireEntry) => void>();
  readonly #sockets = new Set<TappedSocket>();
  /** The WebSocket API requests that have no reply yet, by their request id. */
  readonly #asked = new Map<string, { readonly method: string; readonly at: number }>();
  #pending: WireEntry[] = [];
  #lastId = 0;
  #received = 0;
  #dropDepthOf: string | undefined;
  #loseReplyTo: string | undefined;
  #refusal: { readonly until: number; readonly retryAfter: number } | undefined;
  #cutUntil = 0;

  constructor(signal: AbortSignal) {
    const timer = setInterval(() => {
      this.eventsPerSecond.value = this.#received;
      this.#received = 0;
    }, 1000);
    const flush = setInterval(() => this.#flush(), 200);
    signal.addEventListener('abort', () => {
      clearInterval(timer);
      clearInterval(flush);
    });
  }

  /** Returns an environment whose `fetch` and `WebSocket` pass all traffic through this object. */
  tap(environment: Environment): Environment {
    const wire = this;
    const fetchOf = environment.fetch ?? globalThis.fetch.bind(globalThis);
    const SocketOf = environment.WebSocket ?? globalThis.WebSocket;
    return {
      ...environment,
      fetch: (input, init) => wire.#fetch(fetchOf, input, init),
      WebSocket: class extends TappedSocket {
        constructor(url: string, protocols?: string | string[]) {
          super(wire.#tapOf(), SocketOf as WebSocketConstructor, url, protocols);
        }
      } as unknown as WebSocketConstructor,
    };
  }

  onDepthFrame(listener: (frame: DepthFrame) => void, signal: AbortSignal): void {
    this.#depthListeners.add(listener);
    signal.addEventListener('abort', () => this.#depthListeners.delete(listener));
  }

  /** Calls `listener` with each new entry. */
  onEntry(listener: (entry: WireEntry) => void, signal: AbortSignal): void {
    this.#requestListeners.add(listener);
    signal.addEventListener('abort', () => this.#requestListeners.delete(listener));
  }

  /** Drops the next depth frame of a symbol. */
  dropNextDepth(symbol: string): void {
    this.#dropDepthOf = symbol;
  }

  /**
   * When the reply to the next request with this method arrives, ends the connection instead of delivering the reply.
   * The exchange has then executed the request.
   */
  loseReplyTo(method: string): void {
    this.#loseReplyTo = method;
  }

  /** For `ms` milliseconds, answers every HTTP request with status 429. */
  refuseRequests(ms: number): void {
    this.#refusal = { until: Date.now() + ms, retryAfter: Math.ceil(ms / 1000) };
  }

  /** Ends all sockets. For `ms` milliseconds, new sockets fail. */
  cut(ms: number): void {
    this.#cutUntil = Date.now() + ms;
    for (const socket of [...this.#sockets]) socket.break();
    this.note('event', 'connections cut', `for ${ms / 1000} s`);
  }

  note(way: WireEntry['way'], what: string, detail = '', ms?: number, params: WireEntry['params'] = {}): void {
    const entry: WireEntry = { id: ++this.#lastId, at: Date.now(), way, what, detail, params, ms };
    this.#pending.push(entry);
    for (const listener of this.#requestListeners) listener(entry);
  }

  #noteRequest(what: string, params: Readonly<Record<string, unknown>>): void {
    const open = Object.entries(params).filter(([name]) => !SECRET.has(name));
    const detail = open.map(([name, value]) => `${name}=${value}`).join(' ');
    this.note('out', what, detail.slice(0, 200), undefined, Object.fromEntries(open));
  }

  #flush(): void {
    if (this.#pending.length === 0) return;
    this.entries.value = [...this.entries.value, ...this.#pending].slice(-KEPT);
    this.#pending = [];
  }

  async #fetch(fetchOf: typeof fetch, input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
    const request = input instanceof Request ? input : undefined;
    const url = new URL(request?.url ?? String(input));
    const method = init?.method ?? request?.method ?? 'GET';
    const params = Object.fromEntries(url.searchParams);
    const what = `${method} ${url.pathname}`;
    const at = performance.now();
    if (this.#cutUntil > Date.now()) throw new TypeError('Failed to fetch');
    this.#noteRequest(what, params);
    const { until, retryAfter } = this.#refusal ?? { until: 0, retryAfter: 0 };
    if (until > Date.now()) {
      this.note('in', what, `429, retry after ${retryAfter} s`, 0);
      const headers = { 'retry-after': String(retryAfter), 'content-type': 'application/json' };
      return new Response('{"code":-1003,"msg":"Too many requests."}', { status: 429, headers });
    }
    const response = await fetchOf(input, init);
    const ms = performance.now() - at;
    this.#received += 1;
    this.latency.value = ms;
    this.note('in', what, String(response.status), ms);
    return response;
  }

  #tapOf(): SocketTap {
    return {
      refuses: () => this.#cutUntil > Date.now(),
      opened: (socket) => {
        this.#sockets.add(socket);
        this.openSockets.value = this.#sockets.size;
        this.note('event', 'socket open', hostOf(socket.url));
      },
      closed: (socket, code) => {
        if (!this.#sockets.delete(socket)) return;
        this.openSockets.value = this.#sockets.size;
        this.note('event', 'socket closed', `${hostOf(socket.url)} ${code}`);
      },
      sends: (text) => this.#sends(text),
      receives: (text) => this.#receives(text),
    };
  }

  #sends(text: string): void {
    const { id, method, params } = parse(text);
    if (!method) return;
    const name = String(method);
    this.#asked.set(String(id), { method: name, at: performance.now() });
    const fields = Array.isArray(params) ? { streams: params.join(' ') } : Object(params);
    this.#noteRequest(name, fields);
  }

  /** Decides whether a received frame is delivered or dropped. `break` ends the connection. */
  #receives(text: string): 'pass' | 'drop' | 'break' {
    this.#received += 1;
    const depth = text.includes('"depthUpdate"') ? DEPTH_IDS.exec(text) : undefined;
    if (depth) {
      const [, symbol = '', first, last] = depth;
      const isDropped = this.#dropDepthOf === symbol;
      if (isDropped) this.#dropDepthOf = undefined;
      if (isDropped) this.note('event', 'frame dropped', `${symbol} updates ${first} to ${last}`);
      const frame = { symbol, first: Number(first), last: Number(last), isDropped };
      for (const listener of this.#depthListeners) listener(frame);
      return isDropped ? 'drop' : 'pass';
    }
    // Replies have `id` as their first or last field. Frames of any other form are not parsed.
    if (!/^\{"id":|"id":[^,{}]+\}$/.test(text)) return 'pass';
    const { id, status, rateLimits } = parse(text);
    const asked = this.#asked.get(String(id));
    if (!asked) return 'pass';
    this.#asked.delete(String(id));
    const ms = performance.now() - asked.at;
    if (this.#loseReplyTo === asked.method) {
      this.#loseReplyTo = undefined;
      this.note('event', 'reply lost', asked.method, ms);
      return 'break';
    }
    this.latency.value = ms;
    const [limit] = Array.isArray(rateLimits) ? rateLimits : [];
    this.note('in', asked.method, `${status ?? 'ok'}${limit ? `, used weight ${limit.count}` : ''}`, ms);
    return 'pass';
  }
}

type SocketTap = {
  refuses(): boolean;
  opened(socket: TappedSocket): void;
  closed(socket: TappedSocket, code: number): void;
  sends(text: string): void;
  receives(text: string): 'pass' | 'drop' | 'break';
};

type Handler = ((event: Event) => unknown) | null;

/** A `WebSocket` that reports its frames to a {@link Wire}, which can drop them. */
class TappedSocket extends EventTarget {
  readonly CONNECTING = 0;
  readonly OPEN = 1;
  readonly CLOSING = 2;
  readonly CLOSED = 3;
  onopen: Handler = null;
  onmessage: Handler = null;
  onerror: Handler = null;
  onclose: Handler = null;
  readonly url: string;
  readonly #inner: WebSocket;
  readonly #tap: SocketTap;
  #isBroken = false;

  constructor(tap: SocketTap, SocketOf: WebSocketConstructor, url: string, protocols?: string | string[]) {
    super();
    this.url = url;
    this.#tap = tap;
    this.#inner = new SocketOf(url, protocols);
    this.#inner.addEventListener('open', (event) => {
      if (tap.refuses()) return this.break();
      tap.opened(this);
      this.#emit('open', new Event(event.type));
    });
    this.#inner.addEventListener('message', ({ data }) => {
      if (this.#isBroken) return;
      const fate = typeof data === 'string' ? tap.receives(data) : 'pass';
      if (fate === 'break') this.break();
      else if (fate === 'pass') this.#emit('message', new MessageEvent('message', { data }));
    });
    this.#inner.addEventListener('error', () => this.#isBroken || this.#emit('error', new Event('error')));
    this.#inner.addEventListener('close', ({ code, reason, wasClean }) => this.#closed(code, reason, wasClean));
  }

  get readyState(): number {
    return this.#isBroken ? this.CLOSED : this.#inner.readyState;
  }

  get bufferedAmount(): number {
    return this.#inner.bufferedAmount;
  }

  get protocol(): string {
    return this.#inner.protocol;
  }

  get extensions(): string {
    return this.#inner.extensions;
  }

  get binaryType(): BinaryType {
    return this.#inner.binaryType;
  }

  set binaryType(type: BinaryType) {
    this.#inner.binaryType = type;
  }

  send(data: string): void {
    if (typeof data === 'string' && this.readyState === this.OPEN) this.#tap.sends(data);
    this.#inner.send(data);
  }

  close(code?: number, reason?: string): void {
    this.#inner.close(code, reason);
  }

  /** Ends the connection in the same way as a failure of the network. */
  break(): void {
    this.#inner.close();
    if (!this.#isBroken) this.#emit('error', new Event('error'));
    this.#closed(1006, '', false);
  }

  #closed(code: number, reason: string, wasClean: boolean): void {
    if (this.#isBroken) return;
    this.#isBroken = true;
    this.#tap.closed(this, code);
    this.#emit('close', Object.assign(new Event('close'), { code, reason, wasClean }));
  }

  #emit(type: SocketEvent, event: Event): void {
    const handler = this[`on${type}`];
    if (handler) this.addEventListener(type, handler, { once: true });
    this.dispatchEvent(event);
  }
}

function parse(text: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(text)) as Record<string, unknown>;
  } catch {
    return {};
  }
}

function hostOf(url: string): string {
  const { host, pathname } = new URL(url);
  return `${host}${pathname}`;
}
