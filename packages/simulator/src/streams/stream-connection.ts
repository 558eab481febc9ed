import type { Connection, ConnectionHandler } from '../protocol/connection.js';
import { readTimeUnit, type TimeUnit } from '../protocol/time-unit.js';
import { type ControlRequest, readControlRequest } from './control-request.js';
import type { Subscriber } from './stream-channel.js';

/** The largest allowed number of streams on one connection, as documented. */
const MAX_STREAMS = 1024;

/** The methods of a stream hub that a connection uses. */
export type StreamRegistry = {
  now(): number;
  subscribe(name: string, subscriber: Subscriber): void;
  unsubscribe(name: string, subscriber: Subscriber): void;
};

/** A connection to `/ws` or `/stream`, with its subscriptions. */
export class StreamConnection implements ConnectionHandler, Subscriber {
  readonly unit: TimeUnit;
  combined: boolean;
  readonly #registry: StreamRegistry;
  readonly #connection: Connection;
  readonly #streams: Set<string> = new Set();

  constructor(registry: StreamRegistry, connection: Connection) {
    this.#registry = registry;
    this.#connection = connection;
    this.combined = connection.path === '/stream';
    this.unit = unitOf(connection.params);
    const names = this.combined
      ? (connection.params.get('streams') ?? '').split('/')
      : connection.path.slice('/ws'.length).split('/').map(decode);
    const wanted = [...new Set(names.filter((name) => name !== ''))];
    if (wanted.length > MAX_STREAMS) connection.close(1008, 'Too many streams');
    else this.#subscribe(wanted);
  }

  get bufferedAmount(): number {
    return this.#connection.bufferedAmount;
  }

  deliver(text: string): void {
    this.#connection.send(text);
  }

  receive(text: string): void {
    const request = readControlRequest(text);
    this.#connection.send('error' in request ? request.error : this.#answer(request));
  }

  announceShutdown(): void {
    const time = this.#registry.now();
    const event = `{"e":"serverShutdown","E":${Math.floor(this.unit === 'MICROSECOND' ? time * 1000 : time)}}`;
    this.#connection.send(this.combined ? `{"stream":"!serverShutdown","data":${event}}` : event);
  }

  close(code: number, reason: string): void {
    this.#connection.close(code, reason);
  }

  closed(): void {
    for (const name of this.#streams) this.#registry.unsubscribe(name, this);
    this.#streams.clear();
  }

  #answer(request: ControlRequest): string {
    const { id } = request;
    switch (request.method) {
      case 'SUBSCRIBE':
        // Binance documents the limit, but not the message of the error.
        if (new Set([...this.#streams, ...request.streams]).size > MAX_STREAMS) {
          return `{"code":2,"msg":"Invalid request: too many streams; at most ${MAX_STREAMS} per connection"}`;
        }
        this.#subscribe(request.streams);
        return `{"result":null,"id":${id}}`;
      case 'UNSUBSCRIBE':
        for (const name of request.streams) {
          if (this.#streams.delete(name)) this.#registry.unsubscribe(name, this);
        }
        return `{"result":null,"id":${id}}`;
      case 'LIST_SUBSCRIPTIONS':
        return `{"result":${JSON.stringify([...this.#streams])},"id":${id}}`;
      case 'SET_PROPERTY':
        this.combined = request.value;
        return `{"result":null,"id":${id}}`;
      case 'GET_PROPERTY':
        return `{"result":${this.combined},"id":${id}}`;
    }
  }

  #subscribe(names: readonly string[]): void {
    for (const name of names) {
      if (this.#streams.has(name)) continue;
      this.#streams.add(name);
      this.#registry.subscribe(name, this);
    }
  }
}

/** Decodes a stream name in a path. A name with an invalid encoding is returned unchanged, and matches no stream. */
function decode(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

function unitOf(params: URLSearchParams): TimeUnit {
  try {
    return readTimeUnit(params.get('timeUnit'));
  } catch {
    return 'MILLISECOND';
  }
}
