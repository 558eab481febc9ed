import type { Clock, Timer } from '@pkg/core';
import type { Faults } from '../faults/faults.js';
import type { Connection, ConnectionHandler } from '../protocol/connection.js';
import type { ClientSocket, ClientSocketEvents } from './client-socket.js';
import { createFaultySocket, type FaultySocket } from './faulty-socket.js';
import type { SocketAddress } from './socket-address.js';

/** The limits of one socket. Binance documents all of them except `unreadBytes`. A test may set smaller values. */
export type SocketLifeLimits = {
  /** Time between two pings, in ms. */
  readonly pingInterval: number;
  /** Time within which the client must answer a ping, in ms. */
  readonly pongDeadline: number;
  /** Time after which the exchange closes a socket, in ms. */
  readonly lifetime: number;
  /** Largest allowed number of pings, pongs and messages that the client sends in one second. */
  readonly messagesPerSecond: number;
  /** A client with more unread bytes than this is disconnected. Binance's documentation does not mention this limit. */
  readonly unreadBytes: number;
};

/** A service of the exchange to which clients connect by WebSocket. */
export type SocketService = { open(connection: Connection): ConnectionHandler };

/**
 * The exchange's end of one socket. It handles heartbeat, lifetime, message rate, and the faults on the way to the
 * client.
 */
export class ServerSocket implements Connection, ClientSocketEvents {
  readonly ip: string;
  readonly path: string;
  readonly params: URLSearchParams;
  readonly #client: ClientSocket;
  readonly #clock: Clock;
  readonly #limits: SocketLifeLimits;
  /** True for market streams. Binance documents a limit of the message rate only for market streams. */
  readonly #isRateLimited: boolean;
  readonly #frames: FaultySocket;
  readonly #onClosed: (socket: ServerSocket) => void;
  /** The part of the service that handles this connection; undefined if the service has refused the connection. */
  #handler: ConnectionHandler | undefined;
  #isOpen = true;
  #pingTimer: Timer;
  #lifetimeTimer: Timer;
  /** The pings that have no pong yet, oldest first. */
  readonly #unanswered: { readonly payload: string; readonly at: number }[] = [];
  readonly #receivedAt: number[] = [];

  constructor(options: {
    readonly client: ClientSocket;
    readonly address: SocketAddress;
    readonly service: SocketService;
    readonly clock: Clock;
    readonly faults: Faults;
    readonly random: { next(): number };
    readonly limits: SocketLifeLimits;
    readonly onClosed: (socket: ServerSocket) => void;
  }) {
    const { client, address, service, clock, faults, random, limits, onClosed } = options;
    const { scope, path, params } = address;
    this.ip = client.ip;
    this.path = path;
    this.params = params;
    this.#client = client;
    this.#clock = clock;
    this.#limits = limits;
    this.#isRateLimited = scope === 'stream';
    this.#onClosed = onClosed;
    this.#frames = createFaultySocket({ clock, faults, random, client, scope, isOpen: () => this.#isOpen });
    const handler = service.open(this);
    if (!this.#isOpen) {
      handler.closed();
      return;
    }
    this.#handler = handler;
    this.#pingTimer = clock.setTimeout(() => this.#beat(), limits.pingInterval);
    this.#lifetimeTimer = clock.setTimeout(() => this.close(1000, ''), limits.lifetime);
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  get bufferedAmount(): number {
    return this.#client.bufferedAmount;
  }

  send(text: string): void {
    if (this.#client.bufferedAmount > this.#limits.unreadBytes) this.terminate();
    else this.#frames.send(text);
  }

  close(code: number, reason: string): void {
    this.#end(() => this.#client.close(code, reason));
  }

  terminate(): void {
    this.#end(() => this.#client.terminate());
  }

  announceShutdown(): void {
    this.#handler?.announceShutdown();
  }

  message(text: string): void {
    const handler = this.#handler;
    if (!handler || !this.#frames.reachesExchange()) return;
    // The exchange has already dropped this half-open connection without the client noticing. Now that the client sends
    // a message, the connection breaks for the client too.
    if (!this.#isOpen) return this.#client.terminate();
    if (!this.#exceedsRate()) this.#frames.receive(text, (frame) => this.#isOpen && handler.receive(frame));
  }

  ping(): void {
    if (this.#isOpen && this.#frames.reachesExchange()) this.#exceedsRate();
  }

  pong(payload: string): void {
    if (!this.#isOpen || !this.#frames.reachesExchange()) return;
    // As documented, only a pong with the payload of a ping prevents the disconnection. Other pongs are allowed, but do
    // not count as an answer to a ping.
    this.#unanswered.splice(0, this.#unanswered.findIndex((ping) => ping.payload === payload) + 1);
    this.#exceedsRate();
  }

  reachable(): boolean {
    return !this.#isOpen || this.#frames.reachesExchange();
  }

  closed(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#clock.clearTimeout(this.#pingTimer);
    this.#clock.clearTimeout(this.#lifetimeTimer);
    this.#frames.close();
    if (!this.#handler) return;
    this.#onClosed(this);
    this.#handler.closed();
  }

  #end(endClient: () => void): void {
    if (!this.#isOpen) return;
    if (this.#frames.reachesClient()) endClient();
    else this.#client.lose();
    this.closed();
  }

  #beat(): void {
    const now = this.#clock.monotonic();
    const [oldest] = this.#unanswered;
    if (oldest && now - oldest.at >= this.#limits.pongDeadline) return this.close(1008, 'Pong timeout');
    const payload = String(Math.floor(this.#clock.now()));
    this.#unanswered.push({ payload, at: now });
    this.#frames.ping(payload);
    this.#pingTimer = this.#clock.setTimeout(() => this.#beat(), this.#limits.pingInterval);
  }

  /** Counts a frame of the client. If the client has exceeded the message rate, closes the socket and returns true. */
  #exceedsRate(): boolean {
    if (!this.#isRateLimited) return false;
    const now = this.#clock.monotonic();
    const received = this.#receivedAt;
    while (received.length > 0 && now - (received[0] as number) >= 1000) received.shift();
    received.push(now);
    if (received.length <= this.#limits.messagesPerSecond) return false;
    this.close(1008, 'Too many requests');
    return true;
  }
}
