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

/** The requests of one socket that have no reply yet, by their request id. Each socket counts its ids from 1. */
type Asked = Map<string, { readonly method: string; readonly at: number }>;

const KEPT = 200;
/**
 * Request parameters that the page never shows: secrets, and the parameters that the client adds to every signed
 * request.
 */
const SECRET = new Set(['apiKey', 'signature', 'timestamp', 'recvWindow']);
const DEPTH_IDS = /"e":"depthUpdate".{0,60}?"s":"([^"]+)".*?"U":(\d+),"u":(\d+)/;

/**
 * All traffic between the page and the exchange passes through this class. It logs and counts the traffic. It can also
 * drop or refuse messages, to simulate a failure of the network or of the exchange.
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
  /** The open sockets, with the function that ends each of them. */
  readonly #sockets = new Map<WebSocket, () => void>();
  #pending: WireEntry[] = [];
  #lastId = 0;
  #received = 0;
  /** When the last frame or reply arrived, by the monotonic clock of this page, in ms. */
  #receivedAt = performance.now();
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

  /** The time since the last frame or reply, in ms. */
  get unheardFor(): number {
    return performance.now() - this.#receivedAt;
  }

  /** Returns an environment whose `fetch` and `WebSocket` pass all traffic through this object. */
  tap(environment: Environment): Environment {
    const wire = this;
    const fetchOf = environment.fetch ?? globalThis.fetch.bind(globalThis);
    // The cast is safe: the environments of the demo have the WebSocket of the browser or of a simulated exchange.
    const SocketOf = (environment.WebSocket ?? globalThis.WebSocket) as typeof WebSocket;
    return {
      ...environment,
      fetch: (input, init) => wire.#fetch(fetchOf, input, init),
      // If a constructor returns an object, `new` returns this object. So `new WebSocket` returns a socket whose
      // traffic is logged.
      WebSocket: function connect(url: string, protocols?: string | string[]) {
        return wire.#tapSocket(new SocketOf(url, protocols));
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
   * Loses the reply to the next request with this method: when the reply arrives, the connection is ended instead. The
   * exchange has then executed the request, but the client cannot know this.
   */
  loseReplyTo(method: string): void {
    this.#loseReplyTo = method;
  }

  /** For `ms` milliseconds, answers every HTTP request with status 429. */
  refuseRequests(ms: number): void {
    this.#refusal = { until: Date.now() + ms, retryAfter: Math.ceil(ms / 1000) };
  }

  /** Ends all sockets. For `ms` milliseconds, new sockets and HTTP requests fail. */
  cut(ms: number): void {
    this.#cutUntil = Date.now() + ms;
    for (const end of [...this.#sockets.values()]) end();
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
    this.#receivedAt = performance.now();
    const ms = this.#receivedAt - at;
    this.#received += 1;
    this.latency.value = ms;
    this.note('in', what, String(response.status), ms);
    return response;
  }

  /**
   * Adds listeners that log the frames of a socket. They run before the client's listeners, so they can withhold events
   * from the client.
   */
  #tapSocket(socket: WebSocket): WebSocket {
    const asked: Asked = new Map();
    let isBroken = false;
    const closed = (code: number): void => {
      if (!this.#sockets.delete(socket)) return;
      this.openSockets.value = this.#sockets.size;
      this.note('event', 'socket closed', `${hostOf(socket.url)} ${code}`);
    };
    // Ends the connection in the way in which a failed network ends it.
    const end = (): void => {
      if (isBroken) return;
      socket.close();
      closed(1006);
      socket.dispatchEvent(new Event('error'));
      socket.dispatchEvent(new CloseEvent('close', { code: 1006 }));
      isBroken = true;
    };
    const listen = (type: 'open' | 'message' | 'error' | 'close', handle: (event: Event) => boolean | undefined) =>
      socket.addEventListener(type, (event) => {
        if (isBroken || handle(event) === false) event.stopImmediatePropagation();
      });
    listen('open', () => {
      if (this.#cutUntil > Date.now()) {
        end();
        return false;
      }
      this.#sockets.set(socket, end);
      this.openSockets.value = this.#sockets.size;
      this.note('event', 'socket open', hostOf(socket.url));
      return true;
    });
    listen('message', (event) => {
      const { data } = event as MessageEvent;
      const fate = typeof data === 'string' ? this.#receives(data, asked) : 'pass';
      if (fate === 'break') end();
      return fate === 'pass';
    });
    listen('error', () => true);
    listen('close', (event) => {
      closed((event as CloseEvent).code);
      return true;
    });
    const send = socket.send.bind(socket);
    socket.send = (data) => {
      if (typeof data === 'string' && socket.readyState === socket.OPEN) this.#sends(data, asked);
      send(data);
    };
    return socket;
  }

  #sends(text: string, asked: Asked): void {
    const { id, method, params } = parse(text);
    if (!method) return;
    const name = String(method);
    asked.set(String(id), { method: name, at: performance.now() });
    const fields = Array.isArray(params) ? { streams: params.join(' ') } : Object(params);
    this.#noteRequest(name, fields);
  }

  /** Decides whether a received frame is delivered or dropped. `break` ends the connection. */
  #receives(text: string, waiting: Asked): 'pass' | 'drop' | 'break' {
    this.#received += 1;
    this.#receivedAt = performance.now();
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
    const asked = waiting.get(String(id));
    if (!asked) return 'pass';
    waiting.delete(String(id));
    const ms = performance.now() - asked.at;
    if (this.#loseReplyTo === asked.method) {
      this.#loseReplyTo = undefined;
      this.note('event', 'reply lost', asked.method, ms);
      return 'break';
    }
    this.latency.value = ms;
    // The used request weight is not always the first of the limits in a reply. The reply to an order lists the order
    // limits before it, or lists no request weight.
    const limits: readonly { rateLimitType?: unknown; count?: unknown }[] = Array.isArray(rateLimits) ? rateLimits : [];
    const weight = limits.find(({ rateLimitType }) => rateLimitType === 'REQUEST_WEIGHT')?.count;
    this.note('in', asked.method, `${status ?? 'ok'}${weight === undefined ? '' : `, used weight ${weight}`}`, ms);
    return 'pass';
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
