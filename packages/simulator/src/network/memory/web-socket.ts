import type { ClientSocket, ClientSocketEvents } from '../client-socket.js';
import type { Sockets } from '../sockets.js';
import { callsHandlers } from './calls-handlers.js';
import { checkClose } from './check-close.js';
import { createCloseEvent } from './close-event.js';
import type { ClientAddress } from './fetch.js';
import { readSocketUrl } from './read-socket-url.js';

/** The type of the constructor of a WebSocket of a browser. */
export type DomWebSocketConstructor = new (url: string, protocols?: string | string[]) => WebSocket;

/**
 * Creates a DOM `WebSocket` class whose sockets reach the exchange in memory. Each event is dispatched in its own
 * microtask.
 */
export function createWebSocket(sockets: Sockets, { ip = '127.0.0.1' }: ClientAddress = {}): DomWebSocketConstructor {
  return class extends MemoryWebSocket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(sockets, ip, url, protocols);
    }
  } as unknown as DomWebSocketConstructor;
}

const CONNECTING = 0;
const OPEN = 1;
const CLOSING = 2;
const CLOSED = 3;

type Handler<E extends Event> = ((this: WebSocket, event: E) => unknown) | null;

class MemoryWebSocket extends EventTarget {
  static readonly CONNECTING = CONNECTING;
  static readonly OPEN = OPEN;
  static readonly CLOSING = CLOSING;
  static readonly CLOSED = CLOSED;
  readonly CONNECTING = CONNECTING;
  readonly OPEN = OPEN;
  readonly CLOSING = CLOSING;
  readonly CLOSED = CLOSED;

  readonly url: string;
  readonly protocol: string = '';
  readonly extensions: string = '';
  binaryType: BinaryType = 'blob';
  onopen: Handler<Event> = null;
  onmessage: Handler<MessageEvent> = null;
  onerror: Handler<Event> = null;
  onclose: Handler<CloseEvent> = null;

  #readyState: 0 | 1 | 2 | 3 = CONNECTING;
  #exchange: ClientSocketEvents | undefined;
  #queue: Promise<void> = Promise.resolve();
  #unread = 0;
  /**
   * The event types whose handler, such as `onopen`, is called by a listener that this class has added to the socket.
   */
  readonly #handled = new Set<string>();

  constructor(sockets: Sockets, ip: string, url: string | URL, _protocols?: string | string[]) {
    super();
    this.url = readSocketUrl(url);
    this.#enqueue(() => {
      if (this.#readyState !== CONNECTING) return this.#end(1006, '', false);
      const { pathname, search } = new URL(this.url);
      const path = `${pathname}${search}`;
      if (sockets.refuse(ip, path)) return this.#end(1006, '', false);
      this.#readyState = OPEN;
      this.#emit('open', new Event('open'));
      this.#exchange = sockets.accept(this.#clientSocket(ip, path));
    });
  }

  get readyState(): number {
    return this.#readyState;
  }

  get bufferedAmount(): number {
    return 0;
  }

  send(data: string | ArrayBufferLike | Blob | ArrayBufferView): void {
    if (this.#readyState === CONNECTING) throw new DOMException('Still in CONNECTING state', 'InvalidStateError');
    if (this.#readyState !== OPEN || typeof data !== 'string') return;
    this.#enqueue(() => this.#exchange?.message(data));
  }

  close(code?: number, reason = ''): void {
    checkClose(code, reason);
    if (this.#readyState >= CLOSING) return;
    const connecting = this.#readyState === CONNECTING;
    this.#readyState = CLOSING;
    if (connecting) return;
    this.#enqueue(() => {
      // On a half-open connection, the closing handshake gets no reply. The socket then ends only when the exchange
      // drops the connection.
      if (this.#exchange?.reachable() !== false) this.#end(code ?? 1005, reason, true);
    });
  }

  #clientSocket(ip: string, url: string): ClientSocket {
    const unread = (): number => this.#unread;
    return {
      ip,
      url,
      get bufferedAmount() {
        return unread();
      },
      send: (text) => {
        this.#unread += text.length;
        this.#enqueue(() => {
          this.#unread -= text.length;
          if (this.#readyState === OPEN) this.#emit('message', new MessageEvent('message', { data: text }));
        });
      },
      ping: (payload) => this.#enqueue(() => this.#readyState === OPEN && this.#exchange?.pong(payload)),
      close: (code, reason) => this.#enqueue(() => this.#end(code, reason, true)),
      terminate: () => this.#enqueue(() => this.#end(1006, '', false)),
      lose: () => this.#enqueue(() => this.#readyState === CLOSING && this.#end(1006, '', false)),
    };
  }

  #end(code: number, reason: string, wasClean: boolean): void {
    if (this.#readyState === CLOSED) return;
    this.#readyState = CLOSED;
    this.#exchange?.closed();
    if (!wasClean) this.#emit('error', new Event('error'));
    this.#emit('close', createCloseEvent(code, reason, wasClean));
  }

  #enqueue(act: () => unknown): void {
    this.#queue = this.#queue.then(() => void act());
  }

  #emit(type: 'open' | 'message' | 'error' | 'close', event: Event): void {
    const name = `on${type}` as const;
    if (this[name] && !callsHandlers() && !this.#handled.has(type)) {
      this.#handled.add(type);
      this.addEventListener(type, (each) => (this[name] as ((event: Event) => unknown) | null)?.call(this, each));
    }
    this.dispatchEvent(event);
  }
}
