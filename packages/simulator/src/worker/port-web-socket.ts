import { callsHandlers } from '../network/memory/calls-handlers.js';
import { checkClose } from '../network/memory/check-close.js';
import { createCloseEvent } from '../network/memory/close-event.js';
import { readSocketUrl } from '../network/memory/read-socket-url.js';
import type { ToExchange } from './messages.js';

/** Adds sockets to a port and sends their messages through it. */
export type SocketPort = {
  /** Adds a socket and returns its id. */
  add(socket: PortWebSocket): number;
  remove(id: number): void;
  post(message: ToExchange): void;
};

type Handler<E extends Event> = ((this: WebSocket, event: E) => unknown) | null;

const CONNECTING = 0;
const OPEN = 1;
const CLOSING = 2;
const CLOSED = 3;

/** A DOM `WebSocket` that is connected to the exchange at the other end of a port. */
export class PortWebSocket extends EventTarget {
  static readonly CONNECTING: 0 = CONNECTING;
  static readonly OPEN: 1 = OPEN;
  static readonly CLOSING: 2 = CLOSING;
  static readonly CLOSED: 3 = CLOSED;
  readonly CONNECTING: 0 = CONNECTING;
  readonly OPEN: 1 = OPEN;
  readonly CLOSING: 2 = CLOSING;
  readonly CLOSED: 3 = CLOSED;

  readonly url: string;
  readonly protocol: string = '';
  readonly extensions: string = '';
  readonly bufferedAmount: number = 0;
  binaryType: BinaryType = 'blob';
  onopen: Handler<Event> = null;
  onmessage: Handler<MessageEvent> = null;
  onerror: Handler<Event> = null;
  onclose: Handler<CloseEvent> = null;

  readonly #port: SocketPort;
  readonly #id: number;
  #readyState: 0 | 1 | 2 | 3 = CONNECTING;

  constructor(port: SocketPort, url: string | URL) {
    super();
    this.url = readSocketUrl(url);
    this.#port = port;
    this.#id = port.add(this);
    port.post({ kind: 'open', id: this.#id, url: this.url });
  }

  get readyState(): number {
    return this.#readyState;
  }

  send(data: string): void {
    if (this.#readyState === CONNECTING) throw new DOMException('Still in CONNECTING state', 'InvalidStateError');
    if (this.#readyState === OPEN) this.#port.post({ kind: 'send', id: this.#id, text: data });
  }

  close(code?: number, reason = ''): void {
    checkClose(code, reason);
    if (this.#readyState >= CLOSING) return;
    this.#readyState = CLOSING;
    this.#port.post({ kind: 'close', id: this.#id, code, reason });
  }

  // `opened`, `received` and `closed` are called when a message from the exchange arrives.

  opened(): void {
    if (this.#readyState !== CONNECTING) return;
    this.#readyState = OPEN;
    this.dispatchEvent(new Event('open'));
  }

  received(text: string): void {
    if (this.#readyState === OPEN) this.dispatchEvent(new MessageEvent('message', { data: text }));
  }

  closed(code: number, reason: string, wasClean: boolean): void {
    if (this.#readyState === CLOSED) return;
    this.#readyState = CLOSED;
    this.#port.remove(this.#id);
    if (!wasClean) this.dispatchEvent(new Event('error'));
    this.dispatchEvent(createCloseEvent(code, reason, wasClean));
  }

  /** Dispatches an event to its listeners and to its handler property, such as `onclose`. */
  override dispatchEvent(event: Event): boolean {
    const { type } = event;
    const isKnown = type === 'open' || type === 'message' || type === 'error' || type === 'close';
    const handler = isKnown ? (this[`on${type}`] as ((event: Event) => unknown) | null) : null;
    if (!handler || callsHandlers()) return super.dispatchEvent(event);
    const listener = handler.bind(this);
    this.addEventListener(type, listener);
    const isAllowed = super.dispatchEvent(event);
    // The handler must receive only this event, so it is removed again. The option `once` is not enough: if another
    // listener stops this event, the handler is not called, and would then stay for the next event.
    this.removeEventListener(type, listener);
    return isAllowed;
  }
}
