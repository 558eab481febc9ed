import type { Clock, Timer } from '@pkg/core';
import { defaultSettings } from '../assumptions/assumptions.js';
import type { Faults } from '../faults/faults.js';
import type { RestResponse } from '../protocol/connection.js';
import type { ClientSocket, ClientSocketEvents } from './client-socket.js';
import { ServerSocket, type SocketLifeLimits, type SocketService } from './server-socket.js';
import { readSocketAddress } from './socket-address.js';

/** The limits of sockets, and of attempts to open them. A test may set lower limits than the live exchange has. */
export type SocketLimits = SocketLifeLimits & {
  /** Largest allowed number of connection attempts from one IP address in five minutes. */
  readonly connections: number;
};

const documentedLimits: SocketLimits = {
  pingInterval: 20_000,
  pongDeadline: 60_000,
  lifetime: 24 * 3_600_000,
  messagesPerSecond: 5,
  unreadBytes: 16 * 1024 * 1024,
  connections: defaultSettings.limits.connectionsPerFiveMinutes,
};

export type ExportedAttempts = {
  /** The clock's monotonic time at the moment of the export, in ms. */
  readonly monotonic: number;
  readonly attempts: readonly (readonly [ip: string, times: readonly number[]])[];
};

const FIVE_MINUTES = 5 * 60_000;

/** The parts of an exchange that its sockets need. */
export type SocketExchange = {
  readonly clock: Clock;
  readonly faults: Faults;
  readonly random: { next(): number };
  readonly streams: SocketService;
  /**
   * `refuse` returns the refusal of a handshake if its IP address is banned or has used up a request limit, or if its
   * URL is not accepted. An accepted handshake of the WebSocket API counts towards the request limits.
   */
  readonly wsApi: SocketService & { refuse(ip: string, params: URLSearchParams): RestResponse | undefined };
};

/** Accepts the sockets of all clients, and keeps a list of the open ones. */
export class Sockets {
  readonly #exchange: SocketExchange;
  readonly #limits: SocketLimits;
  readonly #open: Set<ServerSocket> = new Set();
  readonly #attempts: Map<string, readonly number[]> = new Map();
  #shutdownTimer: Timer;

  constructor(exchange: SocketExchange, limits: Partial<SocketLimits> = {}) {
    this.#exchange = exchange;
    this.#limits = { ...documentedLimits, ...limits };
  }

  /** The number of open sockets. */
  get size(): number {
    return this.#open.size;
  }

  /**
   * Returns the response to a handshake that is refused because of its path, the limits of its IP address, or a fault.
   * A response with status 0 stands for a connection that breaks without a response. Returns undefined if the socket
   * may be opened.
   */
  refuse(ip: string, url: string): RestResponse | undefined {
    const address = readSocketAddress(url);
    if (!address) return { status: 404, headers: {}, body: '' };
    const wait = this.#countAttempt(ip);
    if (wait > 0) return { status: 429, headers: { 'retry-after': String(Math.ceil(wait / 1000)) }, body: '' };
    const { scope, path, params } = address;
    const refusal = scope === 'wsApi' ? this.#exchange.wsApi.refuse(ip, params) : undefined;
    if (refusal) return refusal;
    const [fault] = this.#exchange.faults.applyTo({ scope, target: path }, ['status', 'reset']);
    if (fault?.kind === 'reset') return { status: 0, headers: {}, body: '' };
    return fault && { status: fault.status, headers: fault.headers ?? {}, body: fault.body ?? '' };
  }

  /** Opens a socket whose handshake {@link refuse} has not refused. */
  accept(client: ClientSocket): ClientSocketEvents {
    const { clock, faults, random, wsApi, streams } = this.#exchange;
    const address = readSocketAddress(client.url);
    if (!address) throw new RangeError(`url: expected /ws, /stream or /ws-api/v3, got '${client.url}'`);
    const socket = new ServerSocket({
      client,
      address,
      service: address.scope === 'wsApi' ? wsApi : streams,
      clock,
      faults,
      random,
      limits: this.#limits,
      onClosed: (closed) => this.#open.delete(closed),
    });
    if (socket.isOpen) this.#open.add(socket);
    return socket;
  }

  /** Ends all sockets: with a closing handshake if a code is given, otherwise without one. */
  cutAll(code?: number, reason = ''): void {
    for (const socket of [...this.#open]) {
      if (code === undefined) socket.terminate();
      else socket.close(code, reason);
    }
  }

  /** Announces to every client that the server is about to shut down, and closes their sockets after `ms`. */
  announceShutdown(ms: number): void {
    const notified = [...this.#open];
    for (const socket of notified) socket.announceShutdown();
    this.#exchange.clock.clearTimeout(this.#shutdownTimer);
    this.#shutdownTimer = this.#exchange.clock.setTimeout(() => {
      for (const socket of notified) socket.close(1001, 'Server shutdown');
    }, ms);
  }

  /** Returns the connection attempts that count towards the limit, by IP address. */
  exportState(): ExportedAttempts {
    return { monotonic: this.#exchange.clock.monotonic(), attempts: [...this.#attempts] };
  }

  importState({ monotonic, attempts }: ExportedAttempts): void {
    const shift = this.#exchange.clock.monotonic() - monotonic;
    this.#attempts.clear();
    for (const [ip, times] of attempts)
      this.#attempts.set(
        ip,
        times.map((at) => at + shift),
      );
  }

  /** Removes the counted connection attempts of one IP address, or of all addresses. */
  resetLimits(ip?: string): void {
    if (ip === undefined) this.#attempts.clear();
    else this.#attempts.delete(ip);
  }

  /** Closes all sockets and stops all timers. */
  close(): void {
    this.#exchange.clock.clearTimeout(this.#shutdownTimer);
    this.cutAll(1001, '');
    this.#attempts.clear();
  }

  /** Counts a connection attempt. Returns the ms until the IP address may connect again, or 0 if it may connect now. */
  #countAttempt(ip: string): number {
    const { connections } = this.#limits;
    const now = this.#exchange.clock.monotonic();
    // Only the newest attempts matter. Older ones are removed, so that the list does not grow.
    const before = (this.#attempts.get(ip) ?? []).filter((at) => now - at < FIVE_MINUTES).slice(-connections);
    const recent = [...before, now];
    this.#attempts.set(ip, recent);
    return recent.length > connections ? (recent[1] as number) + FIVE_MINUTES - now : 0;
  }
}
