import type { Clock, Timer } from '@pkg/core';
import type { Faults } from '../faults/faults.js';
import type { Connection, ConnectionHandler } from '../protocol/connection.js';
import { usualChoices } from '../protocol/settings.js';
import type { Refusal, Wire, WireEvents } from './client-socket.js';
import { createFramePipe } from './faulty-socket.js';

/** Documented limits of a socket's life; a test may shorten them. */
export type SocketLimits = {
  readonly pingInterval: number;
  readonly pongDeadline: number;
  readonly lifetime: number;
  /** Pings, pongs and messages from the client in one second. */
  readonly messagesPerSecond: number;
  /** Attempts of one address in five minutes. */
  readonly connections: number;
};

const documented: SocketLimits = {
  pingInterval: 20_000,
  pongDeadline: 60_000,
  lifetime: 24 * 3_600_000,
  messagesPerSecond: 5,
  connections: usualChoices.limits.connectionsPerFiveMinutes,
};

const FIVE_MINUTES = 5 * 60_000;

/** The exchange, as far as its sockets need it. */
export type SocketHost = {
  readonly clock: Clock;
  readonly faults: Faults;
  readonly random: { next(): number };
  /** The limits of requests count for the WebSocket API's handshakes too. */
  refuseWsApi(ip: string): Refusal | undefined;
  openWsApi(connection: Connection): ConnectionHandler;
  openStream(connection: Connection): ConnectionHandler;
};

type Open = { readonly handler: ConnectionHandler; readonly ip: string; cut(code?: number, reason?: string): void };

/** Every socket of the exchange, whatever face it came in by: pings, the 24 hours, message rate, connection counts. */
export class Sockets {
  readonly #host: SocketHost;
  readonly #limits: SocketLimits;
  readonly #open: Set<Open> = new Set();
  readonly #attempts: Map<string, number[]> = new Map();
  #shutdown: Timer;

  constructor(host: SocketHost, limits: Partial<SocketLimits> = {}) {
    this.#host = host;
    this.#limits = { ...documented, ...limits };
  }

  /** How many sockets are open. */
  get size(): number {
    return this.#open.size;
  }

  /** Says no to a socket before it opens: wrong path, limits of its address, or a fault. */
  refuse(ip: string, url: string): Refusal | undefined {
    const { scope, path } = locate(url);
    if (!scope) return { status: 404, headers: {}, body: '' };
    const wait = this.#attempt(ip);
    if (wait > 0) return { status: 429, headers: { 'retry-after': String(Math.ceil(wait / 1000)) }, body: '' };
    const refusal = scope === 'wsApi' ? this.#host.refuseWsApi(ip) : undefined;
    if (refusal) return refusal;
    const [fault] = this.#host.faults.strike({ scope, target: path }, ['status', 'reset']);
    if (fault?.kind === 'reset') return { status: 0, headers: {}, body: '' };
    return fault && { status: fault.status, headers: fault.headers ?? {}, body: fault.body ?? '' };
  }

  /** Counts an address's attempt to connect; gives the ms until the next one is let in, 0 when this one is. */
  #attempt(ip: string): number {
    const { connections } = this.#limits;
    const now = this.#host.clock.monotonic();
    // Of more than the limit the newest decide; the others need not be kept.
    const before = (this.#attempts.get(ip) ?? []).filter((at) => now - at < FIVE_MINUTES).slice(-connections);
    const recent = [...before, now];
    this.#attempts.set(ip, recent);
    return recent.length > connections ? (recent[1] as number) + FIVE_MINUTES - now : 0;
  }

  /** Takes over an open socket. */
  accept(wire: Wire): WireEvents {
    const { scope = 'stream', path, params } = locate(wire.url);
    const { clock } = this.#host;
    const limits = this.#limits;
    const life: { ping: Timer; end: Timer } = { ping: undefined, end: undefined };
    /** Pings without a pong, oldest first. */
    const unanswered: { readonly payload: string; readonly at: number }[] = [];
    const received: number[] = [];
    let alive = true;
    const { faults, random } = this.#host;
    const pipe = createFramePipe({ clock, faults, random, wire, scope, isOpen: () => alive });
    const cut = (code?: number, reason = ''): void => {
      if (!alive) return;
      if (!pipe.reachesClient()) wire.lose();
      else if (code === undefined) wire.terminate();
      else wire.close(code, reason);
      ended();
    };
    const connection: Connection = {
      ip: wire.ip,
      path,
      params,
      get bufferedAmount() {
        return wire.bufferedAmount;
      },
      send: (text) => pipe.toClient(text),
      close: (code, reason) => cut(code, reason),
      terminate: () => cut(),
    };
    let entry: Open | undefined;
    const ended = (): void => {
      if (!alive) return;
      alive = false;
      clock.clearTimeout(life.ping);
      clock.clearTimeout(life.end);
      pipe.close();
      if (!entry) return;
      this.#open.delete(entry);
      entry.handler.closed();
    };
    const handler = scope === 'wsApi' ? this.#host.openWsApi(connection) : this.#host.openStream(connection);
    // It may have been refused while it opened.
    if (!alive) {
      handler.closed();
      return { message: ignore, ping: ignore, pong: ignore, reachable: () => true, closed: ignore };
    }
    entry = { handler, ip: wire.ip, cut };
    this.#open.add(entry);

    const beat = (): void => {
      const now = clock.monotonic();
      const [oldest] = unanswered;
      if (oldest && now - oldest.at >= limits.pongDeadline) return cut(1008, 'Pong timeout');
      const payload = String(Math.floor(clock.now()));
      unanswered.push({ payload, at: now });
      pipe.ping(payload);
      life.ping = clock.setTimeout(beat, limits.pingInterval);
    };
    life.ping = clock.setTimeout(beat, limits.pingInterval);
    life.end = clock.setTimeout(() => cut(1000, ''), limits.lifetime);

    // The documents limit only the market streams' sockets to 5 messages a second.
    const tooFast = (): boolean => {
      if (scope === 'wsApi') return false;
      const now = clock.monotonic();
      while (received.length > 0 && now - (received[0] as number) >= 1000) received.shift();
      received.push(now);
      if (received.length <= limits.messagesPerSecond) return false;
      cut(1008, 'Too many requests');
      return true;
    };
    return {
      message: (text) => {
        // The exchange has forgotten this socket while it was half-open: the client learns so from its first word.
        if (!alive && pipe.fromClient()) return wire.terminate();
        if (alive && pipe.fromClient() && !tooFast()) pipe.receive(text, (late) => alive && handler.receive(late));
      },
      ping: () => {
        if (alive && pipe.fromClient()) tooFast();
      },
      pong: (payload) => {
        if (!alive || !pipe.fromClient()) return;
        // Documented: one that is no copy of a ping's payload is allowed, and will not prevent disconnection.
        unanswered.splice(0, unanswered.findIndex((ping) => ping.payload === payload) + 1);
        tooFast();
      },
      reachable: () => !alive || pipe.fromClient(),
      closed: ended,
    };
  }

  /** Cuts every socket at once: with a closing handshake when a code is given, else as a lost connection. */
  cutAll(code?: number, reason?: string): void {
    for (const { cut } of [...this.#open]) cut(code, reason);
  }

  /** Tells every client that the server is about to shut down, and closes their sockets after `ms`. */
  announceShutdown(ms: number): void {
    for (const { handler } of this.#open) handler.announceShutdown();
    const told = [...this.#open];
    this.#host.clock.clearTimeout(this.#shutdown);
    this.#shutdown = this.#host.clock.setTimeout(() => {
      for (const { cut } of told) cut(1001, 'Server shutdown');
    }, ms);
  }

  /** Closes everything and stops the timers. */
  close(): void {
    this.#host.clock.clearTimeout(this.#shutdown);
    this.cutAll(1001, '');
    this.#attempts.clear();
  }
}

const ignore = (): void => undefined;

/** Which service an address asks for. */
function locate(url: string): { scope?: 'stream' | 'wsApi'; path: string; params: URLSearchParams } {
  const mark = url.indexOf('?');
  const pathname = mark < 0 ? url : url.slice(0, mark);
  const search = mark < 0 ? '' : url.slice(mark);
  // In a URL's query a plus is itself here: `@+08:00` in stream names is sent both ways.
  const params = new URLSearchParams(search.replaceAll('+', '%2B'));
  const path = pathname.replace(/\/+$/, '') || '/';
  if (path === '/ws-api/v3') return { scope: 'wsApi', path, params };
  if (path === '/ws' || path.startsWith('/ws/') || path === '/stream') return { scope: 'stream', path, params };
  return { path, params };
}
