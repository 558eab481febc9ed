import type { Environment, WebSocketConstructor } from '@pkg/core';
import type { Host } from './host.js';

/** A WebSocket that the client has opened. */
export type OpenedSocket = {
  readonly isMarket: boolean;
  readonly openedAt: number;
  /** Whether the client has not yet seen the socket close. */
  isOpen: boolean;
  /** The market streams to which the client has subscribed on this socket. */
  readonly streams: Set<string>;
  /** Market streams whose events do not arrive on this socket, although the socket is alive. */
  readonly silent: Set<string>;
  /** Whether responses to requests of market streams do not arrive on this socket, although its events do. */
  hasNoResponses: boolean;
  /** Breaks the connection. Frames that are on their way are lost. */
  readonly cut: () => void;
};

type SocketWatch = {
  readonly sockets: OpenedSocket[];
  readonly now: () => number;
  readonly fail: (text: string) => void;
  /** Receives the opening and closing of sockets, as text for the trace. */
  readonly note: (text: string) => void;
  /** Called with the request by which market streams are subscribed or unsubscribed. */
  readonly subscribed: (method: string, streams: readonly string[]) => void;
  /** Called with the text of each request that is sent over the WebSocket API, and the name of the socket. */
  readonly requested: (text: string, socket: string) => void;
  /** Called with each frame that arrives over the WebSocket API, and the name of the socket. */
  readonly answered: (text: string, socket: string) => void;
};

/** How many connection attempts the exchange allows in five minutes. */
const ATTEMPTS = 300;
const FIVE_MINUTES = 300_000;
/** How many streams the exchange allows on one connection. */
const STREAMS = 1_024;

/**
 * Returns a `WebSocket` class whose events wait while the client's machine is asleep or busy. The class reports a
 * violation if the client exceeds the exchange's limits of connections and streams. With `asBytes`, frames arrive as
 * bytes, as from the sockets of the package `ws`.
 */
export function hostSocket(
  { WebSocket: Inner }: Environment,
  host: Host,
  watch: SocketWatch,
  asBytes: boolean,
): WebSocketConstructor {
  const { sockets, fail, now, note, requested, answered, subscribed } = watch;
  let count = 0;
  class HostSocket {
    readyState = 0;
    onopen: ((event: unknown) => void) | null = null;
    onmessage: ((event: unknown) => void) | null = null;
    onerror: ((event: unknown) => void) | null = null;
    onclose: ((event: unknown) => void) | null = null;
    readonly #inner: WebSocket;
    readonly #seen: OpenedSocket;
    readonly #name: string;
    #onFrame: ((data: Uint8Array, isBinary: boolean) => void) | undefined;

    constructor(url: string) {
      const inner = new (Inner as new (url: string) => WebSocket)(url);
      this.#inner = inner;
      const names = new URL(url).searchParams.get('streams')?.split('/') ?? [];
      this.#seen = {
        ...{
          isMarket: !url.includes('ws-api'),
          openedAt: now(),
          isOpen: true,
          streams: new Set(names),
          silent: new Set(),
          hasNoResponses: false,
        },
        cut: () => this.#cut(),
      };
      sockets.push(this.#seen);
      this.#name = `${this.#seen.isMarket ? 'market' : 'API'} socket ${++count}`;
      note(`${this.#name} is opened`);
      const recent = sockets.filter(({ openedAt }) => openedAt > now() - FIVE_MINUTES).length;
      if (recent > ATTEMPTS) fail(`${recent} connection attempts in 5 minutes`);
      inner.onopen = (event) => this.#run(1, () => this.onopen?.(event));
      inner.onmessage = (event) => {
        if (this.#isSilent(event.data as string)) return;
        this.#run(1, () => {
          if (!this.#seen.isMarket) answered(event.data as string, this.#name);
          if (this.#onFrame) this.#onFrame(Buffer.from(event.data as string), false);
          else this.onmessage?.(event);
        });
      };
      inner.onerror = (event) => this.#run(undefined, () => this.onerror?.(event));
      inner.onclose = (event) => {
        if (event.reason === 'Too many requests') fail('the exchange closed a socket because of too many frames');
        this.#run(3, () => {
          note(`${this.#name} is closed: ${event.code} ${event.reason}`);
          this.onclose?.(event);
        });
      };
    }

    send(text: string): void {
      if (this.readyState !== 1) return;
      if (this.#seen.isMarket) this.#follow(text);
      else requested(text, this.#name);
      this.#inner.send(text);
    }

    close(code?: number, reason?: string): void {
      if (this.readyState < 2) this.readyState = 2;
      this.#seen.isOpen = false;
      this.#inner.close(code, reason);
    }

    /** Sets `readyState` and calls an event handler: at once, or when the machine is no longer asleep or busy. */
    #run(state: number | undefined, call: () => void): void {
      host.run(() => {
        if (state !== undefined && (this.readyState < 2 || state === 3)) this.readyState = state;
        if (state === 3) this.#seen.isOpen = false;
        call();
      });
    }

    #cut(): void {
      const inner = this.#inner;
      if (this.readyState > 1) return;
      inner.onopen = null;
      inner.onmessage = null;
      inner.onclose = null;
      inner.close();
      this.#run(3, () => {
        note(`${this.#name} is cut`);
        this.onclose?.({ code: 1006, reason: '' });
      });
    }

    protected onFrame(listener: (data: Uint8Array, isBinary: boolean) => void): void {
      this.#onFrame = listener;
    }

    #isSilent(frame: string): boolean {
      const { silent, isMarket, hasNoResponses } = this.#seen;
      if (hasNoResponses && isMarket && frame.includes('"id":')) return true;
      return silent.size > 0 && silent.has(/^{"stream":"([^"]+)"/.exec(frame)?.[1] ?? '');
    }

    #follow(text: string): void {
      const { method, params = [] } = JSON.parse(text) as { method: string; params?: string[] };
      const { streams } = this.#seen;
      if (method.endsWith('SUBSCRIBE')) subscribed(method, params);
      for (const name of params) {
        if (method === 'SUBSCRIBE') streams.add(name);
        else if (method === 'UNSUBSCRIBE') streams.delete(name);
      }
      if (streams.size > STREAMS) fail(`${streams.size} streams on one connection`);
    }
  }
  if (!asBytes) return HostSocket as unknown as WebSocketConstructor;
  return class extends HostSocket {
    on(name: string, listener: (data: Uint8Array, isBinary: boolean) => void): void {
      if (name === 'message') this.onFrame(listener);
    }

    terminate(): void {
      this.close();
    }
  } as unknown as WebSocketConstructor;
}
